"""Lists cost the same number of statements for one row and for many, and hold nothing of another district (M03)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.world import City
from tests.factories import make_district, make_participation, make_school

pytestmark = pytest.mark.django_db
Y = "years/{year}/"
PAGED = (
    "schools/",
    "accounts/",
    "events/",
    *(Y + name for name in ("participations/", "ratings/", "reviews/", "visits/", "vetoes/", "exits/")),
)
PAGED += (Y + "designations/", Y + "runs/{run}/lines/", "public/register/{year}/")
WHOLE = (Y + "recommendations/", "districts/")


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


def ask(city: City, role: str, path: str, **query: Any) -> Any:
    cache.clear()
    client = Client()
    client.force_login(city.own.people[role])
    address = path.format(year=city.year.calendar_year, run=city.run.number)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(f"/api/v1/{address}", query)
    assert response.status_code == 200, response.content.decode()
    return response.json(), len(seen)


@pytest.mark.parametrize("path", PAGED)
def test_a_page_of_one_and_a_page_of_many_cost_the_same(path: str, city: City) -> None:
    few, one = ask(city, "bureau_officer", path, page_size=1)
    many, all_of_them = ask(city, "bureau_officer", path, page_size=200)
    assert (len(few["results"]), len(many["results"]) > 1) == (1, True)
    assert one == all_of_them


def test_the_lists_of_all_districts_cost_the_same_whatever_their_number(city: City) -> None:
    path = f"{Y}recommendations/"
    _, before = ask(city, "bureau_officer", path)
    with transaction.atomic():
        for _number in range(5):
            make_participation(city.year, make_school(make_district()))
        _, after = ask(city, "bureau_officer", path)
        transaction.set_rollback(True)
    assert after == before


@pytest.mark.parametrize("path", [path for path in (*PAGED, *WHOLE) if "public" not in path])
@pytest.mark.parametrize("role", ["district_reviewer", "district_lead", "school_head"])
def test_a_list_holds_nothing_of_another_district(path: str, role: str, city: City) -> None:
    client = Client()
    client.force_login(city.own.people[role])
    cache.clear()
    address = path.format(year=city.year.calendar_year, run=city.run.number)
    response = client.get(f"/api/v1/{address}", {} if path in WHOLE else {"page_size": 200})
    assert response.status_code in (200, 403)
    said = response.content.decode()
    for name in (city.other.school.code, city.other.district.code, city.other.account.username):
        assert name not in said


def test_following_next_gives_every_row_once(city: City) -> None:
    client = Client()
    client.force_login(city.own.people["bureau_officer"])
    url, codes = "/api/v1/accounts/?page_size=7", []
    while url:
        cache.clear()
        body = client.get(url).json()
        codes += [row["username"] for row in body["results"]]
        url = body["next"]
    whole = client.get("/api/v1/accounts/?page_size=200").json()["results"]
    assert codes == [row["username"] for row in whole]
    assert len(codes) == len(set(codes)) > 14


@pytest.mark.parametrize(
    "query",
    [
        "school__user__password__startswith=a",
        "ordering=password",
        "fields=all",
        "expand=users",
        "format=csv",
        "limit=9999",
    ],
)
@pytest.mark.parametrize("path", PAGED)
def test_a_parameter_nobody_declared_is_refused(path: str, query: str, city: City) -> None:
    client = Client()
    client.force_login(city.own.people["bureau_officer"])
    cache.clear()
    address = path.format(year=city.year.calendar_year, run=city.run.number)
    assert client.get(f"/api/v1/{address}?{query}").status_code in (400, 404)
