"""Logs: no secrets, no forged lines, one JSON object per event."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from safeschools.lib.context import RequestContext, current
from safeschools.lib.logs import JsonFormatter, LineFormatter, one_line, redact
from tests.factories import PASSWORD, make_user

SECRET = "S3cr3t-Value-9"
LINES = [
    f"password={SECRET}",
    f"password: {SECRET}",
    f'{{"password": "{SECRET}"}}',
    f"{{'oldpassword': ['{SECRET}'], 'login': ['a']}}",
    f"password1={SECRET}&password2={SECRET}",
    f"new_password = '{SECRET}'",
    f"Authorization: Bearer {SECRET}",
    f"headers={{'Authorization': 'Token {SECRET}'}}",
    f"Cookie: sessionid={SECRET}; csrftoken={SECRET}",
    f"Set-Cookie: __Host-sessionid={SECRET}; Path=/",
    f"api_key={SECRET}",
    f"X-Api-Token: {SECRET}",
    f"csrfmiddlewaretoken={SECRET}",
    f"SECRET_KEY='{SECRET}'",
    f"postgres://safeschools:{SECRET}@db:5432/x",
    f"redis://:{SECRET}@cache:6379/0",
    f"密码：{SECRET}",
]


@pytest.mark.parametrize("line", LINES)
def test_a_secret_is_not_written(line: str) -> None:
    assert SECRET not in redact(line)


def test_what_is_no_secret_stays() -> None:
    for line in (
        "school 2199900615 saved",
        "12 passwords reset",
        "token expired",
        "token invalidated",
        "GET /school/2026/ 200",
        "86.50",
    ):
        assert redact(line) == line


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("tel 13812345678.", "tel 138****5678."),
        ("13812345678,15900001111", "138****5678,159****1111"),
        ("id 110101199003071234", "id 110101***"),
        ("id 11010119900307123X!", "id 110101***!"),
        ("number 1381234567 and 138123456789", "number 1381234567 and 138123456789"),
    ],
)
def test_telephones_and_resident_ids_are_masked(line: str, kept: str) -> None:
    assert redact(line) == kept


@given(st.text())
def test_no_event_pretends_to_be_two(text: str) -> None:
    assert not {"\n", "\r"} & set(one_line(text))


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, dict[str, io.StringIO]]]:
    """A logger into both formats."""
    log = logging.getLogger("tests.logs")
    streams: dict[str, io.StringIO] = {}
    log.setLevel(logging.INFO)
    log.propagate = False
    for name, formatter in (("json", JsonFormatter()), ("line", LineFormatter())):
        handler = logging.StreamHandler(streams.setdefault(name, io.StringIO()))
        handler.setFormatter(formatter)
        log.addHandler(handler)
    yield log, streams
    log.handlers.clear()


def test_an_event_is_one_json_object_with_its_request(written: Any) -> None:
    log, streams = written
    token = current.set(RequestContext("abc123", "198.51.100.7"))
    log.info("saved %s", "x\n2026-01-01 ERROR forged", extra={"route": "home", "status": 200, "ms": 3, "user": "7"})
    current.reset(token)
    lines = streams["json"].getvalue().splitlines()
    assert len(lines) == 1
    event = json.loads(lines[0])
    assert event["message"] == "saved x\n2026-01-01 ERROR forged"
    assert (event["request"], event["ip"], event["route"], event["user"]) == ("abc123", "198.51.100.7", "home", "7")
    assert len(streams["line"].getvalue().splitlines()) == 1


def test_a_wrong_placeholder_does_not_lose_the_event() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "broken %s %s", ("only one",), None)
    assert "broken" in LineFormatter().format(record)


def test_a_traceback_carries_no_secret_and_starts_no_line(written: Any) -> None:
    log, streams = written
    try:
        raise ValueError(f"password={SECRET}\n2026-01-01 ERROR forged")
    except ValueError:
        log.exception("broken")
    for stream in streams.values():
        assert SECRET not in stream.getvalue()
        assert "broken" in stream.getvalue()
    assert all(row.startswith(("    ", "20")) for row in streams["line"].getvalue().splitlines())
    assert not any(row.startswith("2026-01-01 ERROR") for row in streams["line"].getvalue().splitlines())


@pytest.mark.django_db
def test_signing_in_and_using_the_product_leaves_no_secret_in_the_log(written: Any) -> None:
    root, (log, streams) = logging.getLogger(), written
    root.addHandler(log.handlers[0])
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        make_user("school_head", username="head1", phone="13812345678")
        client = Client()
        client.post("/accounts/login/", {"login": "head1", "password": "Wrong-But-Mine-1"})
        client.post("/accounts/login/", {"login": "head1", "password": PASSWORD})
        client.get("/accounts/me/")
        client.get("/no/such/page/")
        body = {"oldpassword": PASSWORD, "password1": "Another-Long-One-7", "password2": "Another-Long-One-7"}
        client.post("/accounts/password/change/", body)
        cookies = [cookie.value for cookie in client.cookies.values()]
    finally:
        root.removeHandler(log.handlers[0])
        root.setLevel(level)
    text = streams["json"].getvalue()
    events = [json.loads(line) for line in text.splitlines()]
    assert {"own_account", "account_login"} <= {event.get("route") for event in events}
    for secret in ("Wrong-But-Mine-1", PASSWORD, "Another-Long-One-7", "13812345678", *cookies):
        assert secret not in text
