"""A draw is bound to its commitment and its roster, frozen once confirmed, never deleted (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import trigger

WITHDRAWAL = "'state', 'withdrawn_by_id', 'withdrawn_at', 'withdrawal_reason'"
STEPS = f"{WITHDRAWAL}, 'secret', 'withheld', 'results', 'seed', 'revealed_by_id', 'revealed_at', 'confirmed_by_id', 'confirmed_at'"
BOUND = "OLD.roster_digest <> '' AND OLD.roster_digest <> NEW.roster_digest"


def frozen(rule: str, when: str, function: str = "safeschools_refuse()") -> object:
    return trigger(f"draw_{rule}_frozen", "campaigns_draw", "UPDATE", when=when, function=function)


class Migration(migrations.Migration):
    dependencies = [("web", "0007_group_decisions"), ("campaigns", "0005_draws")]

    operations = [
        trigger(
            "draw_commitment_frozen", "campaigns_draw", "UPDATE", function=f"safeschools_freeze({STEPS}, 'roster_digest')"
        ),
        frozen("roster", BOUND),
        frozen("confirmed", "OLD.state = 'confirmed'", f"safeschools_freeze({WITHDRAWAL})"),
        frozen("withdrawn", "OLD.state = 'withdrawn'"),
        trigger("draw_never_deleted", "campaigns_draw", "DELETE"),
    ]
