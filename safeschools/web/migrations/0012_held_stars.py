"""A school on hold has a star where its year names first and revokes later (elig.accident_pending)."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL

# The row of the participation is locked, so that a veto and a naming cannot pass each other.
EARNED = """
CREATE OR REPLACE FUNCTION safeschools_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM campaigns_participation p
    JOIN designations_namingdecision n ON n.id = NEW.naming_id
    LEFT JOIN designations_namingdecision earlier ON earlier.id = n.supplements_id
    JOIN designations_allocationrun r ON r.id = coalesce(n.run_id, earlier.run_id) AND r.year_id = NEW.year_id AND r.state = 'approved'
    JOIN designations_allocationline l ON l.run_id = r.id AND l.participation_id = p.id AND l.star = NEW.star
    JOIN campaigns_campaignyear y ON y.id = NEW.year_id
    WHERE p.id = NEW.participation_id AND p.year_id = NEW.year_id
      AND p.state IN ('allocated', 'announced') AND ({free})
      AND l.score >= CASE NEW.star WHEN 3 THEN y.band_three WHEN 2 THEN y.band_two ELSE y.band_one END
      AND NOT EXISTS (SELECT FROM scoring_veto v WHERE v.participation_id = p.id AND v.state = 'confirmed')
    FOR SHARE OF p;
    IF NOT FOUND THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""
NOT_HELD = "p.hold = ''"
OR_NAMED_ALL_THE_SAME = f"{NOT_HELD} OR y.decisions ->> 'elig.accident_pending' = 'name_then_revoke'"


class Migration(migrations.Migration):
    dependencies = [("web", "0011_lines_of_runs")]

    operations = [OnPostgreSQL(EARNED.format(free=OR_NAMED_ALL_THE_SAME), EARNED.format(free=NOT_HELD))]
