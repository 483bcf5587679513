"""The public register and the certificates behind it."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from safeschools.designations.domain import last_day, normalise, well_formed
from safeschools.designations.models import AllocationLine, AllocationRun, Designation, NamingDecision
from scoring.domain.trail import Code


def named_years() -> QuerySet[CampaignYear]:
    """Years with a register, newest first."""
    return CampaignYear.objects.filter(designations__isnull=False).distinct().order_by("-calendar_year")


def register(year: CampaignYear) -> QuerySet[Any]:
    """The roll of a year in public order: stars, then school code. Revoked entries stay, marked."""
    rows = Designation.objects.filter(year=year).select_related(
        "participation__school", "participation__district", "naming"
    )
    return told(rows).order_by("-star", "participation__school__code")


def told(rows: QuerySet[Designation]) -> QuerySet[Any]:
    """Each with `placed_by`, the document by which the leading group placed the school, empty for everybody else, with
    `next_named_on`, the day of the next year's naming, None before it, and with its year, which says how long it lasts.
    """
    lines = AllocationLine.objects.filter(participation=OuterRef("participation"), code=Code.PINNED.value)
    document = lines.filter(run__state=AllocationRun.State.APPROVED).values("decision__document")[:1]
    later = NamingDecision.objects.filter(run__year__calendar_year__gt=OuterRef("year__calendar_year"))
    following = later.order_by("decided_on").values("decided_on")[:1]
    return rows.select_related("year").annotate(
        placed_by=Coalesce(Subquery(document), Value("")), next_named_on=Subquery(following)
    )


def filter_register(
    rows: QuerySet[Designation], *, text: str = "", district: str = "", star: str = "", kind: str = ""
) -> QuerySet[Designation]:
    """Narrow by part of the name, district code, star, school type."""
    if text:
        rows = rows.filter(
            Q(participation__school__name__icontains=text) | Q(participation__school__pinyin__contains=text.lower())
        )
    if district:
        rows = rows.filter(participation__district__code=district)
    if star in ("1", "2", "3"):
        rows = rows.filter(star=int(star))
    if kind:
        rows = rows.filter(participation__school__type=kind)
    return rows


def star_counts(year: CampaignYear) -> dict[int, int]:
    """Named schools per star, revoked ones left out."""
    valid = Designation.objects.filter(year=year, state=Designation.State.VALID)
    counts = valid.values("star").annotate(n=Count("pk")).values_list("star", "n")
    return {3: 0, 2: 0, 1: 0} | dict(counts)


def ever_named(year: CampaignYear) -> int:
    """Schools in the scope of this year that were named in any year of its campaign; revoked stars do not count."""
    inside = Participation.objects.filter(year=year).exclude(state=Participation.State.WITHDRAWN)
    valid = Designation.objects.filter(year__campaign=year.campaign_id, state=Designation.State.VALID)
    named = valid.order_by().filter(participation__school__in=inside.values("school"))
    return named.values("participation__school").distinct().count()


def by_number(text: str) -> Designation | None:
    """The designation with this certificate number, or None; what cannot be a number is not looked up."""
    number = normalise(text)
    if not well_formed(number):
        return None
    rows = Designation.objects.select_related("participation__school__district", "naming", "year__campaign")
    return told(rows).filter(certificate=number).first()


def visible_designations(user: Any) -> QuerySet[Designation]:
    """Designations of participations inside the person's scope."""
    rows = Designation.objects.select_related("participation__school__district", "naming", "year__campaign")
    return told(rows).filter(participation__in=visible_participations(user))


def valid_until(designation: Any) -> date:
    """The last day of a star, of a designation with `told` (proc.validity)."""
    return last_day(designation.naming.decided_on, designation.next_named_on, designation.year.validity)


def may_end_sooner(designation: Any) -> bool:
    """Whether the next year's naming, not held yet, will end the star before its last day (proc.validity)."""
    return designation.year.validity == "next_naming" and not designation.next_named_on
