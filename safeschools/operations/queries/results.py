"""Every result of every year once more from the rows below it, in plain Python, for `manage.py verify_results`."""

from collections import Counter
from collections.abc import Iterator

from campaigns.domain.seats import seats
from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationRun, Designation, NamingDecision, Quota
from safeschools.designations.queries.runs import replay
from scoring.management.oracle import differences
from scoring.queries.cases import caps_of

PARTS = ("case_intact", "outcome_intact", "same_outcome", "lines_agree")


def wrong_results(calendar_year: int | None = None) -> Iterator[str]:
    """One line per total, band, projected star, quota, approved run or designation that is not what it should be."""
    years = CampaignYear.objects.filter(sheet__isnull=False).select_related("sheet", "campaign")
    if calendar_year is not None:
        years = years.filter(calendar_year=calendar_year)
    for year in years.order_by("calendar_year", "pk"):
        yield from differences(year)
        yield from _wrong_quotas(year)
        yield from _wrong_designations(year)


def _wrong_quotas(year: CampaignYear) -> Iterator[str]:
    """The approved run comes out again, and the places are those of the caps and the roster."""
    run = AllocationRun.objects.filter(year=year, state=AllocationRun.State.APPROVED).first()
    stored = dict(Quota.objects.filter(year=year).values_list("star", "cap"))
    if run is None:
        if stored:
            yield f"{year}: places without an approved run"
        return
    again = replay(run)
    yield from (f"{run}: {part.replace('_', ' ')} does not hold" for part in PARTS if not getattr(again, part))
    if again.difference:
        yield f"{run}: first difference at {again.difference}"
    places = seats(caps_of(year), year.roster_size or 0)
    due = {3: places.three, 2: places.two, 1: places.one, 0: places.total}
    if stored != due:
        yield f"{year}: places are {stored!r}, should be {due!r}"
    given = Counter(run.lines.filter(star__gt=0).values_list("star", flat=True))
    yield from _over(f"{run}", given, due)


def _wrong_designations(year: CampaignYear) -> Iterator[str]:
    """Every title stands in the approved run with the same star, on a numbered place that exists."""
    caps = dict(Quota.objects.filter(year=year).values_list("star", "cap"))
    named = list(Designation.objects.filter(year=year).select_related("naming__run", "naming__supplements__run"))
    stars: dict[AllocationRun, dict[int, int]] = {}
    for designation in named:
        run = _run_behind(designation.naming)
        if run is None:
            yield f"{designation}: named without an allocation"
            continue
        if run not in stars:
            stars[run] = dict(run.lines.values_list("participation_id", "star"))
            if run.state != AllocationRun.State.APPROVED:
                yield f"{run}: named from a run that is not approved"
        due = stars[run].get(designation.participation_id, 0)
        if designation.star != due:
            yield f"{designation}: star is {designation.star}, should be {due}"
        if designation.place > caps.get(designation.star, 0):
            yield f"{designation}: place {designation.place} of {caps.get(designation.star, 0)}"
    yield from _over(f"{year}", Counter(designation.star for designation in named), caps)


def _run_behind(naming: NamingDecision) -> AllocationRun | None:
    """The run whose titles a decision confers; a later decision completes an earlier one."""
    return naming.run or (naming.supplements.run if naming.supplements else None)


def _over(what: str, given: Counter[int], caps: dict[int, int]) -> Iterator[str]:
    for star, number in (*given.items(), (0, given.total())):
        if number > caps.get(star, 0):
            words = f"{star}-star" if star else "all"
            yield f"{what}: {number} {words} titles on {caps.get(star, 0)} places"
