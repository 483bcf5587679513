"""The API shows what the pages show, to the same people."""

import pytest
from django.test import Client

from scoring.tasks import recompute_year
from tests.factories import make_district, make_rated, make_school, make_user, make_year

pytestmark = pytest.mark.django_db


def _as(role: str, **fields: object) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields))
    return client


def test_a_district_sees_only_its_own_schools() -> None:
    district = make_district()
    mine, other = make_school(district), make_school()
    body = _as("district_lead", district=district).get("/api/v1/schools/").json()
    codes = [row["code"] for row in body["results"]]
    assert codes == [mine.code]
    assert other.code not in codes


def test_scores_are_decimal_strings_with_two_places() -> None:
    year = make_year()
    make_rated(year, 8650)
    recompute_year(year.pk)
    rows = _as("bureau_officer").get(f"/api/v1/years/{year.calendar_year}/ratings/").json()["results"]
    assert [(row["score"], row["band"]) for row in rows] == [("86.50", 2)]


def test_compliance_says_as_of_which_revision() -> None:
    year = make_year()
    make_rated(year, 9100)
    recompute_year(year.pk)
    year.refresh_from_db()
    body = _as("bureau_lead").get(f"/api/v1/years/{year.calendar_year}/compliance/").json()
    assert (body["revision"], body["current"]) == (year.revision, True)


@pytest.mark.parametrize("path", ["ratings", "compliance"])
def test_schools_do_not_see_the_city_figures(path: str) -> None:
    year = make_year()
    assert _as("school_head").get(f"/api/v1/years/{year.calendar_year}/{path}/").status_code == 403


def test_strangers_are_turned_away() -> None:
    assert Client().get("/api/v1/schools/").status_code == 401
