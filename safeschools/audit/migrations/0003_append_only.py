"""The database itself keeps the event log append-only, and brings the two functions that other rules use as well."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, never, trigger

# Refuses whatever fired the trigger; the trigger's name is given as the constraint's, so that the web layer has words.
REFUSE = """
CREATE FUNCTION safeschools_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %', TG_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$
"""

# Refuses an UPDATE that touches a column other than those named as the trigger's arguments.
FREEZE = """
CREATE FUNCTION safeschools_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'refused by %', TG_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$
"""

SEAL = "safeschools_freeze('position', 'prev_hash', 'hash')"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]

    operations = [
        OnPostgreSQL(REFUSE, "DROP FUNCTION safeschools_refuse()"),
        OnPostgreSQL(FREEZE, "DROP FUNCTION safeschools_freeze()"),
        trigger("event_never_changed", "audit_event", "UPDATE", function=SEAL),
        trigger("event_sealed_once", "audit_event", "UPDATE", when="OLD.position IS NOT NULL"),
        trigger("event_never_deleted", "audit_event", "DELETE"),
        trigger("event_never_emptied", "audit_event", "TRUNCATE"),
        trigger("head_never_changed", "audit_publishedhead", "UPDATE"),
        trigger("head_never_deleted", "audit_publishedhead", "DELETE"),
        trigger("head_never_emptied", "audit_publishedhead", "TRUNCATE"),
        never(
            "event_never_changed",
            "audit_event",
            "UPDATE OF id, at, actor_id, actor_name, actor_role, ip, request_id, verb, object_type, object_id,"
            " object_label, sentence, params, reason, data",
        ),
        never("event_sealed_once", "audit_event", "UPDATE", when="OLD.position IS NOT NULL"),
        never("event_never_deleted", "audit_event", "DELETE"),
        never("head_never_changed", "audit_publishedhead", "UPDATE"),
        never("head_never_deleted", "audit_publishedhead", "DELETE"),
    ]
