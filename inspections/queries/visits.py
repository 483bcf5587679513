"""Visits a person may see, and what their pages show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from inspections.models import Visit, VisitItem, VisitMember
from safeschools.accounts.models import User
from safeschools.accounts.roles import RoleSlug
from scoring.domain.schools import BY_CITY
from scoring.domain.score import final_score
from scoring.models import Item, ItemScore

State = Participation.State

#: reviewed schools that may still have a star, and those their district refused
VISITED, REFUSED = (State.REVIEWED, State.RECOMMENDED), (State.NOT_RECOMMENDED,)


def visible_visits(user: User) -> QuerySet[Visit]:
    """Inspectors see the visits they are on, liaisons those of their unit's inspectors, others by participation."""
    visits = Visit.objects.select_related(
        "participation__school__district", "participation__year", "participation__rating"
    )
    if user.can("visit.record"):
        return visits.filter(members__inspector=user)
    if user.scope == "agency":
        return visits.filter(members__inspector__agency=user.agency).distinct()
    return visits.filter(participation__in=visible_participations(user))


def named(visits: QuerySet[Visit], text: str) -> QuerySet[Visit]:
    """Visits to schools whose name or pinyin holds `text`, or whose code begins with it."""
    school = "participation__school"
    if not (words := text.lower()):
        return visits
    matches = Q(**{f"{school}__name__icontains": words}) | Q(**{f"{school}__pinyin__contains": words})
    return visits.filter(matches | Q(**{f"{school}__code__startswith": words}))


def inspectors_to_choose() -> QuerySet[User]:
    """Whom a visit may be planned with."""
    return User.objects.filter(role=RoleSlug.INSPECTOR, is_active=True).select_related("agency")


def checkable_items(participation: Participation) -> QuerySet[Item]:
    """The scored items that apply to this school."""
    applying = participation.item_scores.filter(applicable=True).values("item_id")
    return Item.objects.filter(pk__in=applying, max_points__gt=0).select_related("dimension")


def to_check(user: User, year: CampaignYear) -> QuerySet[Participation]:
    """Judged schools that the city has to check before their score counts, highest first, or may be below the floor
    (score.final_source, elig.below70_basis). `planned` where somebody goes there already. None in other years.
    """
    rows = visible_participations(user).filter(year=year, state__in=(*VISITED, *REFUSED), rating__vetoed=False)
    open_visit = Visit.objects.filter(participation=OuterRef("pk"), state__in=Visit.MOVES["cancel"].sources)
    waiting = Q(pk__in=())
    if not year.counts_unchecked:
        waiting |= Q(state__in=VISITED)
    if not year.floors_unchecked:
        waiting |= Q(rating__score__lt=year.floor)
    rows = rows.filter(waiting).exclude(rating__basis__in=BY_CITY).annotate(planned=Exists(open_visit))
    return rows.select_related("rating").order_by("planned", "-rating__score", "school__code")


def with_progress(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Adds how many items are to check and how many are done, and the team."""
    return visits.annotate(
        item_count=Count("items", distinct=True),
        done_count=Count("items", filter=~Q(items__verdict=""), distinct=True),
    ).prefetch_related(Prefetch("members", VisitMember.objects.select_related("inspector__agency")))


@dataclass(frozen=True)
class CheckRow:
    """One item of a visit beside its ledger row; `delta` = verified − reviewed in hundredths."""

    visit_item: VisitItem
    score: ItemScore

    @property
    def reference(self) -> int | None:
        """The points the team checks: the district's, or the school's own where there is no review yet."""
        score = self.score
        return score.claimed_points if score.reviewed_points is None else score.reviewed_points

    @property
    def delta(self) -> int | None:
        points, reference = self.visit_item.points, self.reference
        return None if points is None or reference is None else points - reference

    @property
    def status(self) -> str:
        """open, ok (agrees), up or down."""
        if not self.visit_item.verdict:
            return "open"
        delta = self.delta
        return "ok" if not delta else "up" if delta > 0 else "down"


def check_rows(visit: Visit) -> list[CheckRow]:
    """All items of a visit in the order of the standard, two statements whatever their number."""
    items = visit.items.select_related("item__dimension")
    scores = {
        score.item_id: score
        for score in ItemScore.objects.filter(participation_id=visit.participation_id).select_related("item")
    }
    return [CheckRow(item, scores[item.item_id]) for item in items if item.item_id in scores]


def provisional_score(visit: Visit, rows: Sequence[CheckRow], all_scores: Sequence[ItemScore]) -> int | None:
    """The score if this visit were confirmed now, hundredths; None where nothing applies."""
    found = {row.visit_item.item_id: row.visit_item for row in rows if row.visit_item.points is not None}
    earned = applicable = 0
    for score in all_scores:
        if not score.applicable or (layer := score.effective_layer) is None:
            continue
        pair = score.layer(layer) or (0, 0)
        if (item := found.get(score.item_id)) is not None:
            pair = (item.points or 0, item.max_points or 0)
        earned, applicable = earned + pair[0], applicable + pair[1]
    return final_score(earned, applicable, visit.participation.year.scale)
