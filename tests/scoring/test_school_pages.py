"""The list of participating schools and the page of one school."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignYear
from scoring.models import ItemScore, ScoreEntry
from scoring.recompute import settle
from tests.factories import (
    make_district,
    make_participation,
    make_rated,
    make_school,
    make_scores,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> CampaignYear:
    return make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)


def signed_in(role: str = "bureau_officer") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(role))
    return client


def listed(year: CampaignYear, query: str = "") -> list[str]:
    page = signed_in().get(f"/bureau/{year.calendar_year}/schools/{query}")
    assert page.status_code == 200
    return [row.school.name for row in page.context["page"]]


@pytest.fixture
def three(year: CampaignYear) -> CampaignYear:
    """甲 90 (recommended, kindergarten), 乙 65 (submitted), 丙 has not started."""
    east, west = make_district("东区"), make_district("西区")
    make_rated(year, 9000, school=make_school(east, name="甲园", type="111", pinyin="jia yuan jy"))
    make_rated(year, 6500, state="submitted", school=make_school(west, name="乙校"))
    make_participation(year, make_school(west, name="丙校"))
    settle(year.pk)
    return year


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["甲园", "乙校", "丙校"]),
        ("?text=园", ["甲园"]),
        ("?text=JIA", ["甲园"]),
        ("?state=submitted", ["乙校"]),
        ("?kind=111", ["甲园"]),
        ("?band=3", ["甲园"]),
        ("?band=0", []),
        ("?band=x", ["乙校"]),
        ("?sort=-score", ["甲园", "乙校", "丙校"]),
        ("?sort=score", ["乙校", "甲园", "丙校"]),
        ("?sort=nonsense&band=nonsense", ["甲园", "乙校", "丙校"]),
    ],
)
def test_the_list_filters_and_sorts(three: CampaignYear, query: str, expected: list[str]) -> None:
    assert listed(three, query) == expected


def test_the_list_filters_by_district(three: CampaignYear) -> None:
    code = three.participations.get(school__name="甲园").district.code
    assert listed(three, f"?district={code}") == ["甲园"]


def test_the_sorted_column_is_announced(three: CampaignYear) -> None:
    page = signed_in().get(f"/bureau/{three.calendar_year}/schools/?sort=-score").content.decode()
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"' in page


def statements(address: str) -> int:
    client = signed_in()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_statements_for_thirty_schools_as_for_one(year: CampaignYear) -> None:
    address = f"/bureau/{year.calendar_year}/schools/"
    make_rated(year, 9000)
    settle(year.pk)
    one = statements(address)
    for number in range(29):
        make_rated(year, 7000 + number)
    settle(year.pk)
    assert statements(address) == one <= 10


def test_a_school_shows_every_layer_side_by_side_with_reasons(year: CampaignYear) -> None:
    participation = make_rated(year, 9000)
    make_scores(participation, 8900, "reviewed")
    score = ItemScore.objects.filter(participation=participation, claimed_points__gt=0).latest("item__order")
    reason = {"layer": "reviewed", "facts": {}, "points": 0, "max_points": score.max_points, "reason": "台账不全"}
    ScoreEntry.objects.create(item_score=score, author=make_user("district_reviewer"), **reason)
    settle(year.pk)
    page = signed_in().get(f"/bureau/{year.calendar_year}/schools/{participation.school.code}/").content.decode()
    assert "台账不全" in page
    assert "90.00" in page
    assert "89.00" in page
    assert "89.00 points: two stars." in page


def test_who_may_not_see_assessments_sees_no_items(year: CampaignYear) -> None:
    participation = make_rated(year, 9000)
    settle(year.pk)
    page = signed_in("naming_authority").get(f"/bureau/{year.calendar_year}/schools/{participation.school.code}/")
    assert page.status_code == 200
    assert page.context["items"] == []


def test_a_school_that_does_not_take_part_does_not_exist(year: CampaignYear) -> None:
    address = f"/bureau/{year.calendar_year}/schools/{make_school().code}/"
    assert signed_in().get(address).status_code == 404
