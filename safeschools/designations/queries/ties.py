"""Who stands tied at each line of a run, and the orders the leading group recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from campaigns.models import CampaignYear, Participation
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.ranked import ranked
from safeschools.designations.queries.workbench import Results
from scoring.domain.tiers import Tier
from scoring.domain.trail import Outcome
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


def tied_groups(run: AllocationRun, results: Results) -> Iterator[TiedGroup]:
    """One group for each star that was closed by a tie."""
    for tier in results.tiers.values():
        if tier.tie:
            lines = ranked(run.pk).filter(score=tier.tie.score, rank__isnull=False)
            step = {"tier": tier.star, "outcome": Outcome.TIED_AT_CUTOFF.value}
            yield TiedGroup(tier, [line for line in lines if step in line.trail])


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
