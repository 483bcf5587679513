"""Rules of PostgreSQL that span rooms, part 2: handing in by the database's clock, and what is frozen by it."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, trigger

# As safeschools' own Window: the announced second is accepted to its end, extension and grace count.
IN_TIME = """
CREATE FUNCTION safeschools_in_time(participation bigint, phase text) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (
        SELECT FROM campaigns_participation p
        JOIN campaigns_campaignyear y ON y.id = p.year_id AND y.state = 'open'
        JOIN campaigns_phase f ON f.year_id = p.year_id AND f.kind = phase
        LEFT JOIN campaigns_extension e ON e.phase_id = f.id AND e.district_id = p.district_id
        WHERE p.id = participation
          AND safeschools_now()
              < greatest(f.ends_at, e.ends_at) + interval '1 second' + f.grace_minutes * interval '1 minute'
    )
$$
"""

HAND_IN = """
CREATE FUNCTION safeschools_hand_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF safeschools_history(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('self_assessing', 'returned')
        OR NOT safeschools_fresh(NEW.submitted_at)
        OR NOT safeschools_in_time(
            NEW.id, CASE OLD.state WHEN 'returned' THEN 'district_review' ELSE 'self_assessment' END)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

KEEP_TIME = """
CREATE FUNCTION safeschools_keep_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT safeschools_history(TG_RELID) THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

SEND_BACK = """
CREATE FUNCTION safeschools_send_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT safeschools_history(TG_RELID)
        AND NOT EXISTS (SELECT FROM scoring_returnnote WHERE participation_id = NEW.id AND sent)
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

PAPER = """
CREATE FUNCTION safeschools_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT safeschools_history(TG_RELID) AND NOT (
        safeschools_fresh(NEW.submitted_at) AND EXISTS (
            SELECT FROM campaigns_participation p
            WHERE p.id = NEW.participation_id AND p.state = 'submitted' AND p.submitted_at = NEW.submitted_at))
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

WORKING_COPY = """
CREATE FUNCTION safeschools_working_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT safeschools_history(TG_RELID) AND NOT EXISTS (
        SELECT FROM campaigns_participation p
        WHERE p.id = NEW.participation_id AND p.state IN ('invited', 'self_assessing', 'returned'))
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""

CLAIM = """
CREATE FUNCTION safeschools_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT safeschools_history(TG_RELID) AND NOT EXISTS (
        SELECT FROM campaigns_participation p
        WHERE p.id = NEW.participation_id AND p.state = 'submitted' AND safeschools_fresh(p.submitted_at))
    THEN
        PERFORM safeschools_raise(TG_NAME);
    END IF;
    RETURN NEW;
END $$
"""


def changes(*columns: str) -> str:
    """A condition: one of the columns gets another value."""
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"({new}) IS DISTINCT FROM ({old})"


HANDS_IN = "NEW.state = 'submitted' AND OLD.state NOT IN ('submitted', 'reviewed')"


class Migration(migrations.Migration):
    dependencies = [("web", "0001_ledgers")]

    operations = [
        OnPostgreSQL(IN_TIME, "DROP FUNCTION safeschools_in_time(bigint, text)"),
        OnPostgreSQL(HAND_IN, "DROP FUNCTION safeschools_hand_in()"),
        OnPostgreSQL(KEEP_TIME, "DROP FUNCTION safeschools_keep_time()"),
        OnPostgreSQL(SEND_BACK, "DROP FUNCTION safeschools_send_back()"),
        OnPostgreSQL(PAPER, "DROP FUNCTION safeschools_paper()"),
        OnPostgreSQL(WORKING_COPY, "DROP FUNCTION safeschools_working_copy()"),
        OnPostgreSQL(CLAIM, "DROP FUNCTION safeschools_claim()"),
        trigger(
            "handed_in_in_time", "campaigns_participation", "UPDATE", when=HANDS_IN, function="safeschools_hand_in()"
        ),
        trigger(
            *("submission_time_kept", "campaigns_participation", "UPDATE"),
            when=f"{changes('submitted_at')} AND NOT ({HANDS_IN})",
            function="safeschools_keep_time()",
        ),
        trigger(
            *("returned_with_reason", "campaigns_participation", "UPDATE"),
            when="NEW.state = 'returned' AND OLD.state <> 'returned'",
            function="safeschools_send_back()",
        ),
        trigger("paper_of_this_hand_in", "scoring_submission", "INSERT", function="safeschools_paper()"),
        trigger(
            *("answers_frozen_after_hand_in", "scoring_itemscore", "UPDATE"),
            when=changes("facts", "note", "draft_points", "draft_max"),
            function="safeschools_working_copy()",
        ),
        trigger(
            *("claim_only_by_hand_in", "scoring_itemscore", "UPDATE"),
            when=changes("claimed_facts", "claimed_points", "claimed_max"),
            function="safeschools_claim()",
        ),
    ]
