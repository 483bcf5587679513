"""A decision of the leading group is frozen but for its own decision, and never deleted (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import trigger

DECISION = "'state', 'decided_by_id', 'decided_at', 'decision_reason'"


class Migration(migrations.Migration):
    dependencies = [("web", "0006_tie_orders"), ("scoring", "0010_group_decisions")]

    operations = [
        trigger("group_decision_frozen", "scoring_groupdecision", "UPDATE", function=f"safeschools_freeze({DECISION})"),
        trigger("group_decision_never_deleted", "scoring_groupdecision", "DELETE"),
    ]
