"""What a provisional result still leaves open: intervals of unresolved ties (T4) and secured stars (T5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from campaigns.domain.seats import STARS, Seats
from scoring.domain.adjustments import Adjustment
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.ranking import Entrant, Roster, Standing, roster
from scoring.domain.rule import Policy, Rule, TieResidual


def tie_intervals(
    entrants: Iterable[Entrant] | Roster, policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> dict[str, tuple[int, int]]:
    """For every school whose star depends on an unresolved tie: the lowest and the highest it can end with.

    However the ties are broken, each school lands inside (theorem T4 of allocation.md).
    """
    ordered = entrants if isinstance(entrants, Roster) else roster(entrants, len(rule.tie_keys))
    return open_intervals(
        allocate(ordered, policy, replace(rule, tie_residual=TieResidual.EXCLUDE), adjustments),
        policy,
        rule,
        adjustments,
    )


def open_intervals(
    lowest: Allocation, policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> dict[str, tuple[int, int]]:
    """The same beside an allocation that leaves whole tie groups out: its stars are the lowest already."""
    highest = allocate(lowest.lined_up, policy, replace(rule, tie_residual=TieResidual.INCLUDE), adjustments).reasons
    return {
        school: (reason.star, highest[school].star)
        for school, reason in lowest.reasons.items()
        if reason.star != highest[school].star
    }


def secured(ranking: Iterable[Standing], seats: Seats, pending: int) -> dict[str, int]:
    """The star each competing school keeps whatever the `pending` schools still score (theorem T5).

    Holds for the cascade on a fixed denominator where the order is strict: no exact tie left open, no pins. The worst
    case is that all pending schools land just above the school, in the band of its score.
    """
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
