"""Who stands tied at each line of a run, and the orders the leading group recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from campaigns.models import CampaignYear, Participation
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import reason_of
from safeschools.designations.queries.ranked import ranked
from safeschools.designations.queries.workbench import Results
from scoring.domain.tiers import Refused, Tier, own_tie
from scoring.domain.trail import Code, Outcome, refused_at
from scoring.models import TieOrder


@dataclass(frozen=True)
class TiedGroup:
    """The schools that did not fit together at a star."""

    tier: Tier
    lines: Sequence[AllocationLine]


@dataclass(frozen=True)
class Recorded:
    """An order with its schools by name, best first."""

    order: TieOrder
    schools: Sequence[Participation]


def has_open_tie(run: AllocationRun, results: Results) -> bool:
    """Whether a tied group is left out at a line of the city, or of a district that has places of its own."""
    return any(tier.tie for tier in results.tiers.values()) or any(tied_groups(run, results))


def tied_groups(run: AllocationRun, results: Results) -> Iterator[TiedGroup]:
    """One group for each star that was closed by a tie, or whose place a district could not use because of one; of
    several districts the one with the best school.

    Where places are reserved, some of a group may be in already: an order must name them too.
    """
    for tier in results.tiers.values():
        if tier.tie:
            lines = ranked(run.pk).filter(score=tier.tie.score, rank__isnull=False)
            step = {"tier": tier.star, "outcome": Outcome.TIED_AT_CUTOFF.value}
            tied = [line for line in lines if step in line.trail]
            yield TiedGroup(tier, _whole(run, tied[0].rank) if results.by_district else tied)
        elif results.by_district and not results.seed:
            yield from _of_districts(run, results, tier)


def _of_districts(run: AllocationRun, results: Results, tier: Tier) -> Iterator[TiedGroup]:
    """The best group that left a reserved place of its district unused, for it was larger than the places left."""
    waiting = ranked(run.pk).filter(band__gte=tier.star, star__lt=tier.star, rank__isnull=False)
    used = tier.reserved_used or {}
    short = [code for code, places in results.slots.items() if used[code] < places[tier.star]]
    refused = (
        Refused(line.participation.district.code, line.rank or 0, line.score or 0)
        for line in waiting.filter(participation__district__code__in=short)
        if refused_at(reason_of(line), tier.star)
    )
    if short and (found := own_tie(tier, results.slots, refused)):
        tie, one = found
        yield TiedGroup(replace(tier, tie=tie), _whole(run, one.group))


def _whole(run: AllocationRun, rank: int | None) -> list[AllocationLine]:
    """Everybody of one place in the ranking but the schools placed by decision."""
    return list(ranked(run.pk).filter(rank=rank).exclude(code=Code.PINNED.value))


def orders_of(year: CampaignYear) -> QuerySet[TieOrder]:
    """Every order of the year, newest first."""
    return TieOrder.objects.filter(year=year).select_related("year", "proposed_by", "decided_by")


def recorded(year: CampaignYear) -> list[Recorded]:
    """Every order of the year with the schools' names."""
    orders = list(orders_of(year))
    codes = {code for order in orders for code in order.schools}
    rows = Participation.objects.filter(year=year, school__code__in=codes).select_related("school", "district")
    by_code = {row.school.code: row for row in rows}
    return [Recorded(order, [by_code[code] for code in order.schools]) for order in orders]
