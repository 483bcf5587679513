"""Role × route × method, generated from the URLconf (reliability M01): nobody reaches what is not theirs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES, Scope
from tests.access.rows import PUBLIC, SIGNED_IN, Row
from tests.access.table import TABLE
from tests.access.world import City

pytestmark = pytest.mark.django_db
REFUSED = (403, 404, 405)


def routes(patterns: Any = None) -> Iterator[URLPattern]:
    """The product's own named routes; the admin's stand in a namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif not pattern.namespace:
            yield from routes(pattern.url_patterns)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The world, made once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


def ask(city: City, person: User | None, method: str, url: str) -> HttpResponseBase:
    """The answer to one request, whose effects are undone."""
    cache.clear()
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if person:
            client.force_login(person)
        response: HttpResponseBase = client.generic(method, url)
        response.close()
        transaction.set_rollback(True)
    return response


def url_of(name: str, row: Row, city: City, role: str, *, other: bool = False) -> str:
    return reverse(name, kwargs=row.arguments(city, city.other if other else city.own, role))


def right(row: Row, method: str) -> str:
    return (row.post_needs if method in ("POST", "PUT", "PATCH", "DELETE") else "") or row.needs


def may(row: Row, role: str, method: str) -> bool:
    return right(row, method) in (PUBLIC, SIGNED_IN) or right(row, method) in ROLES[role].permissions


def fault(row: Row, role: str, method: str, status: int) -> str:
    """What is wrong with the answer to a request for one's own object; empty when nothing is."""
    if not may(row, role, method):
        return "" if status == 403 else "not 403"
    if role in row.hidden:
        return "" if status == 404 else "not 404"
    return "refused" if status in REFUSED else "broken" if status >= 500 else ""


def test_every_route_stands_in_the_table() -> None:
    names = [str(route.name) for route in routes()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert sorted(set(names) ^ TABLE.keys()) == []


def test_the_table_names_the_permission_on_the_view() -> None:
    views = {route.name: getattr(route.callback, "view_class", route.callback) for route in routes()}
    doors = {name: getattr(view, "permission", None) for name, view in views.items()}
    said = {name: None if row.needs in (PUBLIC, SIGNED_IN) else row.needs for name, row in TABLE.items()}
    assert doors == said


@pytest.mark.parametrize("name", TABLE)
def test_each_role_reaches_its_own(name: str, city: City) -> None:
    row, faults = TABLE[name], []
    for role, person in city.own.people.items():
        for method in row.methods.split():
            status = ask(city, person, method, url_of(name, row, city, role)).status_code
            if words := fault(row, role, method, status):
                faults.append((role, method, status, words))
    assert faults == []


@pytest.mark.parametrize("name", TABLE)
def test_a_method_that_is_not_meant_is_refused_or_changes_nothing(name: str, city: City) -> None:
    row = TABLE[name]
    role = next(slug for slug in ROLES if may(row, slug, row.methods.split()[0]))
    url = url_of(name, row, city, role)
    if "GET" not in row.methods:
        assert ask(city, city.own.people[role], "GET", url).status_code == 405
    for method in {"POST", "PUT", "PATCH", "DELETE"} - set(row.methods.split()):
        assert ask(city, city.own.people[role], method, url).status_code < 500


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.scoped])
def test_nobody_reaches_what_is_another_s(name: str, city: City) -> None:
    row, faults = TABLE[name], []
    for role, person in city.own.people.items():
        if ROLES[role].scope in (Scope.CITY, Scope.INSTALLATION) and "job_id" not in row.arguments(
            city, city.own, role
        ):
            continue
        for method in row.methods.split():
            wanted = 404 if may(row, role, method) else 403
            status = ask(city, person, method, url_of(name, row, city, role, other=True)).status_code
            if status != wanted:
                faults.append((role, method, status, wanted))
    assert faults == []


@pytest.mark.parametrize("name", TABLE)
def test_visitors_are_sent_to_the_login_page(name: str, city: City) -> None:
    row = TABLE[name]
    for method in row.methods.split():
        response = ask(city, None, method, url_of(name, row, city, "school_head"))
        if row.api and row.needs != PUBLIC:
            assert response.status_code == 401
        elif row.needs != PUBLIC:
            assert response.status_code == 302
            assert response.headers["Location"].startswith((reverse("account_login"), "/"))
        elif not row.hidden:
            assert response.status_code < 500
            assert response.status_code not in REFUSED
