"""What people type is shown as text on every page, and no form is taken without its token (ASVS V1, V3, V4)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES
from tests.access.rows import PUBLIC
from tests.access.table import TABLE
from tests.access.test_exports import poison
from tests.access.test_matrix import may, url_of
from tests.access.world import City
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
CANARY = '<script>alert(1)</script>"onmouseover="x'
RAW = ("<script>alert(1)", '"onmouseover="x')


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The world of the role table, made once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


def read(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return bytes(body)


def person(city: City, name: str, method: str = "GET") -> tuple[User, str]:
    """Somebody who may open the route, and its address."""
    row = TABLE[name]
    role = next(slug for slug in ROLES if may(row, slug, method) and slug not in row.hidden)
    return city.own.people[role], url_of(name, row, city, role)


def opened(method: str) -> list[str]:
    """Routes with this method that somebody may open."""
    return [
        name
        for name, row in TABLE.items()
        if method in row.methods.split() and any(may(row, slug, method) and slug not in row.hidden for slug in ROLES)
    ]


def test_text_of_people_is_text_on_every_page(city: City) -> None:
    """Stored in every name there is, and sent with the address: never markup in any page or fragment."""
    faults, seen = [], 0
    with transaction.atomic():
        poison(CANARY)
        for name in opened("GET"):
            user, url = person(city, name)
            cache.clear()
            client = Client()
            client.force_login(user)
            query = dict.fromkeys(("text", "q", "sort", "next", "district", "number", "page"), CANARY)
            for sent in ({}, query):
                answer = client.get(url, sent)
                kind = answer.headers.get("Content-Type", "")
                body = read(answer).decode("utf-8", "replace")
                if kind.startswith("text/html"):
                    faults += [(name, raw) for raw in RAW if raw in body]
                    seen += "&lt;script&gt;alert(1)" in body
        transaction.set_rollback(True)
    assert faults == []
    assert seen > 40  # the canary did travel


def test_every_answer_says_what_it_is(city: City) -> None:
    """A type for every body, and a character set for every text. (The world's one file is a text no upload takes.)"""
    faults = []
    for name in sorted(set(opened("GET")) - {"evidence_file"}):
        user, url = person(city, name)
        cache.clear()
        client = Client()
        client.force_login(user)
        answer = client.get(url)
        kind = answer.headers.get("Content-Type", "")
        if not read(answer):
            continue
        if not kind or (kind.startswith("text/") and "charset=utf-8" not in kind):
            faults.append((name, kind))
    assert faults == []


def test_nothing_is_changed_without_the_token_of_a_form(city: City) -> None:
    """Also with the session's cookie: what another site sends is refused on every route, the interface included."""
    faults = []
    for name in opened("POST"):
        user, url = person(city, name, "POST")
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        answer = client.post(url, headers={"Origin": "https://elsewhere.example"})
        if answer.status_code != 403:
            faults.append((name, answer.status_code))
        answer.close()
    assert faults == []


def test_no_other_site_may_read_an_answer(city: City) -> None:
    client = Client(headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"})
    client.force_login(city.own.people["bureau_officer"])
    for address in (reverse("own_account"), reverse("api_schools"), reverse("healthz"), "/accounts/login/"):
        for method in ("GET", "OPTIONS"):
            answer = client.generic(method, address)
            assert not [name for name in answer.headers if name.startswith("Access-Control-")]


def test_a_trace_is_answered_nowhere(city: City) -> None:
    for name, row in TABLE.items():
        role = next(slug for slug in ROLES if may(row, slug, row.methods.split()[0]))
        client = Client()
        client.force_login(city.own.people[role])
        answer = client.trace(url_of(name, row, city, role), headers={"X-Probe": "echo-me"})
        assert answer.status_code == 405, name
        assert b"echo-me" not in read(answer)


def test_folders_are_not_listed(client: Client) -> None:
    client.force_login(make_user("system_admin"))
    for address in ("/static/", "/static/app/", "/static/app/js", "/media/", "/media/evidence/"):
        assert client.get(address).status_code == 404


def test_fields_of_a_form_are_not_taken_from_the_address(client: Client) -> None:
    """A parameter in the address is no field of the form, and of a field sent twice one value counts."""
    make_user("school_head", username="head1")
    query = f"?login=head1&password={PASSWORD}"
    assert client.post("/accounts/login/" + query, {}).status_code == 200
    assert client.post("/accounts/login/", {"login": ["nobody", "head1"], "password": PASSWORD}).status_code == 302
    twice = Client().post("/accounts/login/", {"login": ["head1", "nobody"], "password": PASSWORD})
    assert twice.status_code == 200


def test_a_field_a_form_does_not_have_changes_nothing(client: Client) -> None:
    officer, head = make_user("bureau_officer"), make_user("school_head", username="head1")
    client.force_login(officer)
    before: dict[str, Any] = dict(User.objects.values().get(pk=head.pk))
    extra = {"role": "system_admin", "is_superuser": "on", "is_staff": "on", "password": "x", "username": "other"}
    answer = client.post(reverse("account_detail", args=["head1"]), {"display_name": "新名", **extra})
    assert answer.status_code == 302
    after: dict[str, Any] = dict(User.objects.values().get(pk=head.pk))
    assert {name for name in after if after[name] != before[name]} <= {"display_name", "phone", "email"}
    assert after["display_name"] == "新名"


def test_every_page_of_a_signed_in_person_signs_out(city: City) -> None:
    for role, user in city.own.people.items():
        client = Client()
        client.force_login(user)
        html = client.get(reverse("own_account")).content.decode()
        assert f'method="post" action="{reverse("account_logout")}"' in html, role


def test_public_pages_need_no_session(client: Client) -> None:
    """What everybody may read does not start a session (nothing to steal, nothing to fill the table with)."""
    for name in ("register_home", "verify"):
        assert TABLE[name].needs == PUBLIC
        client.get(reverse(name))
    assert "sessionid" not in client.cookies
