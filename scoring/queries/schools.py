"""The participating schools of a year as the bureau looks through them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet

from campaigns.domain.scale import Scale
from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from scoring.domain.keys import REASONS, open_star
from scoring.domain.trail import Code, Outcome, Reason, Step
from scoring.models import GroupDecision, ItemScore, Rating, Recommendation, ScoreEntry
from scoring.models.points import LAYERS_HIGH_TO_LOW
from scoring.queries.cases import bands_of, confirmed_decisions, lowered, why_left_out
from scoring.queries.sheet import binding_ceiling, school_facts

#: what the list can be sorted by; `-` before the name turns it round
SORTS = {
    "rank": "rating__rank",
    "code": "school__code",
    "name": "school__pinyin",
    "district": "district__code",
    "score": "rating__score",
    "claimed": "rating__claimed_score",
    "star": "rating__projected_star",
    "state": "state",
}


def schools_of(user: Any, year: CampaignYear) -> QuerySet[Participation]:
    """The year's participations inside the person's scope, with their ratings."""
    return visible_participations(user).filter(year=year).select_related("rating")


def narrow(
    rows: QuerySet[Participation],
    year: CampaignYear,
    *,
    text: str = "",
    district: str = "",
    state: str = "",
    kind: str = "",
    band: str = "",
) -> QuerySet[Participation]:
    """Filter by name or code, district code, state, school type, and band of the score (`x`: below the floor)."""
    if words := text.strip().lower():
        rows = rows.filter(
            Q(school__name__icontains=words) | Q(school__code__startswith=words) | Q(school__pinyin__contains=words)
        )
    if district:
        rows = rows.filter(district__code=district)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(school__type=kind)
    if band in ("1", "2", "3"):
        rows = rows.filter(rating__band=int(band))
    elif band == "0":
        rows = rows.filter(rating__band=0, rating__score__gte=year.floor)
    elif band == "x":
        rows = rows.filter(rating__score__lt=year.floor)
    return rows


def ordered(rows: QuerySet[Participation], sort: str) -> QuerySet[Participation]:
    """By one of SORTS, schools without a value last, then by code."""
    column = F(SORTS.get(sort.removeprefix("-"), SORTS["rank"]))
    order: OrderBy = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(order, "school__code")


@dataclass(frozen=True)
class ItemLine:
    """One item with its layers side by side, kept for ever: claimed, reviewed, verified, ruled."""

    score: ItemScore
    reasons: tuple[ScoreEntry, ...]
    scale: Scale

    @property
    def counts(self) -> int | None:
        """The points that enter the score, in hundredths; None where nothing does."""
        return self.points(self.score.effective_layer)

    def points(self, layer: str | None) -> int | None:
        """The points of a layer with those the year gives for what does not apply (score.na)."""
        if not self.score.applicable:
            return self.score.max_points if self.scale.full_points else None
        found = self.score.layer(layer) if layer else None
        return None if found is None else self.scale.share(*found, self.score.max_points)[0]

    @property
    def review_delta(self) -> int | None:
        """Reviewed minus claimed, in hundredths."""
        return _difference(self.score.reviewed_points, self.score.claimed_points)

    @property
    def visit_delta(self) -> int | None:
        """Verified minus reviewed, or minus claimed where there was no review."""
        before = self.score.claimed_points if self.score.reviewed_points is None else self.score.reviewed_points
        return _difference(self.score.verified_points, before)


def item_lines(participation: Participation) -> list[ItemLine]:
    """Every scored item of a school in the order of the standard, with the reasons given for each layer."""
    scores = ItemScore.objects.filter(participation=participation, max_points__gt=0)
    entries = ScoreEntry.objects.filter(item_score__participation=participation, layer__in=LAYERS_HIGH_TO_LOW)
    reasons = _by_item(entries.exclude(reason="").select_related("author"))
    in_order = scores.select_related("item__dimension").order_by("item__order")
    scale = participation.year.scale
    return [ItemLine(score, tuple(reasons.get(score.pk, ())), scale) for score in in_order]


def projected_reason(rating: Rating, participation: Participation) -> Reason:
    """Why the school has its projected star; where only a ceiling lowers it, by its own key items, its district's or
    the leading group's, the trail says so.
    """
    line: Recommendation | None = getattr(participation, "recommendation", None)
    ceiling = binding_ceiling(participation.state, *line.said) if line else None
    star = rating.projected_star
    bands, weak = bands_of(participation.year), rating.reviewed_weak_keys
    limited = limited_by_keys(rating) or (star == ceiling and lowered(ceiling, rating.reviewed_score, weak, bands))
    if limited or (0 < star < rating.band and star == _decided_ceiling(participation)):
        above = [Step(step, Outcome.CAPPED) for step in range(rating.band, star, -1)]
        return Reason(star, Code(rating.reason), rating.band, (*above, Step(star, Outcome.AWARDED)))
    return Reason(star, Code(rating.reason), rating.band)


def recorded_for(reason: Reason, rating: Rating, participation: Participation) -> str:
    """Why the projection leaves the school out, or which ceiling by its own key items it has; "" of any other."""
    year = participation.year
    if limited_by_keys(rating):
        return REASONS[rating.projected_star]
    if reason.code is not Code.EXCLUDED_BY_COMMITTEE or (year.counts_unchecked and year.floors_unchecked):
        return ""
    return next((why_left_out(year, facts) for facts in school_facts(year, participation.pk)), "")


def limited_by_keys(rating: Rating) -> bool:
    """Whether the school has the highest star its key items leave open, below that of its score (score.key_items)."""
    return rating.projected_star == open_star(rating.weak_keys) < rating.band


def _decided_ceiling(participation: Participation) -> int | None:
    """The highest star the leading group leaves open to the school."""
    limits = confirmed_decisions(participation.year).filter(
        participation=participation, kind=GroupDecision.Kind.MAX_STAR
    )
    return limits.values_list("star", flat=True).first()


def _by_item(entries: Iterable[ScoreEntry]) -> dict[int, list[ScoreEntry]]:
    found: dict[int, list[ScoreEntry]] = {}
    for entry in entries:
        found.setdefault(entry.item_score_id, []).append(entry)
    return found


def _difference(after: int | None, before: int | None) -> int | None:
    return None if after is None or before is None else after - before
