"""Rules of PostgreSQL that span rooms, part 3: published standards, and points that belong to the year's items."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, trigger

PUBLISHED = """
CREATE FUNCTION safeschools_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF EXISTS (SELECT FROM scoring_standard WHERE id = part.standard_id AND state = 'published') THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN part;
END $$
"""

HUNDRED = """
CREATE FUNCTION safeschools_hundred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(max_points) FROM scoring_item WHERE standard_id = NEW.id) IS DISTINCT FROM 10000 THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NULL;
END $$
"""

SUMS = """
CREATE CONSTRAINT TRIGGER standard_sums_to_100 AFTER INSERT OR UPDATE ON scoring_standard
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION safeschools_hundred()
"""

ITEMS_POINTS = """
ALTER TABLE scoring_item ADD CONSTRAINT item_with_its_points UNIQUE (id, max_points);
ALTER TABLE scoring_itemscore ADD CONSTRAINT score_under_the_items_points
    FOREIGN KEY (item_id, max_points) REFERENCES scoring_item (id, max_points)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
"""
NO_ITEMS_POINTS = """
ALTER TABLE scoring_itemscore DROP CONSTRAINT score_under_the_items_points;
ALTER TABLE scoring_item DROP CONSTRAINT item_with_its_points
"""

# Once a statement, however many rows it brings: a year's scores are made by the hundred thousand.
YEARS_SCORES = """
CREATE FUNCTION safeschools_years_scores() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh s
        JOIN scoring_item i ON i.id = s.item_id
        JOIN campaigns_participation p ON p.id = s.participation_id
        JOIN scoring_ratingsheet h ON h.year_id = p.year_id
        WHERE h.standard_id <> i.standard_id)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NULL;
END $$
"""
SCORES = """
CREATE TRIGGER score_of_the_years_standard AFTER INSERT ON scoring_itemscore
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeschools_years_scores()
"""

YEARS_ITEM = """
CREATE FUNCTION safeschools_years_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taking_part bigint;
BEGIN
    IF TG_TABLE_NAME = 'inspections_visititem' THEN
        SELECT participation_id INTO taking_part FROM inspections_visit WHERE id = NEW.visit_id;
    ELSE
        taking_part := NEW.participation_id;
    END IF;
    IF EXISTS (
        SELECT FROM scoring_item i
        JOIN campaigns_participation p ON p.id = taking_part
        JOIN scoring_ratingsheet h ON h.year_id = p.year_id
        WHERE i.id = NEW.item_id AND h.standard_id <> i.standard_id)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

AHEAD = """
CREATE FUNCTION safeschools_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revision > (SELECT revision FROM campaigns_campaignyear WHERE id = NEW.year_id) THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0002_hand_in")]

    operations = [
        OnPostgreSQL(PUBLISHED, "DROP FUNCTION safeschools_published()"),
        OnPostgreSQL(HUNDRED, "DROP FUNCTION safeschools_hundred()"),
        OnPostgreSQL(YEARS_SCORES, "DROP FUNCTION safeschools_years_scores()"),
        OnPostgreSQL(YEARS_ITEM, "DROP FUNCTION safeschools_years_item()"),
        OnPostgreSQL(AHEAD, "DROP FUNCTION safeschools_ahead()"),
        *(
            trigger(f"published_{what}_frozen", f"scoring_{what}", event, function="safeschools_published()")
            for what in ("item", "dimension")
            for event in ("INSERT OR UPDATE OR DELETE",)
        ),
        trigger(
            "published_standard_frozen", "scoring_standard", "UPDATE OR DELETE", when="OLD.state = 'published'"
        ),
        OnPostgreSQL(SUMS, "DROP TRIGGER standard_sums_to_100 ON scoring_standard"),
        OnPostgreSQL(ITEMS_POINTS, NO_ITEMS_POINTS),
        OnPostgreSQL(SCORES, "DROP TRIGGER score_of_the_years_standard ON scoring_itemscore"),
        trigger(
            "finding_of_the_years_standard", "inspections_visititem", "INSERT", function="safeschools_years_item()"
        ),
        trigger("veto_of_the_years_standard", "scoring_veto", "INSERT", function="safeschools_years_item()"),
        trigger("sheet_not_ahead", "scoring_ratingsheet", "INSERT OR UPDATE", function="safeschools_ahead()"),
    ]
