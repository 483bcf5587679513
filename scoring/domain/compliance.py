"""The live quota-compliance report while scores are provisional (allocation.md section 8).

A pure function of the same input as the allocation; pages and the stored sheet show what stands here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from campaigns.domain.seats import STARS, Caps, next_place_at
from scoring.domain.adjustments import Adjustment
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.projection import open_intervals, secured
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Denominator, Overflow, Policy, Rule, Scope, Slots, TieResidual
from scoring.domain.tiers import Closed, Tier
from scoring.domain.trail import Code

#: Schools within one point of a line are shown on both sides of it.
MARGIN: Final = 100


@dataclass(frozen=True, slots=True)
class TierReport:
    """One star: the tier as allocated, and what surrounds it.

    `own_band` schools whose best open star this is, `eligible` those who may hold it (nested), `margin_in` and
    `margin_out` schools within MARGIN of the line, `next_slot_at` the participants at which one place is added.
    """

    tier: Tier
    own_band: int
    eligible: int
    margin_in: tuple[str, ...]
    margin_out: tuple[str, ...]
    next_slot_at: int | None

    @property
    def oversubscription(self) -> Fraction | None:
        """Contenders per place."""
        return Fraction(self.tier.candidates, self.tier.quota) if self.tier.quota else None


@dataclass(frozen=True, slots=True)
class Compliance:
    """The whole report. `secured` only where the theorem behind it holds, see `scoring.domain.projection`; `slots`
    are the places the rule reserves for districts.
    """

    allocation: Allocation
    participating: int
    pending: tuple[str, ...]
    attained: int
    tiers: Mapping[int, TierReport]
    ties: Mapping[str, tuple[int, int]]
    secured: Mapping[str, int] | None
    slots: Slots

    @property
    def provisional(self) -> bool:
        """Whether a school that may compete has no final score yet."""
        return bool(self.pending)

    @property
    def awarded(self) -> int:
        """Stars given out, all together."""
        return sum(self.allocation.counts.values())

    def share(self, schools: int) -> Fraction | None:
        """Percent of the participating schools."""
        return Fraction(100 * schools, self.allocation.denominator) if self.allocation.denominator else None

    @property
    def flags(self) -> tuple[str, ...]:
        """What the bureau must look at before anybody is named: `no_three_star_place`, `tie_<star>`, `over_cap`."""
        tiers = [report.tier for report in self.tiers.values()]
        found = ["no_three_star_place"] if self.allocation.seats.three == 0 else []
        found += [f"tie_{tier.star}" for tier in tiers if tier.closed_by is Closed.TIE]
        over = any(tier.unused < 0 for tier in tiers) or self.awarded > self.allocation.seats.total
        return (*found, "over_cap") if over else tuple(found)


def report(
    entrants: Sequence[Entrant], policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> Compliance:
    """The report on an allocation under these rules; Refusal as in `allocate`."""
    allocation = allocate(entrants, policy, rule, adjustments)
    pending = tuple(sorted(school for school, reason in allocation.reasons.items() if reason.code is Code.UNSCORED))
    open_ties = rule.tie_residual is TieResidual.EXCLUDE and any(tier.tie for tier in allocation.tiers.values())
    return Compliance(
        allocation=allocation,
        participating=sum(1 for entrant in entrants if entrant.participating),
        pending=pending,
        attained=_attained(entrants, policy),
        tiers=_tiers(allocation, policy),
        ties=open_intervals(allocation, policy, rule, adjustments) if open_ties else {},
        secured=_secured(allocation, rule, adjustments, len(pending)),
        slots=rule.slots,
    )


def _attained(entrants: Sequence[Entrant], policy: Policy) -> int:
    """Participating schools that reached one star's line without a veto (C2.2.2, decision goal.attainment_90)."""
    return sum(
        1
        for entrant in entrants
        if entrant.participating
        and not entrant.veto
        and entrant.score is not None
        and entrant.score >= policy.bands.one
    )


def _tiers(allocation: Allocation, policy: Policy) -> dict[int, TierReport]:
    """What surrounds each star, from one look at the ranking."""
    limits = [standing.limit for standing in allocation.ranking]
    reports: dict[int, TierReport] = {}
    for star, tier in allocation.tiers.items():
        inside, outside = _margins(allocation, tier)
        reports[star] = TierReport(
            tier=tier,
            own_band=limits.count(star),
            eligible=sum(limits.count(higher) for higher in STARS if higher >= star),
            margin_in=inside,
            margin_out=outside,
            next_slot_at=next_place_at(policy.caps.of(star), tier.quota) if isinstance(policy.caps, Caps) else None,
        )
    return reports


def _margins(allocation: Allocation, tier: Tier) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Schools just inside (within MARGIN of the first one out) and just outside (within MARGIN of the last one in)."""
    ranking, reasons = allocation.ranking, allocation.reasons
    scores = [-standing.score for standing in ranking]
    inside: list[str] = []
    outside: list[str] = []
    if tier.first_out is not None:
        near = ranking[bisect_left(scores, -tier.first_out - MARGIN) : bisect_right(scores, -tier.first_out)]
        inside = [each.id for each in near if reasons[each.id].star == tier.star]
    if tier.cutoff is not None:
        near = ranking[bisect_left(scores, -tier.cutoff) : bisect_right(scores, -tier.cutoff + MARGIN)]
        outside = [each.id for each in near if reasons[each.id].star < tier.star <= each.limit]
    return tuple(sorted(inside)), tuple(sorted(outside))


def _secured(
    allocation: Allocation, rule: Rule, adjustments: Sequence[Adjustment], pending: int
) -> dict[str, int] | None:
    """Secured stars where the order is strict and nothing but scores is open."""
    strict = rule.tie_residual is TieResidual.LOTTERY and not adjustments
    fixed = rule.denominator is not Denominator.QUALIFIED and rule.scope is Scope.CITY
    if not (strict and fixed and allocation.seats.all_fit and rule.overflow is Overflow.CASCADE):
        return None
    return secured(allocation.ranking, allocation.seats, pending)
