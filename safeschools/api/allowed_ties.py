"""`allowed_actions` of what settles a tie: recorded orders, public draws."""

from typing import Any

from campaigns.models import Draw
from campaigns.queries import may_be_withdrawn, stars_decided
from safeschools.api.reader import reader
from safeschools.lib.transitions import allowed
from scoring.models import TieOrder


def tie_order_actions(request: Any, order: TieOrder) -> list[str]:
    """confirm, reject: by somebody else than who proposed it, never about the own school."""
    user = request.user
    if not user.can("allocation.approve") or not order.year.is_open or user.same_person(order.proposed_by):
        return []
    if not reader(request).own_codes.isdisjoint(order.schools):
        return []
    return sorted(allowed(order.state, TieOrder.MOVES))


def draw_actions(request: Any, draw: Draw) -> list[str]:
    """reveal on a frozen roster; confirm, send_back by another than who revealed; withdraw in time, by another too."""
    user, verbs, found = request.user, allowed(draw.state, Draw.MOVES), []
    if not draw.year.is_open:
        return []
    if user.can("allocation.propose") and "reveal" in verbs and draw.roster_digest:
        found.append("reveal")
    if not user.can("allocation.approve"):
        return found
    if draw.revealed_by and not user.same_person(draw.revealed_by):
        found += [verb for verb in ("confirm", "send_back") if verb in verbs]
    if may_be_withdrawn(draw) and not user.same_person(draw.committed_by) and not stars_decided(draw.year):
        found.append("withdraw")
    return found
