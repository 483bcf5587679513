"""Reading recommendation lists: reviewed scores, bands, and how many a district may recommend (quota.districts)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from campaigns.domain.apportionment import nomination_ceilings, recommendation_ceilings
from campaigns.domain.decisions import chosen
from campaigns.domain.seats import places
from campaigns.models import CampaignYear, Participation
from campaigns.queries import on_roster_now
from safeschools.directory.models import District
from scoring.domain.explain import OPEN_BY_KEYS
from scoring.domain.keys import KEY_FLOOR, open_star
from scoring.domain.score import final_score
from scoring.models import ItemScore, Recommendation, RecommendationList, Submission, Veto
from scoring.queries.cases import bands_of, slots_of
from scoring.queries.sentences import say

State = Participation.State

#: states that stand on the recommendation page: the review is done and the list has judged, or still has to
LISTED = (State.REVIEWED, State.RECOMMENDED, State.NOT_RECOMMENDED)


#: an item to which the review gave less than 60 % (`is_weak`); whole numbers that a hundredfold does not overflow
WEAK = LessThan(Cast("reviewed_points", IntegerField()) * 100, Cast("reviewed_max", IntegerField()) * KEY_FLOOR)


@dataclass(frozen=True)
class Standing:
    """What the district's review amounts to: the reviewed score in hundredths, its band, and whether a veto stands.

    `weak`: how many key items limit the star (score.key_items).
    """

    score: int | None
    band: int
    vetoed: bool = False
    weak: int = 0

    @property
    def reached(self) -> int:
        """The star that the score and the key items leave open."""
        return min(self.band, open_star(self.weak))

    @property
    def highest(self) -> int:
        """The highest star that may be recommended."""
        return 0 if self.vetoed else self.reached

    @property
    def on_keys(self) -> str:
        """What weak key items leave open, as a sentence where they close a star of the score."""
        return say(OPEN_BY_KEYS[self.reached]) if self.reached < self.band else ""


@dataclass(frozen=True)
class Ceiling:
    """How many schools a district may recommend (None: the year sets no ceilings), and what it was made from.

    `places` are those reserved for the district (None: the year reserves none).
    """

    limit: int | None
    participants: int
    city_participants: int
    city_places: int
    frozen: bool
    places: int | None


def standings(rows: QuerySet[Participation], year: CampaignYear) -> dict[int, Standing]:
    """The standing of each participation of the year by its id, from the reviewed layer as it is now (two queries)."""
    vetoed = Veto.objects.filter(participation__in=rows.order_by().values("pk"), state=Veto.State.CONFIRMED)
    return _standings(rows, year, set(vetoed.values_list("participation", flat=True)))


def _standings(rows: QuerySet[Participation], year: CampaignYear, vetoed: Collection[int]) -> dict[int, Standing]:
    weak = Count("pk", filter=Q(WEAK, item__is_key=True)) if year.caps_by_key_items else Value(0)
    sums = (
        ItemScore.objects.filter(
            participation__in=rows.order_by().values("pk"), applicable=True, reviewed_points__isnull=False
        )
        .order_by()
        .values_list("participation")
        .annotate(earned=Sum("reviewed_points"), applicable=Sum("reviewed_max"), weak=weak)
    )
    found, bands, scale = {}, bands_of(year), year.scale
    for pk, earned, applicable, weak_keys in sums:
        score = final_score(earned, applicable, scale)
        found[pk] = Standing(score, 0 if score is None else bands.band(score), pk in vetoed, weak_keys)
    return found


def standing_of(participation: Participation) -> Standing:
    """The standing of one participation; no score where nothing has been reviewed."""
    rows = Participation.objects.filter(pk=participation.pk)
    return standings(rows, participation.year).get(participation.pk, Standing(None, 0))


def ceilings(year: CampaignYear) -> dict[int, Ceiling]:
    """Each district's ceiling by district id, from the frozen roster or, before that, from who has handed in so far."""
    rows = Participation.objects.filter(year=year).order_by()
    frozen = year.roster_frozen_at is not None
    counted = rows.filter(on_roster=True) if frozen else rows.filter(state__in=on_roster_now(year))
    sizes = {
        str(row["district__code"]): (row["district"], row["n"])
        for row in counted.values("district", "district__code").annotate(n=Count("pk"))
    }
    everybody = sum(size for _, size in sizes.values())
    city, participants = places(year.cap_total, everybody), {code: size for code, (_, size) in sizes.items()}
    slots, limits = slots_of(year, participants), {}
    if slots:
        limits = nomination_ceilings(slots, participants)
    elif chosen(year.decisions, "quota.districts").slug == "ceilings":
        limits = recommendation_ceilings(city, participants)
    own = {code: sum(reserved.values()) for code, reserved in slots.items()}
    return {
        pk: Ceiling(limits.get(code), size, everybody, city, frozen, own.get(code))
        for code, (pk, size) in sizes.items()
    }


def listed(year: CampaignYear, district: District) -> QuerySet[Participation]:
    """Schools of a district whose review is done and that stand, or will stand, on its list; with their line."""
    return (
        Participation.objects.filter(year=year, district=district, state__in=LISTED)
        .select_related("school", "district", "year", "recommendation")
        .annotate(self_score=Subquery(_last_scores()))
    )


@dataclass(frozen=True)
class ListRow:
    """One school on the page of the list. Points are hundredths; `vetoes` are codes of findings not rejected."""

    participation: Participation
    standing: Standing
    line: Recommendation | None
    self_score: int | None
    weak: list[str]
    vetoes: list[str]


def list_rows(year: CampaignYear, district: District) -> list[ListRow]:
    """The whole list of a district, highest reviewed score first (four statements, whatever its length)."""
    rows = listed(year, district)
    (live, vetoed), weak = _live_vetoes(rows), weak_key_items(rows) if year.warns_of_key_items else {}
    found = _standings(rows, year, vetoed)
    lines = [
        ListRow(
            participation=row,
            standing=found.get(row.pk, Standing(None, 0)),
            line=getattr(row, "recommendation", None),
            self_score=row.self_score,  # type: ignore[attr-defined]
            weak=weak.get(row.pk, []),
            vetoes=live.get(row.pk, []),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-(line.standing.score or 0), line.participation.school.code))


def _live_vetoes(rows: QuerySet[Participation]) -> tuple[dict[int, list[str]], set[int]]:
    """Codes of findings proposed or confirmed, by participation; and the participations with a confirmed one."""
    live = Veto.objects.filter(participation__in=rows.order_by().values("pk")).exclude(state=Veto.State.REJECTED)
    found: dict[int, list[str]] = {}
    confirmed = set()
    for pk, code, state in live.values_list("participation", "item__code", "state"):
        found.setdefault(pk, []).append(code)
        if state == Veto.State.CONFIRMED:
            confirmed.add(pk)
    return found, confirmed


def waiting(year: CampaignYear, district: District) -> QuerySet[Participation]:
    """Schools that handed in and still await the district's review: they block the list until judged or left out."""
    rows = Participation.objects.filter(year=year, district=district, state=State.SUBMITTED)
    return rows.select_related("school").order_by("school__code")


def not_judged(year: CampaignYear, district: District) -> tuple[list[Participation], int]:
    """The schools that await the review, and how many were sent back and stay off the list until they hand in again."""
    rows = Participation.objects.filter(year=year, district=district, state__in=(State.SUBMITTED, State.RETURNED))
    found = list(rows.select_related("school").order_by("school__code"))
    awaiting = [row for row in found if row.state == State.SUBMITTED]
    return awaiting, len(found) - len(awaiting)


def weak_key_items(rows: QuerySet[Participation]) -> dict[int, list[str]]:
    """Codes of key items below 60 % of their maximum, by participation (decision score.key_items)."""
    weak = ItemScore.objects.filter(
        WEAK, participation__in=rows.order_by().values("pk"), applicable=True, item__is_key=True
    )
    found: dict[int, list[str]] = {}
    for pk, code in weak.order_by("item__order").values_list("participation", "item__code"):
        found.setdefault(pk, []).append(code)
    return found


def lists_of(year: CampaignYear) -> dict[int, RecommendationList]:
    """All lists of the year by district id."""
    return {papers.district_id: papers for papers in RecommendationList.objects.filter(year=year)}


def recommended_counts(year: CampaignYear) -> dict[int, int]:
    """How many schools each district's list recommends so far, submitted or not, by district id."""
    lines = Recommendation.objects.filter(list__year=year, recommended=True).order_by()
    return dict(lines.values_list("list__district").annotate(n=Count("pk")))


def list_of(year: CampaignYear, district: District) -> RecommendationList | None:
    """The district's list of the year, None before its first line."""
    lists = RecommendationList.objects.select_related("submitted_by", "year", "district")
    return lists.filter(year=year, district=district).first()


def _last_scores() -> QuerySet[Submission, tuple[int]]:
    papers = Submission.objects.filter(participation=OuterRef("pk")).order_by("-number")
    return papers.values_list("score")[:1]
