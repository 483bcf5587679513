"""Recorded decisions of the leading group: inputs of a run, never edits of its result (allocation.md section 7).

Each needs a reason. What would break a cap or the eligibility is refused.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import STARS, Seats
from scoring.domain.ranking import ID, Entrant
from scoring.domain.trail import Code, Outcome, Reason


class Kind(StrEnum):
    """The four kinds; `pin` is the only one that can overtake a better school."""

    EXCLUDE = "exclude"
    MAX_STAR = "max_star"
    PIN = "pin"
    TIE_ORDER = "tie_order"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One recorded decision: `school` and `star` as the kind needs them, `schools` best first for a tie order.

    `document` is the number of the leading group's paper; what follows from the facts by itself has none.
    """

    kind: Kind
    reason: str
    school: str = ""
    star: int | None = None
    schools: tuple[str, ...] = ()
    document: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the adjustments amount to."""

    excluded: frozenset[str] = frozenset()
    ceilings: Mapping[str, int] = field(default_factory=dict)
    pins: Mapping[str, int] = field(default_factory=dict)
    orders: tuple[tuple[str, ...], ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """Position of each school in its recorded order."""
        return {school: place for order in self.orders for place, school in enumerate(order)}


def rule_on(adjustments: Sequence[Adjustment], known: Collection[str]) -> Ruling:
    """Check each adjustment by itself and gather them. Codes: ADJUSTMENT_REASON, ADJUSTMENT_SCHOOL, ADJUSTMENT_STAR,
    ADJUSTMENT_CONFLICT, TIE_ORDER_INCOMPLETE.
    """
    excluded: set[str] = set()
    ceilings: dict[str, int] = {}
    pins: dict[str, int] = {}
    orders: list[tuple[str, ...]] = []
    for adjustment in adjustments:
        _check(adjustment, known)
        school, star = adjustment.school, adjustment.star or 0
        match adjustment.kind:
            case Kind.EXCLUDE:
                excluded.add(school)
            case Kind.MAX_STAR:
                ceilings[school] = min(star, ceilings.get(school, star))
            case Kind.PIN if school in pins:
                raise Refusal("ADJUSTMENT_CONFLICT", school=school)
            case Kind.PIN:
                pins[school] = star
            case Kind.TIE_ORDER:
                orders.append(adjustment.schools)
    ordered = [school for order in orders for school in order]
    if len(set(ordered)) != len(ordered):
        raise Refusal("ADJUSTMENT_CONFLICT", school=next(each for each in ordered if ordered.count(each) > 1))
    return Ruling(frozenset(excluded), ceilings, pins, tuple(orders))


def _check(adjustment: Adjustment, known: Collection[str]) -> None:
    """One adjustment by itself: a reason, schools that exist, a star that makes sense."""
    ordering = adjustment.kind is Kind.TIE_ORDER
    if not adjustment.reason.strip():
        raise Refusal("ADJUSTMENT_REASON", school=adjustment.school)
    for school in adjustment.schools if ordering else (adjustment.school,):
        if school not in known:
            raise Refusal("ADJUSTMENT_SCHOOL", school=school)
    if ordering and not adjustment.schools:
        raise Refusal("TIE_ORDER_INCOMPLETE", missing="–")
    lowest = {Kind.PIN: 1, Kind.MAX_STAR: 0}.get(adjustment.kind)
    if lowest is not None and (adjustment.star is None or not lowest <= adjustment.star <= 3):
        raise Refusal("ADJUSTMENT_STAR", school=adjustment.school, star=adjustment.star)


def binding(reason: Reason, about: Iterable[Adjustment]) -> Adjustment | None:
    """Which of the decisions about a school its result rests on: its place, what left it out, or the lowest ceiling
    that kept it from a star. Of equals the first, which follows from the facts; None where none made a difference.
    """
    if reason.code is Code.PINNED:
        kind = Kind.PIN
    elif reason.code is Code.EXCLUDED_BY_COMMITTEE:
        kind = Kind.EXCLUDE
    elif reason.code is Code.CAPPED_BY_COMMITTEE or any(step.outcome is Outcome.CAPPED for step in reason.trail):
        kind = Kind.MAX_STAR
    else:
        return None
    return min((each for each in about if each.kind is kind), key=lambda each: each.star or 0, default=None)


def check_pins(pins: Mapping[str, int], limit: Callable[[str], int], year: Seats) -> None:
    """A pin needs an eligible school and a place: PIN_ABOVE_LIMIT, PIN_OVER_QUOTA.

    `limit` is the highest star open to a school, 0 where it does not compete.
    """
    for school, star in pins.items():
        if star > limit(school):
            raise Refusal("PIN_ABOVE_LIMIT", school=school, star=star, limit=limit(school))
    held = list(pins.values())
    for star in STARS:
        if held.count(star) > year.of(star):
            raise Refusal("PIN_OVER_QUOTA", star=star, places=year.of(star))
    if len(held) > year.total:
        raise Refusal("PIN_OVER_QUOTA", star=0, places=year.total)


def check_orders(
    orders: Sequence[tuple[str, ...]], competing: Sequence[Sequence[Entrant]], pins: Collection[str]
) -> None:
    """An order covers exactly one whole group of tied schools: TIE_ORDER_NOT_TIED, TIE_ORDER_INCOMPLETE."""
    ordered = {school for order in orders for school in order}
    if not ordered:
        return
    group_of = {
        school: number for number, group in enumerate(competing) for school in map(ID, group) if school in ordered
    }
    for order in orders:
        groups = {group_of.get(school) for school in order}
        number = groups.pop()
        if groups or number is None:
            raise Refusal("TIE_ORDER_NOT_TIED", schools=", ".join(order))
        if missing := set(map(ID, competing[number])) - set(order) - set(pins):
            raise Refusal("TIE_ORDER_INCOMPLETE", missing=", ".join(sorted(missing)))
