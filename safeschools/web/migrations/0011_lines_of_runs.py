"""What the lines of a run refer to is looked at once for all of them, no longer line by line at the commit."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL


#: every line has its run and a school of the run's year; neither is ever deleted (run_never_deleted,
#: participation_never_deleted)
BY_COUNT = """
CREATE OR REPLACE FUNCTION safeschools_runs_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM fresh l
        JOIN designations_allocationrun r ON r.id = l.run_id
        JOIN campaigns_participation p ON p.id = l.participation_id AND p.year_id = r.year_id)
        <> (SELECT count(*) FROM fresh)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NULL;
END $$
"""
BY_YEAR = """
CREATE OR REPLACE FUNCTION safeschools_runs_lines() RETURNS trigger LANGUAGE plpgsql AS $$
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
#: Django gave the two foreign keys names of its own
WITHOUT_KEYS = """
DO $$
DECLARE key name;
BEGIN
    FOR key IN
        SELECT conname FROM pg_constraint WHERE conrelid = 'designations_allocationline'::regclass AND contype = 'f'
        AND confrelid IN ('designations_allocationrun'::regclass, 'campaigns_participation'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE designations_allocationline DROP CONSTRAINT %I', key);
    END LOOP;
END $$
"""
WITH_KEYS = """
ALTER TABLE designations_allocationline
    ADD CONSTRAINT line_run FOREIGN KEY (run_id) REFERENCES designations_allocationrun (id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT line_participation FOREIGN KEY (participation_id) REFERENCES campaigns_participation (id)
        DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0010_runs_on_sqlite"), ("designations", "0010_line_keys")]

    operations = [
        OnPostgreSQL(BY_COUNT, BY_YEAR),
        OnPostgreSQL(WITHOUT_KEYS, WITH_KEYS),
    ]
