"""A revocation may also say that it bars the school from the next year (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, trigger

RULE = ("designation_frozen", "designations_designation", "UPDATE")
MOVES = "'state', 'revoked_on', 'revocation_document', 'revocation_reason', 'cap', 'cap_in_all'"
BEFORE = trigger(*RULE, function=f"safeschools_freeze({MOVES})")


class Migration(migrations.Migration):
    dependencies = [("web", "0012_held_stars"), ("designations", "0011_bars_after_accident")]

    operations = [
        OnPostgreSQL(BEFORE.reverse_sql, BEFORE.sql),
        trigger(*RULE, function=f"safeschools_freeze({MOVES}, 'bars_next_year')"),
    ]
