"""Reading what a reviewer works on: the queue, the items still open, the notes, what changed since last time."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from safeschools.directory.models import School
from safeschools.directory.queries import search
from scoring.models import Item, ItemScore, ReturnNote, Submission, Veto

State = Participation.State

#: the tabs of the queue, and the states each holds
TABS: dict[str, tuple[str, ...]] = {
    "waiting": (State.SUBMITTED,),
    "returned": (State.RETURNED,),
    "done": tuple(Participation.REVIEW_DONE),
    "not_in": (State.INVITED, State.SELF_ASSESSING),
}

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def year_rows(user: User, year: CampaignYear) -> QuerySet[Participation]:
    """The participations of a year inside the person's scope."""
    return visible_participations(user).filter(year=year)


def tab_counts(rows: QuerySet[Participation]) -> dict[str, int]:
    """How many schools each tab of the queue holds, in one query."""
    return rows.order_by().aggregate(**{tab: Count("pk", filter=Q(state__in=states)) for tab, states in TABS.items()})


def narrowed(
    rows: QuerySet[Participation], *, tab: str = "", kind: str = "", district: str = "", text: str = ""
) -> QuerySet[Participation]:
    """The queue by tab, school type, district code and words of the school's name or code."""
    if tab in TABS:
        rows = rows.filter(state__in=TABS[tab])
    if kind:
        rows = rows.filter(school__type=kind)
    if district:
        rows = rows.filter(district__code=district)
    if text.strip():
        rows = rows.filter(school__in=search(School.objects.all(), text))
    return rows


def queue(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Oldest submission first, with `self_score`, `times` submitted, and `judged` of `items`."""
    papers = Submission.objects.filter(participation=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        since=Coalesce("submitted_at", Value(LONG_AGO)),
        self_score=Subquery(papers.values("score")[:1]),
        times=Coalesce(Subquery(papers.values("number")[:1]), 0),
        judged=_item_count(reviewed_points__isnull=False),
        items=_item_count(),
    ).order_by("since", "pk")


def _item_count(**conditions: object) -> Coalesce:
    counted = ItemScore.objects.filter(participation=OuterRef("pk"), applicable=True, **conditions)
    number = counted.order_by().values("participation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def applicable_items(participation: Participation) -> QuerySet[ItemScore]:
    """The items the register applies to this school, in the order of the standard."""
    rows = ItemScore.objects.filter(participation=participation, applicable=True)
    return rows.select_related("item__dimension").order_by("item__order")


def unreviewed(participation: Participation) -> QuerySet[ItemScore]:
    """Applicable items without a verdict of the district."""
    return applicable_items(participation).filter(reviewed_points__isnull=True)


def draft_notes(participation: Participation) -> QuerySet[ReturnNote]:
    """Reasons for a return that have not been sent yet."""
    return ReturnNote.objects.filter(participation=participation, sent=False)


def last_number(participation: Participation) -> int:
    """The number of the latest submission, 0 before the first."""
    number = Submission.objects.filter(participation=participation).order_by("-number").values_list("number", flat=True)
    return number.first() or 0


def last_papers(participation: Participation) -> tuple[Submission | None, Submission | None]:
    """The latest submission and the one before it."""
    papers = Submission.objects.filter(participation=participation).select_related("submitted_by").order_by("-number")
    found = [*papers[:2]]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def undecided_declarations(participation: Participation) -> QuerySet[ItemScore]:
    """Veto items that hold by the latest word (district's, else school's) and that nobody proposed as a finding yet."""
    holds = Q(reviewed_facts__occurred=True) | Q(reviewed_facts__isnull=True, claimed_facts__occurred=True)
    proposed = Veto.objects.filter(participation=participation).values("item")
    return applicable_items(participation).filter(holds, item__method=Item.Method.VETO).exclude(item__in=proposed)


@dataclass
class DistrictProgress:
    """How far one district is: schools by tab of the queue, and lines of its list."""

    pk: int
    code: str
    name: str
    tabs: dict[str, int]
    recommended: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return sum(self.tabs.values())


def in_all(districts: list[DistrictProgress]) -> DistrictProgress:
    """The whole city's line below the districts."""
    city = DistrictProgress(0, "", "", {tab: sum(each.tabs[tab] for each in districts) for tab in TABS})
    city.recommended = sum(each.recommended for each in districts)
    city.refused = sum(each.refused for each in districts)
    return city


def progress(rows: QuerySet[Participation]) -> list[DistrictProgress]:
    """Every district's schools by tab, and who is recommended or refused so far, in one query."""
    counts = rows.order_by("district__code").values("district", "district__code", "district__name", "state")
    counts = counts.annotate(
        n=Count("pk"),
        yes=Count("pk", filter=Q(recommendation__recommended=True)),
        no=Count("pk", filter=Q(recommendation__recommended=False)),
    )
    found: dict[int, DistrictProgress] = {}
    for row in counts:
        name, code, pk = row["district__name"], row["district__code"], row["district"]
        district = found.setdefault(pk, DistrictProgress(pk, code, name, dict.fromkeys(TABS, 0)))
        for tab, states in TABS.items():
            district.tabs[tab] += row["n"] if row["state"] in states else 0
        district.recommended += row["yes"]
        district.refused += row["no"]
    return list(found.values())
