"""The year's public draw: which draws stand on record, what is the next step, whom the confirmed one put in order."""

from dataclasses import dataclass

from django.db.models import F, Max, Min, QuerySet

from campaigns.models import CampaignYear, Draw
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.directory.models import School
from scoring.domain.ranking import PURPOSE, ticket


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

    A group all of whose schools have the same star would have it without the draw, and is not among them.
    """
    if draw.state != Draw.State.CONFIRMED or not (run := _run_under(draw, named)):
        return []
    lines = AllocationLine.objects.filter(run=run, rank__isnull=False)
    ends = lines.order_by().values("rank").annotate(low=Min("star"), high=Max("star"))
    decided = lines.filter(rank__in=ends.filter(low__lt=F("high")).values("rank"))
    groups: dict[int, list[tuple[str, School]]] = {}
    for line in decided.select_related("participation__school").order_by("rank"):
        school = line.participation.school
        groups.setdefault(line.rank or 0, []).append((ticket(draw.seed, PURPOSE, school.code), school))
    return [
        [Lot(place, school, lot) for place, (lot, school) in enumerate(_sorted(group), 1)] for group in groups.values()
    ]


def _sorted(group: list[tuple[str, School]]) -> list[tuple[str, School]]:
    return sorted(group, key=lambda drawn: drawn[0])


def _run_under(draw: Draw, named: bool) -> AllocationRun | None:
    """Of the runs made since the confirmation, which follow the seed: the approved one, or the newest."""
    runs = AllocationRun.objects.filter(year=draw.year_id, created_at__gt=draw.confirmed_at).defer("outcome", "case")
    if named:
        return runs.filter(naming__isnull=False).first()
    return runs.filter(state=AllocationRun.State.APPROVED).first() or runs.order_by("-number").first()
