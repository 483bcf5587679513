"""What each decision of the leading group did to a result: whom it moved, and whom it put before a better school.

Found by running the case again without it (allocation.md section 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import STARS
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import Allocation
from scoring.domain.whatif import Frozen, Move, moves, what_if


class Envy(NamedTuple):
    """Justified envy: `school` stands before `other` and may hold its star, and has a lower one all the same."""

    school: str
    other: str
    star: int


@dataclass(frozen=True, slots=True)
class Effect:
    """One decision: who has another star because of it, and the envy there was not without it.

    `refused` where the engine refuses the case without this decision, so that nothing can be said of it alone.
    """

    adjustment: Adjustment
    moves: tuple[Move, ...] = ()
    envy: tuple[Envy, ...] = ()
    refused: Refusal | None = None


def effects(base: Frozen, allocation: Allocation) -> list[Effect]:
    """The effect of every decision with a document and of every tie order on the allocation of this case."""
    already = set(envies(allocation))
    return [
        _effect(base, place, allocation, already)
        for place, adjustment in enumerate(base.adjustments)
        if adjustment.document or adjustment.kind is Kind.TIE_ORDER
    ]


def _effect(base: Frozen, place: int, allocation: Allocation, present: set[Envy]) -> Effect:
    adjustment = base.adjustments[place]
    others = (*base.adjustments[:place], *base.adjustments[place + 1 :])
    try:
        _policy, without = what_if(replace(base, adjustments=others), {})
    except Refusal as refusal:
        return Effect(adjustment, refused=refusal)
    created = present - set(envies(without))
    return Effect(adjustment, tuple(moves(without, allocation)), tuple(sorted(created)))


def envies(allocation: Allocation) -> Iterator[Envy]:
    """All justified envy of an allocation among the schools that compete; equal schools never envy each other."""
    ranking, reasons = allocation.ranking, allocation.reasons
    for star in STARS:
        holders = [standing for standing in ranking if reasons[standing.id].star == star]
        last = holders[-1].group if holders else -1
        for standing in ranking:
            if standing.group >= last:
                break
            if reasons[standing.id].star < star <= standing.limit:
                yield from (Envy(standing.id, each.id, star) for each in holders if each.group > standing.group)
