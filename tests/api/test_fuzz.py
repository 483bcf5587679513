"""Odd input to every operation as every role: never an internal error, never an answer the description does not know.

One request of each kind is sent as every role; `API_EXAMPLES` more as somebody whom the operation lets in.
"""

import os
import re
from collections.abc import Iterator
from typing import Any, cast

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.db import transaction
from django.urls import get_resolver
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.wsgi import application
from tests.access.api_table import API
from tests.access.test_matrix import may
from tests.access.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
SEED = 20260901
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
UNDESCRIBED = {"api_schema", "api_docs", "api_unknown"}
QUIET = list(hypothesis.HealthCheck)


def addresses() -> dict[str, str]:
    """Route name → its path as the description writes it."""
    found: dict[str, str] = {}
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "api/v1/":
            for route in cast(Any, pattern).url_patterns:
                found[route.name] = "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern))
    return found


def served(environ: Any, start_response: Any) -> list[bytes]:
    """The application as a server runs it: the answer is read to its end, then closed."""
    answer = application(environ, start_response)
    try:
        return [b"".join(cast(Any, answer))]
    finally:
        cast(Any, answer).close()


@pytest.fixture(scope="module")
def schema(described: dict[str, Any]) -> Any:
    loaded = schemathesis.openapi.from_dict(described)
    loaded.app = served
    return loaded


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The world of the role table, with a token of every scope for every role."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = City()
        for person in made.own.people.values():
            cast(Any, person).secret = create_token(by=person, name="fuzz", scopes=TOKEN_SCOPES, days=1)[1]
        yield made
        transaction.set_rollback(True)


def test_every_described_operation_stands_in_the_role_table(described: dict[str, Any]) -> None:
    at = addresses()
    told = {(path, method.upper()) for path, methods in described["paths"].items() for method in methods}
    tabled = {
        (at[name], method) for name, row in API.items() if name not in UNDESCRIBED for method in row.methods.split()
    }
    assert sorted(told ^ tabled) == []


def send(case: Any, city: City, role: str) -> None:
    """One request as `role`, checked against the description, its effects undone."""
    cache.clear()
    headers = {"Authorization": f"Bearer {cast(Any, city.own.people[role]).secret}", "Accept-Language": "en"}
    with transaction.atomic():
        try:
            case.call_and_validate(checks=CHECKS, headers=headers)
        finally:
            transaction.set_rollback(True)


OPERATIONS = [(name, method) for name in sorted(API.keys() - UNDESCRIBED) for method in API[name].methods.split()]


class Attack:
    """Made-up requests to one operation, most of them at the address of an object that exists."""

    def __init__(self, name: str, method: str, schema: Any, city: City) -> None:
        self.row, self.city, path = API[name], city, addresses()[name]
        self.operation = schema[path][method]
        wrong = self.operation.body or self.operation.query or "{" in path
        self.kinds = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if wrong else [])]
        self.able = [slug for slug in city.own.people if may(self.row, slug, method) and slug not in self.row.hidden]

    def run(self, examples: int, roles: st.SearchStrategy[list[str]]) -> None:
        """So many requests of each kind, each sent as the roles drawn for it."""
        for kind in self.kinds:
            self._run(kind, examples, roles)

    def _run(self, kind: GenerationMode, examples: int, roles: st.SearchStrategy[list[str]]) -> None:
        @hypothesis.seed(SEED)
        @hypothesis.settings(max_examples=examples, database=None, deadline=None, suppress_health_check=QUIET)
        @hypothesis.given(
            case=self.operation.as_strategy(generation_mode=kind), strange=st.integers(0, 3), people=roles
        )
        def each(case: Any, strange: int, people: list[str]) -> None:
            for role in people:
                if strange < 3:
                    case.path_parameters = self.row.arguments(self.city, self.city.own, role)
                send(case, self.city, role)

        try:
            each()
        except hypothesis.errors.Unsatisfiable:
            assert kind is GenerationMode.NEGATIVE  # any text is a certificate number, so nothing is of the wrong kind


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.API_PER_MINUTE = dict.fromkeys(("reads", "writes", "wrong_tokens"), 10**9)


@pytest.mark.parametrize(("name", "method"), OPERATIONS)
def test_every_role_is_answered_as_described(name: str, method: str, schema: Any, city: City) -> None:
    Attack(name, method, schema, city).run(1, st.just(list(city.own.people)))


@pytest.mark.parametrize(("name", "method"), OPERATIONS)
def test_odd_input_of_who_may_breaks_nothing(name: str, method: str, schema: Any, city: City) -> None:
    attack = Attack(name, method, schema, city)
    if attack.able:
        attack.run(EXAMPLES, st.sampled_from(attack.able).map(lambda role: [role]))
