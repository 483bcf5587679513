"""C5.3c: recommended schools are spot-checked; whose score counts, item by item (score.final_source)."""

from typing import Any

import pytest

from safeschools.designations.actions import runs
from scoring.models import Rating
from scoring.tasks import recompute_year
from tests.designations.world import frozen, officer
from tests.factories import make_rated, make_scores, make_year

pytestmark = pytest.mark.django_db
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


def test_ruled_before_verified_before_reviewed_before_claimed_item_by_item() -> None:
    year = make_year(**CAPS)
    row = make_rated(year, 10000)
    first, second, third, fourth = row.item_scores.filter(max_points__gte=200).order_by("pk")[:4]
    for score, layers in (
        (first, {"reviewed": 100}),
        (second, {"reviewed": 100, "verified": 50}),
        (third, {"reviewed": 100, "verified": 50, "ruled": 150}),
        (fourth, {"verified": 0}),
    ):
        for layer, points in layers.items():
            values = {f"{layer}_points": points, f"{layer}_max": score.max_points, f"{layer}_facts": {}}
            row.item_scores.filter(pk=score.pk).update(**values)
    recompute_year(year.pk)
    full = sum(score.max_points for score in (first, second, third, fourth))
    rating = Rating.objects.get(participation=row)
    assert rating.score == 10000 - full + 100 + 50 + 150 + 0
    assert rating.basis == "ruled"
    assert rating.claimed_score == 10000


def test_a_self_assessed_score_alone_is_shown_and_never_starred() -> None:
    """The star needs at least the district's review."""
    year = make_year(**CAPS)
    claimed, reviewed = make_rated(year, 9900, "submitted"), make_rated(year, 9000)
    run = runs.run(frozen(year), by=officer())
    lines = {line.participation_id: (line.star, line.code) for line in run.lines.all()}
    assert lines == {claimed.pk: (0, "UNSCORED"), reviewed.pk: (3, "AWARDED")}
    assert Rating.objects.get(participation=claimed).score == 9900


def test_the_spot_check_replaces_only_the_items_it_looked_at() -> None:
    year = make_year(**CAPS)
    row = make_rated(year, 9000)
    make_scores(row, 10000, "verified")
    seen = row.item_scores.order_by("pk")[0]
    blank = {"verified_points": None, "verified_max": None, "verified_facts": None}
    row.item_scores.exclude(pk=seen.pk).update(**blank)
    recompute_year(year.pk)
    gained = seen.max_points - (seen.reviewed_points or 0)
    assert Rating.objects.get(participation=row).score == 9000 + gained
