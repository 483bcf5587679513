"""Nonsense in every address, query and form of every route, from a visitor and a role that may: nothing breaks."""

import random
import re
from collections.abc import Iterator
from functools import cache as cache_once
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES
from tests.access.table import TABLE
from tests.access.test_matrix import may, url_of
from tests.access.world import City

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
SEED = 2026
ROUNDS = 2

WORDS: tuple[str, ...] = (
    *("", " ", "0", "-1", "1", "x", "yes", "on", "null", "true", "[]", "{}", "a" * 300, "校" * 30_000),
    *("99999999999999999999", "-99999999999999999999", "9223372036854775808", "2147483648", "1e999", "1_0", "NaN"),
    *("٣", "１２", "²", "½", "0x10", "1.005", "-0.00", "Infinity", "0" * 5000 + "1"),
    *("2025-02-30", "0000-00-00", "9999-12-31T23:59:59", "10000-01-01", "2025-01-01", "12:61"),
    *(
        "\x00",
        "a\x00b",
        "\ufffd\ufffe\uffff",
        "\u202e",
        "😀" * 40,
        "\r\nSet-Cookie: a=b",
        "%00",
        "%",
        "_",
        "'\"--",
        "\\",
    ),
    *("<script>alert(1)</script>", "{{ 7 }}", "{% now %}", "../../etc/passwd", "//evil.example/", "=1+1"),
)
TYPES = ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=b", "", "x" * 500)
BODIES = (b"", b"\x00", b"{", b'{"a": "\\ud800"}', b"--b\r\nbroken", b"\xff\xfe" * 50, b"a=%ff%00&a=%", b"&" * 500)
HEADERS: tuple[dict[str, str], ...] = (
    {"HX-Request": "true"},
    {"Cookie": 'sessionid="aaaaaaaaaaaa\\000"; csrftoken=\\; messages=x'},
    {"Cookie": "sessionid=" + "\xe6" * 40},
    {"Accept-Language": "zz;q=x,*;" * 50},
    {"Accept": "nonsense", "Idempotency-Key": "\xe6" * 300},
    {"X-Forwarded-For": "not, an, address", "Referer": "::"},
    {"If-Modified-Since": "yesterday", "If-None-Match": "*", "Range": "bytes=9-1"},
)
PLAIN_OR_HTMX: tuple[dict[str, str], ...] = ({}, HEADERS[0])
NAMED = re.compile(
    r"""(?:GET|POST|FILES)(?:\.get|\.getlist)?[(\[]"(\w+)"|name="([\w-]+)"|^    (\w+) = forms\.|"(\w+)" in request"""
)


@cache_once
def names() -> list[str]:
    """Every name of a field or parameter that stands somewhere in the code or in a template."""
    sources = [*ROOT.glob("*/**/views/**/*.py"), *ROOT.glob("*/**/forms*.py"), *ROOT.glob("templates/**/*.html")]
    found = {name for path in sources for match in re.findall(NAMED, path.read_text("utf-8")) for name in match}
    lists = {
        "text",
        "district",
        "star",
        "kind",
        "role",
        "active",
        "verb",
        "actor",
        "object",
        "since",
        "until",
        "a",
        "b",
    }
    return sorted((found | lists | {"page", "q", "sort", "version", "numerator", "denominator", "level"}) - {""})


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The world of the role table, made once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


class Attack:
    """One seeded stream of requests against one route."""

    def __init__(self, name: str, city: City) -> None:
        self.dice, self.name, self.row, self.city = random.Random(f"{SEED}{name}"), name, TABLE[name], city
        self.role = next(slug for slug in ROLES if may(self.row, slug, self.row.methods.split()[0]))
        self.poster = next((slug for slug in ROLES if may(self.row, slug, "POST")), self.role)
        self.url = url_of(name, self.row, city, self.role)
        self.names = names()
        self.faults: list[Any] = []

    def fields(self) -> dict[str, list[str]]:
        """A handful of fields, or all of them, one of them several times."""
        chosen = self.dice.choice([self.names, self.dice.sample(self.names, 12)])
        fields = {name: [self.dice.choice(WORDS)] for name in chosen}
        if sum(len(values[0]) for values in fields.values()) > 400_000:
            fields = {name: [values[0][:300]] for name, values in fields.items()}
        return fields | {self.dice.choice(chosen): [self.dice.choice(WORDS)[:300] for _ in range(3)]}

    def send(self, person: User | None, method: str, url: str, **how: Any) -> None:
        """One request, its effects undone; a broken answer is noted."""
        cache.clear()
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if person and "Cookie" not in how.get("headers", {}):
                client.force_login(person)
            send = getattr(client, method.lower(), None)
            response = send(url, **how) if send and "body" not in how else self._raw(client, method, url, **how)
            if response.status_code >= 500 and response.status_code != 503:
                error = response.exc_info[1] if getattr(response, "exc_info", None) else response.status_code
                self.faults.append((method, url[:200], repr(error)[:200]))
            response.close()
            transaction.set_rollback(True)

    @staticmethod
    def _raw(client: Client, method: str, url: str, body: bytes = b"", kind: str = "", **how: Any) -> Any:
        return client.generic(method, url, data=body, content_type=kind, **how)

    def queries(self) -> None:
        for person in (None, *[self.city.own.people[self.role]] * ROUNDS):
            self.send(person, "GET", self.url, query_params=self.fields(), headers=self.dice.choice(PLAIN_OR_HTMX))
        for page in self.dice.sample(WORDS, 1):
            self.send(self.city.own.people[self.role], "GET", self.url, query_params={"page": page[:300]})

    def forms(self) -> None:
        person = self.city.own.people[self.poster]
        for _ in range(ROUNDS):
            self.send(person, "POST", self.url, data=self.fields(), headers=self.dice.choice(PLAIN_OR_HTMX))
        files = {
            name: SimpleUploadedFile("校\x00.xlsx"[: self.dice.randint(1, 7)], b"PK\x03\x04") for name in self.names
        }
        self.send(person, "POST", self.url, data=files)
        self.send(person, "POST", self.url, body=self.dice.choice(BODIES), kind=self.dice.choice(TYPES))

    def doors(self) -> None:
        """Methods, headers and addresses nobody means."""
        person = self.city.own.people[self.role]
        for method in self.dice.sample(("HEAD", "OPTIONS", "PATCH", "PROPFIND", "x"), 2):
            self.send(person, method, self.url, body=b"{}", kind="application/json")
        for headers in self.dice.sample(HEADERS, 2):
            self.send(person, "GET", self.url, headers=headers)
        for word in self.dice.sample(("9" * 20, "2147483648", "0", "-1", "\x00", "校" * 300, "'", "%25"), 3):
            arguments = self.row.arguments(self.city, self.city.own, self.role)
            for key in arguments:
                try:
                    self.send(
                        person, self.dice.choice(["GET", "POST"]), reverse(self.name, kwargs=arguments | {key: word})
                    )
                except NoReverseMatch:
                    continue


@pytest.mark.parametrize("name", TABLE)
def test_nonsense_is_refused_and_breaks_nothing(name: str, city: City) -> None:
    attack = Attack(name, city)
    attack.queries()
    attack.forms()
    attack.doors()
    assert attack.faults == []
