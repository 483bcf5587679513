"""Rules of PostgreSQL that span rooms, part 4: teams without conflicts, four eyes by person, stars that were earned."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, trigger

SAME_PERSON = """
CREATE FUNCTION safeschools_same_person(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(one = other, false) OR EXISTS (
        SELECT FROM accounts_user a JOIN accounts_user b ON b.person = a.person AND a.person <> ''
        WHERE a.id = one AND b.id = other)
$$
"""

STRANGERS = """
CREATE FUNCTION safeschools_strangers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inspections_visit v
        JOIN campaigns_participation p ON p.id = v.participation_id
        JOIN accounts_user u ON safeschools_same_person(u.id, NEW.inspector_id)
        LEFT JOIN accounts_rolegrant g ON g.user_id = u.id AND g.school_id = p.school_id
        WHERE v.id = NEW.visit_id AND (u.school_id = p.school_id OR g.id IS NOT NULL))
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

RUN_PEOPLE = """
CREATE FUNCTION safeschools_run_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF safeschools_same_person(NEW.decided_by_id, NEW.proposed_by_id)
        OR safeschools_same_person(NEW.decided_by_id, NEW.created_by_id)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

VETO_PEOPLE = """
CREATE FUNCTION safeschools_veto_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF safeschools_same_person(NEW.decided_by_id, NEW.proposed_by_id) THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

NAMING_PEOPLE = """
CREATE FUNCTION safeschools_naming_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM designations_allocationrun r
        WHERE r.id = coalesce(
              NEW.run_id, (SELECT run_id FROM designations_namingdecision WHERE id = NEW.supplements_id))
          AND r.state = 'approved'
          AND NOT safeschools_same_person(NEW.recorded_by_id, r.created_by_id)
          AND NOT safeschools_same_person(NEW.recorded_by_id, r.proposed_by_id)
          AND NOT safeschools_same_person(NEW.recorded_by_id, r.decided_by_id))
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

# The row of the participation is locked, so that a veto and a naming cannot pass each other.
EARNED = """
CREATE FUNCTION safeschools_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM campaigns_participation p
    JOIN designations_namingdecision n ON n.id = NEW.naming_id
    LEFT JOIN designations_namingdecision earlier ON earlier.id = n.supplements_id
    JOIN designations_allocationrun r ON r.id = coalesce(n.run_id, earlier.run_id) AND r.year_id = NEW.year_id AND r.state = 'approved'
    JOIN designations_allocationline l ON l.run_id = r.id AND l.participation_id = p.id AND l.star = NEW.star
    JOIN campaigns_campaignyear y ON y.id = NEW.year_id
    WHERE p.id = NEW.participation_id AND p.year_id = NEW.year_id
      AND p.state IN ('allocated', 'announced') AND p.hold = ''
      AND l.score >= CASE NEW.star WHEN 3 THEN y.band_three WHEN 2 THEN y.band_two ELSE y.band_one END
      AND NOT EXISTS (SELECT FROM scoring_veto v WHERE v.participation_id = p.id AND v.state = 'confirmed')
    FOR SHARE OF p;
    IF NOT FOUND THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

RUNS_LINES = """
CREATE FUNCTION safeschools_runs_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh l
        JOIN designations_allocationrun r ON r.id = l.run_id
        JOIN campaigns_participation p ON p.id = l.participation_id
        WHERE p.year_id <> r.year_id)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NULL;
END $$
"""
LINES = """
CREATE TRIGGER line_of_the_runs_year AFTER INSERT ON designations_allocationline
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeschools_runs_lines()
"""

PLACES = """
ALTER TABLE designations_quota ADD CONSTRAINT quota_with_its_cap UNIQUE (year_id, star, cap);
ALTER TABLE designations_designation ADD CONSTRAINT place_under_the_quota
    FOREIGN KEY (year_id, star, cap) REFERENCES designations_quota (year_id, star, cap) ON UPDATE CASCADE;
ALTER TABLE designations_designation ADD CONSTRAINT place_under_the_quota_in_all
    FOREIGN KEY (year_id, all_stars, cap_in_all) REFERENCES designations_quota (year_id, star, cap) ON UPDATE CASCADE
"""
NO_PLACES = """
ALTER TABLE designations_designation DROP CONSTRAINT place_under_the_quota_in_all;
ALTER TABLE designations_designation DROP CONSTRAINT place_under_the_quota;
ALTER TABLE designations_quota DROP CONSTRAINT quota_with_its_cap
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0003_points")]

    operations = [
        OnPostgreSQL(SAME_PERSON, "DROP FUNCTION safeschools_same_person(bigint, bigint)"),
        OnPostgreSQL(STRANGERS, "DROP FUNCTION safeschools_strangers()"),
        OnPostgreSQL(RUN_PEOPLE, "DROP FUNCTION safeschools_run_people()"),
        OnPostgreSQL(VETO_PEOPLE, "DROP FUNCTION safeschools_veto_people()"),
        OnPostgreSQL(NAMING_PEOPLE, "DROP FUNCTION safeschools_naming_people()"),
        OnPostgreSQL(EARNED, "DROP FUNCTION safeschools_earned()"),
        OnPostgreSQL(RUNS_LINES, "DROP FUNCTION safeschools_runs_lines()"),
        trigger(
            *("inspector_without_conflict", "inspections_visitmember", "INSERT OR UPDATE"),
            function="safeschools_strangers()",
        ),
        trigger(
            *("run_decided_by_another", "designations_allocationrun", "INSERT OR UPDATE"),
            when="NEW.decided_by_id IS NOT NULL",
            function="safeschools_run_people()",
        ),
        trigger(
            *("veto_decided_by_another", "scoring_veto", "INSERT OR UPDATE"),
            when="NEW.decided_by_id IS NOT NULL",
            function="safeschools_veto_people()",
        ),
        trigger(
            "naming_by_another", "designations_namingdecision", "INSERT", function="safeschools_naming_people()"
        ),
        trigger("star_earned", "designations_designation", "INSERT", function="safeschools_earned()"),
        OnPostgreSQL(LINES, "DROP TRIGGER line_of_the_runs_year ON designations_allocationline"),
        OnPostgreSQL(PLACES, NO_PLACES),
    ]
