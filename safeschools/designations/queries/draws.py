"""The year's public draw: which draws stand on record, what is the next step, whom the confirmed one put in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from django.db.models import F, Max, Min, QuerySet

from campaigns.domain.decisions import chosen
from campaigns.models import CampaignYear, Draw
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import reason_of
from safeschools.directory.models import School
from scoring.domain.ranking import PURPOSE, ticket
from scoring.domain.rule import Overflow
from scoring.domain.trail import Outcome


@dataclass(frozen=True)
class Lot:
    """A school of a tied group with its ticket; the place is its turn in the group."""

    place: int
    school: School
    ticket: str


def draws_of(year: CampaignYear) -> QuerySet[Draw]:
    """Every draw of the year, newest first, the withdrawn ones too."""
    signed = ("committed_by", "revealed_by", "confirmed_by", "withdrawn_by")
    return Draw.objects.filter(year=year).select_related("year__campaign", *signed)


def draw_years() -> list[int]:
    """Calendar years with a draw on record, newest first."""
    years = CampaignYear.objects.filter(draws__isnull=False).exclude(state=CampaignYear.State.DRAFT).distinct()
    return list(years.order_by("-calendar_year").values_list("calendar_year", flat=True))


def next_step(year: CampaignYear, draw: Draw | None) -> str:
    """What the year's draw waits for: commit, freeze, reveal, confirm or, once it is confirmed, run."""
    if draw is None:
        return "commit"
    if not draw.roster_digest:
        return "freeze"
    return {Draw.State.COMMITTED: "reveal", Draw.State.REVEALED: "confirm"}.get(Draw.State(draw.state), "run")


def drawn_groups(draw: Draw, *, named: bool = False) -> list[list[Lot]]:
    """The tied groups in which the confirmed draw decided at a line, by the approved run or else the newest one.

    With `named`, for everybody, only by a run that was named: before that nobody outside learns who stands at a line.

    Equal schools whom something else parted, such as a lower recommendation or a decision, are not among them.
    """
    if draw.state != Draw.State.CONFIRMED or not (run := _run_under(draw, named)):
        return []
    lines = AllocationLine.objects.filter(run=run, rank__isnull=False)
    ends = lines.order_by().values("rank").annotate(low=Min("star"), high=Max("star"))
    decided = lines.filter(rank__in=ends.filter(low__lt=F("high")).values("rank"))
    overflow = Overflow(chosen(draw.year.decisions, "quota.overflow").slug)
    equals = groupby(decided.select_related("participation__school").order_by("rank"), attrgetter("rank"))
    return [_lots(draw.seed, schools) for _rank, tied in equals for schools in _parted(tied, overflow)]


def _lots(seed: str, schools: Iterable[School]) -> list[Lot]:
    drawn = sorted((ticket(seed, PURPOSE, school.code), school.code, school) for school in schools)
    return [Lot(place, school, lot) for place, (lot, _code, school) in enumerate(drawn, 1)]


def _parted(tied: Iterable[AllocationLine], overflow: Overflow) -> list[set[School]]:
    """Of schools with one rank, those who waited in one queue for a star that some of them got and some found full.

    Where the same schools met again at a lower star, the higher one says it all.
    """
    queues: dict[tuple[int, bool], dict[School, bool]] = {}
    for line in tied:
        for queue, admitted in _stood(line, overflow).items():
            queues.setdefault(queue, {})[line.participation.school] = admitted
    found: list[set[School]] = []
    for _queue, met in sorted(queues.items(), key=itemgetter(0), reverse=True):
        if len(set(met.values())) > 1 and not any(met.keys() <= earlier for earlier in found):
            found.append(set(met))
    return found


def _stood(line: AllocationLine, overflow: Overflow) -> dict[tuple[int, bool], bool]:
    """Whether a school was admitted from each queue it stood in: the star, and whether behind those whose own it is."""
    found: dict[tuple[int, bool], bool] = {}
    for step in reason_of(line).trail:
        if step.outcome in (Outcome.AWARDED, Outcome.FULL):
            behind = bool(found) and overflow is not Overflow.CASCADE
            found[step.star, behind] = step.outcome is Outcome.AWARDED
    return found


def _run_under(draw: Draw, named: bool) -> AllocationRun | None:
    """Of the runs made since the confirmation, which follow the seed: the approved one, or the newest."""
    runs = AllocationRun.objects.filter(year=draw.year_id, created_at__gt=draw.confirmed_at).defer("outcome", "case")
    if named:
        return runs.filter(naming__isnull=False).first()
    return runs.filter(state=AllocationRun.State.APPROVED).first() or runs.order_by("-number").first()
