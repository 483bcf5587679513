"""The rating sheet once more, school by school in plain Python with decimals, for `recompute --check`.

Ratings and the compliance report are compared with what is stored.
"""

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Prefetch

from campaigns.models import CampaignYear, Participation
from scoring.domain.differing import first_difference
from scoring.domain.schools import Force, SchoolFacts
from scoring.models import ItemScore, Rating, Veto
from scoring.models.points import LAYERS_HIGH_TO_LOW
from scoring.queries.sheet import FACTS, PROJECTION, facts_of, unchecked_in
from scoring.recompute import project, report_of

FIGURES = (
    *("earned", "applicable", "score", "claimed_score", "reviewed_score", "key_points", "weak_keys"),
    *("reviewed_weak_keys", "basis", "vetoed", "band"),
)


def differences(year: CampaignYear) -> list[str]:
    """One line per stored figure that differs from the row-by-row computation, and the first difference of the report;
    empty when the sheet is right.
    """
    found = []
    if year.sheet.revision != year.revision:
        found.append(f"{year}: the sheet is at revision {year.sheet.revision}, the year at {year.revision}")
    expected = {participation.pk: rate(year, participation) for participation in _participations(year)}
    stored = {rating.pk: rating for rating in Rating.objects.filter(year=year)}
    report = _project(year, expected)
    for key, rating in expected.items():
        found += _compare(rating, stored.pop(key, None))
    found += [f"{rating}: a rating without a participation of this year" for rating in stored.values()]
    differs = first_difference("report", _unnamed(year.sheet.report), _unnamed(json.loads(json.dumps(report))))
    return [*found, f"{year}: {differs}"] if differs else found


def rate(year: CampaignYear, participation: Participation) -> Rating:
    """What the facts of one participation amount to, from its prefetched item scores and vetoes."""
    handed_in = participation.state in Participation.HANDED_IN
    items = [item for item in participation.item_scores.all() if item.applicable] if handed_in else []
    effective = [(item, *_effective(item)) for item in items]
    keys = [(points, maximum) for item, points, maximum in effective if item.item.is_key]
    judged = all(item.reviewed_points is not None for item in items if item.max_points)
    rating = Rating(participation=participation, year=year)
    places = Decimal("0.1") if year.decisions.get("score.precision") == "one_place" else Decimal("0.01")
    rating.earned = sum(points for _, points, _ in effective)
    rating.applicable = sum(maximum for _, _, maximum in effective)
    full, key_total = None, None
    if year.decisions.get("score.na") == "full_points":
        full = 100_00
        key_total = sum(item.max_points for item in participation.item_scores.all() if item.item.is_key)
    rating.score = _of_hundred([(points, maximum) for _, points, maximum in effective], full, places)
    rating.claimed_score = _of_hundred(_layer(items, "claimed"), full, places)
    rating.reviewed_score = _of_hundred(_layer(items, "reviewed"), full, places) if judged else None
    rating.key_points = _of_hundred(keys, key_total)
    if year.decisions.get("score.key_items") == "capped":
        rating.weak_keys = sum(Decimal(points) < Decimal("0.6") * maximum for points, maximum in keys)
        rating.reviewed_weak_keys = sum(
            Decimal(pair[0]) < Decimal("0.6") * pair[1]
            for item in items
            if item.item.is_key and (pair := item.layer("reviewed")) is not None
        )
    layers = {item.effective_layer for item in items}
    rating.basis = next((name for name in LAYERS_HIGH_TO_LOW if name in layers), "")
    rating.vetoed = any(veto.state == Veto.State.CONFIRMED for veto in participation.vetoes.all())
    lines = (year.band_one, year.band_two, year.band_three)
    rating.band = 0 if rating.score is None else sum(rating.score >= line for line in lines)
    return rating


def _participations(year: CampaignYear) -> Iterator[Participation]:
    scores = Prefetch("item_scores", ItemScore.objects.select_related("item"))
    rows = year.participations.select_related("school", "district", "recommendation__list").prefetch_related(
        scores, "vetoes"
    )
    return rows.iterator(chunk_size=200)


def _effective(item: ItemScore) -> tuple[int, int]:
    name = item.effective_layer
    return (item.layer(name) if name else None) or (0, item.max_points)


def _layer(items: list[ItemScore], name: str) -> list[tuple[int, int]]:
    return [found for item in items if (found := item.layer(name)) is not None]


def _of_hundred(pairs: list[tuple[int, int]], full: int | None, places: Decimal = Decimal("0.01")) -> int | None:
    """Rescaled from what applies, or of `full` with every point that does not apply given."""
    earned, applicable = sum(points for points, _ in pairs), sum(maximum for _, maximum in pairs)
    if not applicable:
        return None
    if full is not None:
        earned, applicable = full - (applicable - earned), full
    score = (Decimal(earned) * 100 / Decimal(applicable)).quantize(places, ROUND_HALF_UP)
    return int(score * 100)


def _project(year: CampaignYear, ratings: dict[int, Rating]) -> dict[str, Any]:
    """Fill in rank and projected star of every rating; the compliance report behind them."""
    earlier = Rating.objects.filter(year__campaign=year.campaign_id, year__index=year.index - 1)
    last = dict(earlier.values_list("participation__school_id", "score"))
    unchecked = unchecked_in(year)
    schools = [_facts(rating, last.get(rating.participation.school_id), unchecked) for rating in ratings.values()]
    projected = project(year, schools)
    for key, rating in ratings.items():
        for name, value in zip(PROJECTION, projected.projections[key], strict=True):
            setattr(rating, name, value)
    return report_of(year, schools, projected.projections, projected)


def _unnamed(report: Any) -> Any:
    """The report without the names of districts and schools: it keeps those of its time, and they are no figures."""
    if isinstance(report, dict):
        return {key: _unnamed(value) for key, value in report.items() if key != "name"}
    return [_unnamed(each) for each in report] if isinstance(report, list) else report


def _facts(rating: Rating, last: int | None, unchecked: Force) -> SchoolFacts:
    participation = rating.participation
    listed = getattr(participation, "recommendation", None)
    known = {
        "id": participation.pk,
        "code": participation.school.code,
        "name": participation.school.name,
        "district": participation.district_id,
        "district_code": participation.district.code,
        "state": participation.state,
        "hold": participation.hold,
        "on_roster": participation.on_roster,
        "score": rating.score,
        "claimed": rating.claimed_score,
        "reviewed": rating.reviewed_score,
        "keys": rating.key_points,
        "weak": rating.weak_keys,
        "reviewed_weak": rating.reviewed_weak_keys,
        "basis": rating.basis,
        "vetoed": rating.vetoed,
        "band": rating.band,
        "last": last,
    }
    said = listed.said if listed else (None, None, None)
    return facts_of([known[name] for name in FACTS], *said, unchecked=unchecked)


def _compare(expected: Rating, stored: Rating | None) -> list[str]:
    if stored is None:
        return [f"{expected.participation}: no rating"]
    return [
        f"{expected.participation}: {field} is {have!r}, should be {want!r}"
        for field in FIGURES + PROJECTION
        if (have := getattr(stored, field)) != (want := getattr(expected, field))
    ]
