"""What each decision of the leading group did to a result: whom it moved, and whom it put before a better school.

Found by running the case again without it (allocation.md section 7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from campaigns.domain.refusal import Refusal
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
    """One decision: who has another star because of it, and the envy of and towards a school it placed.

    Nothing but a place by decision can create envy (allocation.md section 7). `refused` where the engine refuses the
    case without this decision, so that nothing can be said of it alone.
    """

    adjustment: Adjustment
    moves: tuple[Move, ...] = ()
    envy: tuple[Envy, ...] = ()
    refused: Refusal | None = None


def effects(base: Frozen, allocation: Allocation) -> list[Effect]:
    """The effect of every decision with a document and of every tie order on the allocation of this case."""
    return [
        _effect(base, place, allocation)
        for place, adjustment in enumerate(base.adjustments)
        if adjustment.document or adjustment.kind is Kind.TIE_ORDER
    ]


def _effect(base: Frozen, place: int, allocation: Allocation) -> Effect:
    adjustment = base.adjustments[place]
    others = (*base.adjustments[:place], *base.adjustments[place + 1 :])
    try:
        without = what_if(replace(base, adjustments=others), {}).allocation
    except Refusal as refusal:
        return Effect(adjustment, refused=refusal)
    placed = [adjustment.school] if adjustment.kind is Kind.PIN else []
    created = set(envies(allocation, placed)) - set(envies(without, placed))
    return Effect(adjustment, tuple(moves(without, allocation)), tuple(sorted(created)))


def envies(allocation: Allocation, schools: Iterable[str]) -> Iterator[Envy]:
    """All justified envy of and towards these schools among those that compete; equal schools never envy each other.

    One look at the ranking for each: the envy of everybody grows with the square of the schools.
    """
    ranking, reasons = allocation.ranking, allocation.reasons
    standings = {standing.id: standing for standing in ranking}
    for school in schools:
        if own := standings.get(school):
            star = reasons[school].star
            for other in ranking:
                held = reasons[other.id].star
                if other.group < own.group and held < star <= other.limit:
                    yield Envy(other.id, school, star)
                elif other.group > own.group and star < held <= own.limit:
                    yield Envy(school, other.id, held)
