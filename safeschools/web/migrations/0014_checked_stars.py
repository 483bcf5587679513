"""A star needs the city's check where only the city's total counts (score.final_source)."""

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
      AND p.state IN ('allocated', 'announced')
      AND (p.hold = '' OR y.decisions ->> 'elig.accident_pending' = 'name_then_revoke')
      AND l.score >= CASE NEW.star WHEN 3 THEN y.band_three WHEN 2 THEN y.band_two ELSE y.band_one END
      AND NOT EXISTS (SELECT FROM scoring_veto v WHERE v.participation_id = p.id AND v.state = 'confirmed'){checked}
    FOR SHARE OF p;
    IF NOT FOUND THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""
CHECKED = """
      AND (y.decisions ->> 'score.final_source' IS DISTINCT FROM 'city_only' OR EXISTS (
          SELECT FROM scoring_itemscore s WHERE s.participation_id = p.id AND s.applicable
          AND (s.verified_points IS NOT NULL OR s.ruled_points IS NOT NULL)))"""


class Migration(migrations.Migration):
    dependencies = [("web", "0013_bars_after_accident")]

    operations = [OnPostgreSQL(EARNED.format(checked=CHECKED), EARNED.format(checked=""))]
