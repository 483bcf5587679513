"""A database that is away, busy or locked is 503 with a time to come back; a full disk is 507; never a 500."""

import errno
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from redis.exceptions import RedisError

from safeschools.lib.errors import StorageFull
from safeschools.web.views.errors import answer_to, unavailable
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def asked(path: str = "/") -> Any:
    request = RequestFactory().get(path)
    request.user = make_user("auditor")
    return request


@pytest.mark.parametrize(
    "error", [OperationalError("lock timeout"), InterfaceError("connection already closed"), RedisError("refused")]
)
def test_a_database_away_or_busy_is_503(error: Exception) -> None:
    answer = answer_to(asked(), error)
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_programs_get_problem_json() -> None:
    answer = unavailable(asked("/api/v1/"))
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_database_away_before_the_view_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: SessionStore) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    client.force_login(make_user("auditor"))
    client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "load", away)
    answer = client.get(reverse("event_list"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_full_disk_is_507_and_leaves_nothing() -> None:
    answer = answer_to(asked(), OSError(errno.ENOSPC, "No space left on device"))
    assert answer is not None
    assert answer.status_code == 507
    assert answer_to(asked(), OSError(errno.EACCES, "denied")) is None
    assert isinstance(answer_to(asked(), StorageFull()), HttpResponse)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a limit of PostgreSQL")
def test_a_statement_past_its_limit_is_503() -> None:
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")
    connection.set_rollback(True)
    request = RequestFactory().get("/")
    answer = answer_to(request, caught.value)
    assert answer is not None
    assert answer.status_code == 503
