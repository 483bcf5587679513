"""An order among tied schools is frozen but for its decision, and never deleted (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import trigger

DECISION = "'state', 'decided_by_id', 'decided_at', 'decision_reason'"


class Migration(migrations.Migration):
    dependencies = [("web", "0005_scenarios"), ("scoring", "0007_tie_orders")]

    operations = [
        trigger("tie_order_frozen", "scoring_tieorder", "UPDATE", function=f"safeschools_freeze({DECISION})"),
        trigger("tie_order_never_deleted", "scoring_tieorder", "DELETE"),
    ]
