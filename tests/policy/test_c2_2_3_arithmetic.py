"""C2.2.3: one hundred points, two places, rounded once; items that do not apply and rates of nothing (score.na)."""

from typing import Any

import pytest

from campaigns.models import CampaignYear, Participation
from inspections.models import Visit
from inspections.queries.visits import provisional_score
from safeschools.designations.queries.results import composition
from scoring.domain.items import read_item
from scoring.domain.points import points
from scoring.forms.printed import assessment_print
from scoring.management.oracle import differences
from scoring.models import Item, Rating
from scoring.queries.desk import desk
from scoring.queries.disqualifications import judged_score
from scoring.queries.recommendations import Standing, standing_of
from scoring.record import judge
from scoring.tasks import recompute_year
from tests.domain.engine import ask
from tests.factories import make_rated, make_standard, make_year
from tests.scoring.review.world import World
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db


def test_80_1_of_89_applicable_points_is_exactly_90_and_three_stars() -> None:
    """score.precision: in binary floating point it would be 89.99999999999999."""
    assert 80.1 / 89 * 100 < 90
    assert ask(op="score", earned="80.1", applicable="89")["score"] == "90.00"
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    row = make_rated(year, 10000)
    first, second, *rest = row.item_scores.filter(max_points__gt=0).order_by("pk")
    row.item_scores.filter(pk__in=[score.pk for score in rest]).update(applicable=False)
    for score, earned, maximum in ((first, 1, 1), (second, 0, 0)):
        values = {"reviewed_points": earned, "reviewed_max": maximum}
        row.item_scores.filter(pk=score.pk).update(**values)
    values = {"max_points": 8900, "claimed_points": 8010, "claimed_max": 8900}
    with rules_asleep():  # no item of the shipped standard carries 89 points
        row.item_scores.filter(pk=first.pk).update(reviewed_points=8010, reviewed_max=8900, **values)
    recompute_year(year.pk)
    rating = Rating.objects.get(participation=row)
    assert (rating.earned, rating.applicable, rating.score, rating.band) == (8010, 8900, 9000, 3)


@pytest.mark.parametrize(
    ("earned", "applicable", "score"), [("89.994", "100", "89.99"), ("89.995", "100", "90.00"), ("1", "3", "33.33")]
)
def test_rounding_is_half_up_and_happens_once(earned: str, applicable: str, score: str) -> None:
    assert ask(op="score", earned=earned, applicable=applicable)["score"] == score


NOTHING = {"numerator": 0, "denominator": 0}


def test_a_rate_of_nothing_is_worth_what_the_item_says() -> None:
    """score.zero_denominator: full, not applicable, or full once a visit confirms it."""
    found: dict[str, set[tuple[int, int]]] = {}
    for item in make_standard().items.filter(method=Item.Method.RATIO):
        result = judge(item, NOTHING)
        found.setdefault(item.params["zero_denominator"], set()).add((result.points, result.max and item.max_points))
        read = read_item(item.code, item.method, item.max_points, item.params)
        assert points(read, NOTHING | {"confirmed": True}).points in (0, item.max_points)
    for rule, results in found.items():
        for earned, maximum in results:
            expected: dict[str, Any] = {"full": earned == maximum > 0, "na": maximum == 0}
            assert expected.get(rule, earned == 0 < maximum), rule
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("places", "earned", "score", "star"),
    [("two_places", 8995, 8995, 2), ("one_place", 8995, 9000, 3), ("one_place", 8994, 8990, 2)],
)
def test_a_year_may_round_the_final_score_to_one_place_everywhere_alike(
    places: str, earned: int, score: int, star: int
) -> None:
    """score.precision: figures, plain computation, the review's desk, the list, the way up and the exit agree."""
    year = make_year(decisions={"score.precision": places})
    school = make_rated(year, earned)
    recompute_year(year.pk)
    rating = Rating.objects.get(participation=school)
    assert (rating.score, rating.claimed_score, rating.reviewed_score, rating.band) == (score, score, score, star)
    year.refresh_from_db()
    assert differences(year) == []
    school = Participation.objects.select_related("year").get(pk=school.pk)
    assert standing_of(school) == Standing(score, star)
    assert judged_score(school) == score
    assert desk(school).reviewed_score == score
    way = composition(school)["lift"]
    enough = 8995 if places == "one_place" else 9000
    assert (way and (way.star, way.missing)) == (None if star == 3 else (3, enough - earned))


@pytest.mark.parametrize(("places", "score"), [("two_places", 9783), ("one_place", 9780)])
def test_a_visit_and_the_printed_form_round_as_the_year_says(places: str, score: int) -> None:
    """score.precision: what a team sees before it signs, and what a school prints, is what will be published."""
    school = World().reviewed({"D2-03": {"met": False}})
    CampaignYear.objects.filter(pk=school.year_id).update(decisions={"score.precision": places})
    school = Participation.objects.get(pk=school.pk)
    visit = Visit(participation=school)
    assert provisional_score(visit, [], list(school.item_scores.all())) == score
    assert assessment_print(school)["score"] == f"{score // 100}.{score % 100:02}"
