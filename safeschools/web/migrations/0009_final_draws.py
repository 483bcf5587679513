"""A confirmed draw is not withdrawn either: nobody draws again who knows the outcome (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import OnPostgreSQL, trigger

RULE = ("draw_confirmed_frozen", "campaigns_draw", "UPDATE")
CONFIRMED = "OLD.state = 'confirmed'"
WITHDRAWAL = "'state', 'withdrawn_by_id', 'withdrawn_at', 'withdrawal_reason'"
BEFORE = trigger(*RULE, when=CONFIRMED, function=f"safeschools_freeze({WITHDRAWAL})")


class Migration(migrations.Migration):
    dependencies = [("web", "0008_draws"), ("campaigns", "0006_final_draws")]

    operations = [OnPostgreSQL(BEFORE.reverse_sql, BEFORE.sql), trigger(*RULE, when=CONFIRMED)]
