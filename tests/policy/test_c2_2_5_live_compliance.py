"""C2.2.5: the caps are watched from the first submission on, and nobody is promised a star that can still be lost."""

import pytest
from django.test import Client

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from scoring.actions import recommendations
from scoring.models import Rating, RatingSheet
from scoring.recompute import settle
from tests.factories import make_participation, make_rated, make_scores, make_user, make_year, put
from tests.scoring.review.world import World

pytestmark = pytest.mark.django_db

State = Participation.State


def kinds(year: CampaignYear) -> list[str]:
    return [alarm["kind"] for alarm in RatingSheet.objects.get(year=year).report["alarms"]]


def test_the_first_submission_is_reported_and_promised_nothing() -> None:
    """quota.denominator: places follow those who take part, and more may still join."""
    year = make_year(cap_three=10000, cap_two=0, cap_one=0, cap_total=10000)
    make_participation(year)
    first = make_rated(year, 9500, state="submitted")
    settle(year.pk)
    assert RatingSheet.objects.get(year=year).report["participants"] == 1
    rating = Rating.objects.get(pk=first.pk)
    assert (rating.projected_star, rating.secured_star) == (3, 0)


def test_a_secured_star_outlives_whatever_the_others_score() -> None:
    """quota.overflow, quota.ties: also where a later school ties with another and so closes a star."""
    year = make_year(cap_three=4000, cap_two=2000, cap_one=2000, cap_total=8000)  # two places of three stars
    best = [make_rated(year, score, state="reviewed") for score in (9600, 8600)]
    late = [make_rated(year, 7500, state="submitted") for _ in range(3)]
    for participation, score in zip(late, (9600, 9000, 8600), strict=True):
        settle(year.pk)
        before = {each.pk: Rating.objects.get(pk=each.pk).secured_star for each in best}
        make_scores(participation, score, "reviewed")
        put(participation, State.REVIEWED)
        touch(year.pk, [participation.pk])
        settle(year.pk)
        after = {each.pk: Rating.objects.get(pk=each.pk) for each in best}
        assert all(after[key].secured_star >= star for key, star in before.items()), score
        assert all(rating.secured_star <= rating.projected_star for rating in after.values())
    assert all(rating.secured_star == rating.projected_star for rating in after.values())


def test_below_twenty_schools_the_missing_three_star_place_is_an_alarm_until_there_are_twenty() -> None:
    """quota.small_cities: nobody notices it only when the stars are given out."""
    year = make_year(cap_three=500, cap_two=1000, cap_one=1500, cap_total=3000)
    for _ in range(19):
        make_rated(year, 7500)
    settle(year.pk)
    assert kinds(year) == ["no_place"]
    make_rated(year, 7500)
    settle(year.pk)
    assert kinds(year) == []


def test_a_reached_cap_and_a_tie_at_a_line_are_alarms() -> None:
    """quota.ties: an unresolved tie is seen before anybody is named."""
    year = make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)
    for score in (9500, 9300, 8700, 8700, 7500):
        make_rated(year, score)
    settle(year.pk)
    assert kinds(year) == ["cap_reached", "cap_reached", "tie"]


def test_a_district_reads_its_ceiling_and_what_happens_above_it() -> None:
    """quota.districts: 120 % of the places by largest remainder; a longer list is refused."""
    world = World(make_year(cap_total=5000, cap_one=5000, cap_two=5000, cap_three=5000))
    for _ in range(4):
        world.reviewed()
    recommendations.fill_in(world.year, by=world.lead, district=world.district)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.lead)
    page = client.get(f"/district/{world.year.calendar_year}/recommendation/").content.decode()
    assert "A list above the ceiling is refused" in page
    assert "2 schools too many are recommended" in page
    answer = client.get(f"/api/v1/years/{world.year.calendar_year}/recommendations/{world.district.code}/").json()
    assert (answer["ceiling"], answer["recommended_schools"]) == (2, 4)
    assert answer["ceiling_basis"] == {
        "percent": 120,
        "participants": 4,
        "city_participants": 4,
        "city_places": 2,
        "frozen": False,
    }


def test_a_school_sees_no_compliance_report() -> None:
    year = make_year()
    client = Client()
    client.force_login(make_user("school_head"))
    assert client.get(f"/bureau/{year.calendar_year}/compliance/").status_code == 403
