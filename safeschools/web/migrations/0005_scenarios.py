"""A scenario is written once, on PostgreSQL and on SQLite (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import never, trigger

UPDATED = ("scenario_never_changed", "designations_scenario", "UPDATE")


class Migration(migrations.Migration):
    dependencies = [("web", "0004_honours"), ("designations", "0006_scenario")]

    operations = [trigger(*UPDATED), never(*UPDATED)]
