"""A compliance report that another version of the program stored: absent on every page, written anew in good time."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import CampaignYear
from scoring.domain.overview import VERSION
from scoring.models import Rating, RatingSheet
from scoring.recompute import settle
from scoring.tasks import settle_lagging
from tests.factories import make_rated, make_user, make_year

pytestmark = pytest.mark.django_db

#: every key of a report of version 3; where this list changes, VERSION is counted up
KEYS = """
version participants scope flags attainment attainment.attained attainment.scope attainment.share
tiers tiers.star tiers.cap tiers.percent tiers.used tiers.unused tiers.own tiers.eligible tiers.demand
tiers.threshold tiers.cutoff tiers.first_out tiers.closed_by tiers.tie tiers.tie.score tiers.tie.size tiers.tie.left
tiers.near_in tiers.near_out tiers.next_place_at tiers.secured
total total.cap total.percent total.used total.demand total.orphans total.secured total.undecided
provisional provisional.not_handed_in provisional.unreviewed provisional.unvisited provisional.held
provisional.vetoed provisional.below_floor
districts districts.code districts.name districts.schools districts.handed_in districts.reviewed
districts.recommended districts.verified districts.mean districts.stars districts.stars.3 districts.stars.2
districts.stars.1 districts.attained districts.share districts.below_floor districts.participants districts.slots
districts.slots.3 districts.slots.2 districts.slots.1 districts.fair districts.fair.3 districts.fair.2
districts.fair.1
histogram histogram.at histogram.s3 histogram.s2 histogram.s1 histogram.s0
margins margins.district margins.name margins.star margins.line margins.first_out margins.cap margins.in margins.out
margins.in.code margins.in.name margins.in.score margins.in.rank margins.in.star margins.in.reason
margins.out.code margins.out.name margins.out.score margins.out.rank margins.out.star margins.out.reason
readings readings.kind readings.used readings.tiers readings.tiers.star readings.tiers.used readings.tiers.cap
readings.tiers.cutoff readings.districts readings.city digest
alarms alarms.kind alarms.star alarms.cap alarms.score alarms.size alarms.left alarms.left_over
"""


@pytest.fixture
def year() -> CampaignYear:
    """Ten schools, two places of each star, a tie at the line of two stars."""
    year = make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)
    for score in (9500, 9400, 9350, 8700, 8700, 8200, 8150, 7500, 7400, 7200):
        make_rated(year, score)
    settle(year.pk)
    return year


def age(year: CampaignYear, *, closed: bool = False) -> None:
    """The report as a program without alarms and fair places stored it."""
    report = RatingSheet.objects.get(year=year).report
    del report["version"], report["alarms"]
    for district in report["districts"]:
        del district["fair"], district["slots"]
    RatingSheet.objects.filter(year=year).update(report=report)
    if closed:
        CampaignYear.objects.filter(pk=year.pk).update(state=CampaignYear.State.CLOSED)


def pages(year: CampaignYear) -> dict[str, int]:
    client = Client()
    client.force_login(make_user("bureau_officer"))
    rating = Rating.objects.filter(year=year).earliest("rank")
    bureau = f"/bureau/{year.calendar_year}/"
    school = f"{bureau}schools/{rating.participation.school.code}/"
    reports = [f"{bureau}compliance/{rest}" for rest in ("", "report.xlsx", "report.pdf")]
    return {path: client.get(path).status_code for path in (bureau, school, f"{bureau}allocation/", *reports)}


@pytest.mark.parametrize("closed", [False, True])
def test_no_page_trips_over_an_old_report(year: CampaignYear, closed: bool) -> None:
    age(year, closed=closed)
    codes = pages(year)
    assert [code for path, code in codes.items() if "report." not in path] == [200] * 4
    assert [code for path, code in codes.items() if "report." in path] == [404] * 2


@pytest.mark.parametrize("closed", [False, True])
def test_the_reconcile_writes_an_old_report_anew_and_nothing_else_of_a_closed_year(
    year: CampaignYear, closed: bool
) -> None:
    before = RatingSheet.objects.get(year=year)
    age(year, closed=closed)
    best = Rating.objects.filter(year=year).earliest("rank")
    if closed:  # what was decided then stands, whatever today's program makes of the facts
        Rating.objects.filter(pk=best.pk).update(projected_star=2, secured_star=0)
    ratings = list(Rating.objects.order_by("pk").values())
    settle_lagging()
    sheet = RatingSheet.objects.get(year=year)
    assert sheet.report["version"] == VERSION
    assert sheet.report["alarms"] == before.report["alarms"]
    if closed:
        assert list(Rating.objects.order_by("pk").values()) == ratings
        assert (sheet.computed_at, sheet.revision) == (before.computed_at, before.revision)
        assert sum(row["stars"]["3"] for row in sheet.report["districts"]) == 1
    else:
        assert sheet.report == before.report
    assert set(pages(year).values()) == {200}


def test_a_present_report_of_a_closed_year_is_left_alone(year: CampaignYear) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(state=CampaignYear.State.CLOSED)
    marked = RatingSheet.objects.get(year=year).report | {"flags": ["marked"]}
    RatingSheet.objects.filter(year=year).update(report=marked)
    settle_lagging()
    settle(year.pk, full=True)
    assert RatingSheet.objects.get(year=year).report == marked


def test_what_is_asked_of_a_report_by_its_key_is_answered_for_every_version(year: CampaignYear) -> None:
    age(year)
    share = RatingSheet.objects.values_list("report__attainment__share", flat=True).get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT report FROM scoring_ratingsheet")
        assert f'"share": {share}' in str(cursor.fetchone()[0]).replace("'", '"')


def test_a_changed_key_is_another_version(year: CampaignYear) -> None:
    report = RatingSheet.objects.get(year=year).report
    assert (VERSION, sorted(set(_keys(report)) ^ set(KEYS.split()))) == (3, [])


def _keys(value: Any, above: str = "") -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _keys(each, above)]
    if not isinstance(value, dict):
        return []
    return [name for key, each in value.items() for name in (f"{above}{key}", *_keys(each, f"{above}{key}."))]
