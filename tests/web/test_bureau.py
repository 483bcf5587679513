"""The bureau's overview: read from the stored report, the same number of statements for one school and for thirty."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CampaignYear
from campaigns.record import touch
from scoring.recompute import settle
from tests.factories import make_participation, make_rated, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> CampaignYear:
    return make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)


def signed_in(role: str = "bureau_officer") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(role))
    return client


def path(year: CampaignYear, rest: str = "") -> str:
    return f"/bureau/{year.calendar_year}/{rest}"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_the_role_home_leads_to_the_year_in_view(year: CampaignYear) -> None:
    assert signed_in().get("/bureau/")["Location"] == path(year)


def test_without_a_year_the_home_says_what_to_do_first() -> None:
    page = signed_in().get("/bureau/")
    assert page.status_code == 200
    assert "No campaign year yet" in page.content.decode()


def test_a_year_without_figures_still_opens(year: CampaignYear) -> None:
    assert "No figures yet" in signed_in().get(path(year)).content.decode()


def test_the_overview_shows_places_lines_and_attainment(year: CampaignYear) -> None:
    for score in (9500, 9200, 8800, 8600, 8200, 8100, 7900, 7500, 7200, 6000):
        make_rated(year, score)
    settle(year.pk)
    shown = words(signed_in().get(path(year)).content.decode())
    assert "All four within the caps" in shown
    assert "2 / 2" in shown
    assert "92.00" in shown
    assert "60.0%" in shown
    assert "1 school is below 70 points" in shown
    assert "As of revision 10, " in shown


def test_open_work_is_listed_with_the_day_it_is_due(year: CampaignYear) -> None:
    make_participation(year)
    make_rated(year, 9000)
    settle(year.pk)
    now = timezone.now()
    year.phases.all().delete()
    year.phases.create(kind="self_assessment", starts_at=now - timedelta(days=30), ends_at=now + timedelta(days=3))
    year.phases.create(kind="district_review", starts_at=now - timedelta(days=20), ends_at=now + timedelta(days=20))
    page = signed_in().get(path(year))
    notices = {notice.text: notice for notice in page.context["notices"]}
    late = notices["1 school has not handed in or revises"]
    assert (late.tone, late.note[-11:]) == ("amber", "3 days left")
    lists = notices["2 recommendation lists are missing"]
    assert (lists.tone, lists.note[-12:]) == ("blue", "20 days left")
    assert lists.url == path(year, "review/")


def test_a_lagging_sheet_says_so_and_the_stamp_reloads_the_page_when_it_is_done(year: CampaignYear) -> None:
    make_rated(year, 9000)
    settle(year.pk)
    touch(year.pk)
    client = signed_in()
    assert "Being recomputed; shown as of revision 1" in client.get(path(year)).content.decode()
    asked = client.get(path(year, "stamp/?seen=1"), headers={"HX-Request": "true"})
    assert "every 2s" in asked.content.decode()
    settle(year.pk)
    asked = client.get(path(year, "stamp/?seen=1"), headers={"HX-Request": "true"})
    assert asked["HX-Refresh"] == "true"
    asked = client.get(path(year, "stamp/?seen=2"), headers={"HX-Request": "true"})
    assert "every 30s" in asked.content.decode()


def test_a_sheet_that_cannot_be_computed_is_announced(year: CampaignYear) -> None:
    make_rated(year, 9000)
    settle(year.pk)
    CampaignYear.objects.filter(pk=year.pk).update(tie_keys=["unknown"])
    touch(year.pk)
    with pytest.raises(KeyError):
        settle(year.pk)
    assert 'role="alert"' in signed_in().get(path(year)).content.decode()


def statements(year: CampaignYear, address: str) -> int:
    client = signed_in()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_overview_takes_at_most_twelve_statements_whatever_the_schools(year: CampaignYear) -> None:
    make_rated(year, 9000)
    settle(year.pk)
    one = statements(year, path(year))
    for number in range(29):
        make_rated(year, 7000 + 90 * number)
    settle(year.pk)
    assert statements(year, path(year)) == one <= 12


@pytest.mark.parametrize("role", ["school_head", "district_lead", "inspector", "unit_liaison", "system_admin"])
def test_the_overview_is_the_citys(year: CampaignYear, role: str) -> None:
    client = signed_in(role)
    for address in ("/bureau/", path(year), path(year, "stamp/"), path(year, "schools/")):
        assert client.get(address).status_code == 403


def test_an_unknown_year_does_not_exist(year: CampaignYear) -> None:
    assert signed_in().get("/bureau/1999/").status_code == 404
