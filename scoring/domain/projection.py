"""What a provisional result still leaves open: intervals of unresolved ties (T4) and secured stars (T5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from campaigns.domain.seats import STARS, Seats
from scoring.domain.adjustments import Adjustment
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.ranking import Standing
from scoring.domain.rule import Policy, Rule, Scope, TieResidual


def open_intervals(
    lowest: Allocation, policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> dict[str, tuple[int, int]]:
    """For every school whose star depends on an unresolved tie: the lowest and the highest it can end with.

    `lowest` leaves whole tie groups out. However the ties are broken, each school lands inside (theorem T4 of
    allocation.md). The theorem needs one ranking and a total that leaves room for every star; else nothing is said.
    """
    if rule.scope is not Scope.CITY or not lowest.seats.all_fit:
        return {}
    highest = allocate(lowest.lined_up, policy, replace(rule, tie_residual=TieResidual.INCLUDE), adjustments).reasons
    return {
        school: (reason.star, highest[school].star)
        for school, reason in lowest.reasons.items()
        if reason.star != highest[school].star
    }


def secured(ranking: Iterable[Standing], seats: Seats, pending: int) -> dict[str, int]:
    """The star each competing school keeps whatever the `pending` schools still score (theorem T5).

    Holds for the cascade on a fixed denominator where the order is strict: no exact tie left open, no pins, and a total
    that leaves room for every star; else the answer is empty. The worst case is that all pending schools land just
    above the school, in the band of its score.
    """
    if not seats.all_fit:
        return {}
    ahead: Counter[int] = Counter()
    stars: dict[str, int] = {}
    for standing in ranking:
        rivals = Counter(ahead)
        rivals[standing.band] += pending
        stars[standing.id] = _kept(standing.limit, rivals, seats)
        ahead[standing.limit] += 1
    return stars


def _kept(limit: int, rivals: Mapping[int, int], seats: Seats) -> int:
    """The highest star at which fewer rivals stand ahead than there are places."""
    overflow = 0
    for star in STARS:
        demand = overflow + rivals.get(star, 0)
        if star <= limit and demand < seats.of(star):
            return star
        overflow = max(0, demand - seats.of(star))
    return 0
