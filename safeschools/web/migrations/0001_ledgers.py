"""Rules of PostgreSQL that span rooms, part 1: what is written once, and what is never deleted (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, never, trigger

WRITTEN_ONCE = {"entry": "scoring_scoreentry", "submission": "scoring_submission", "line": "designations_allocationline"}

NEVER_DELETED = {
    "user": "accounts_user",
    "grant": "accounts_rolegrant",
    "district": "directory_district",
    "school": "directory_school",
    "campaign": "campaigns_campaign",
    "year": "campaigns_campaignyear",
    "extension": "campaigns_extension",
    "participation": "campaigns_participation",
    "sheet": "scoring_ratingsheet",
    "score": "scoring_itemscore",
    "list": "scoring_recommendationlist",
    "veto": "scoring_veto",
    "disqualification": "scoring_disqualification",
    "hold": "scoring_hold",
    "visit": "inspections_visit",
    "visit_member": "inspections_visitmember",
    "finding": "inspections_visititem",
    "run": "designations_allocationrun",
    "naming": "designations_namingdecision",
    "designation": "designations_designation",
}

RUN_MOVES = "'state', 'proposed_by_id', 'proposed_at', 'decided_by_id', 'decided_at', 'decision_reason'"
HONOUR_MOVES = "'state', 'revoked_on', 'revocation_document', 'revocation_reason', 'cap', 'cap_in_all'"

# The machine's own clock, under a name of ours; `safeschools_now()` is what every rule about time asks.
NOW = """
CREATE FUNCTION safeschools_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'
"""

# A moment taken from the database's clock in the running transaction, which may last half a minute at most.
FRESH = """
CREATE FUNCTION safeschools_fresh(moment timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(moment BETWEEN safeschools_now() - interval '30 seconds' AND safeschools_now(), false)
$$
"""

# The owner of the tables may enter what happened earlier (demonstration, take-over of an older system), by saying so.
HISTORY = """
CREATE FUNCTION safeschools_history(of_table oid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('safeschools.history', true), '') = 'on'
        AND pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = of_table
$$
"""

RAISE = """
CREATE FUNCTION safeschools_raise(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %', rule USING ERRCODE = 'restrict_violation', CONSTRAINT = rule;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sign_ins"),
        ("audit", "0003_append_only"),
        ("directory", "0001_initial"),
        ("campaigns", "0004_rules_of_rows"),
        ("scoring", "0004_rules_of_rows"),
        ("inspections", "0002_rules_of_rows"),
        ("designations", "0005_rules_of_rows"),
    ]

    operations = [
        OnPostgreSQL(NOW, "DROP FUNCTION safeschools_now()"),
        OnPostgreSQL(FRESH, "DROP FUNCTION safeschools_fresh(timestamptz)"),
        OnPostgreSQL(HISTORY, "DROP FUNCTION safeschools_history(oid)"),
        OnPostgreSQL(RAISE, "DROP FUNCTION safeschools_raise(text)"),
        *(trigger(f"{name}_never_changed", table, "UPDATE") for name, table in WRITTEN_ONCE.items()),
        *(trigger(f"{name}_never_deleted", table, "DELETE") for name, table in WRITTEN_ONCE.items()),
        *(trigger(f"{name}_never_emptied", table, "TRUNCATE") for name, table in WRITTEN_ONCE.items()),
        *(never(f"{name}_never_changed", table, "UPDATE") for name, table in WRITTEN_ONCE.items()),
        *(never(f"{name}_never_deleted", table, "DELETE") for name, table in WRITTEN_ONCE.items()),
        *(trigger(f"{name}_never_deleted", table, "DELETE") for name, table in NEVER_DELETED.items()),
        trigger("run_frozen", "designations_allocationrun", "UPDATE", function=f"safeschools_freeze({RUN_MOVES})"),
        trigger("designation_frozen", "designations_designation", "UPDATE", function=f"safeschools_freeze({HONOUR_MOVES})"),
    ]
