"""Headers of every kind of answer, and `next` that leads nowhere else."""

import gzip
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from scoring.recompute import settle
from tests.factories import PASSWORD, make_rated, make_user, make_year

pytestmark = pytest.mark.django_db
POLICY = ("default-src", "script-src", "style-src", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def signed_in(role: str = "bureau_officer") -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user(role))
    return client


def answers() -> dict[str, Any]:
    """One of each kind: page, redirect, fragment, refusal, nothing there, wrong method, refused form, file."""
    officer, visitor = signed_in(), Client()
    strict = Client(enforce_csrf_checks=True)
    return {
        "page": officer.get(reverse("own_account")),
        "login": visitor.get("/accounts/login/"),
        "public": visitor.get(reverse("register_home")),
        "redirect": visitor.get(reverse("own_account")),
        "forbidden": signed_in("school_head").get(reverse("event_list")),
        "missing": officer.get("/no/such/page/"),
        "missing for visitors": visitor.get("/no/such/page/"),
        "method": officer.get(reverse("choose_year")),
        "form": strict.post("/accounts/login/", {"login": "a"}),
        "file": officer.get(reverse("school_export", args=["csv"])),
        "api": visitor.get(reverse("api_schools")),
        "health": visitor.get("/healthz"),
    }


def test_every_kind_of_answer_has_all_headers() -> None:
    faults = []
    for kind, answer in answers().items():
        faults += [(kind, name) for name, value in ALWAYS.items() if answer.headers.get(name) != value]
        policy = answer.headers.get("Content-Security-Policy", "")
        faults += [(kind, word) for word in POLICY if word not in policy]
        faults += [(kind, word) for word in ("unsafe-", "*", "http:") if word in policy]
        if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
            faults.append((kind, "Permissions-Policy"))
    assert faults == []


def test_a_server_error_has_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(ROOT_URLCONF="tests.web.broken"):
        answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_nothing_of_a_signed_in_person_stays_in_a_cache() -> None:
    client = signed_in()
    for address in (
        reverse("own_account"),
        reverse("account_list"),
        "/no/such/page/",
        reverse("school_export", args=["csv"]),
    ):
        assert "no-store" in client.get(address).headers["Cache-Control"], address
    assert "no-store" in Client().get("/accounts/login/").headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    make_user("school_head", username="head1")
    client = Client()
    answer = client.post("/accounts/login/", {"login": "head1", "password": PASSWORD})
    for name in (settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
        cookie = answer.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
        assert cookie["path"] == "/"
        assert not cookie["domain"]


AWAY = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elsewhere.example",
    "http://testserver@elsewhere.example/",
    "http://localhost/",
    "\t//elsewhere.example",
]


@pytest.mark.parametrize("away", AWAY)
def test_no_next_leads_away(away: str) -> None:
    make_user("school_head", username="head1")
    body = {"login": "head1", "password": PASSWORD, "next": away}
    landings = [
        Client().post("/accounts/login/", body),
        signed_in().post(reverse("account_logout"), {"next": away}),
        signed_in().post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": away}),
        signed_in().post(reverse("set_language"), {"language": "en", "next": away}),
        signed_in().get("/accounts/login/", {"next": away}),
        Client().post("/accounts/login/?next=" + away.strip(), {"login": "head1", "password": PASSWORD}),
    ]
    for answer in landings:
        place = answer.headers.get("Location", "/")
        assert place.startswith("/"), place
        assert not place.startswith(("//", "/\\")), place


def test_pages_travel_compressed_and_read_the_same(client: Client) -> None:
    client.force_login(make_user("bureau_officer"))
    plain = client.get("/accounts/me/")
    packed = client.get("/accounts/me/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert b"<h1>" in gzip.decompress(packed.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_what_is_compressed_already_is_left_alone(client: Client) -> None:
    year = make_year()
    make_rated(year, 9100)
    settle(year.pk)
    client.force_login(make_user("bureau_officer"))
    book = client.get(reverse("compliance_xlsx", args=[year.calendar_year]), headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in book
    assert book.content.startswith(b"PK")
