"""What travels, and what is written down about it (ASVS V4, V16)."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from safeschools.accounts.domain import FREE
from safeschools.lib.logs import JsonFormatter
from safeschools.notify.models import Message
from safeschools.notify.record import tell
from safeschools.notify.tasks import send_waiting
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_pages_are_sent_on_to_https_and_the_interface_refuses(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    english = {"accept-language": "en"}
    page, program = Client().get("/accounts/login/"), Client().get(reverse("api_schools"), headers=english)
    assert (page.status_code, page["Location"].startswith("https://")) == (301, True)
    assert program.status_code == 403
    assert "https only" in program.json()["detail"]
    assert Client().get(reverse("api_schools"), secure=True).status_code in (401, 403)
    assert Client().get("/healthz").status_code == 200


SMUGGLED = [
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +6\r\n\r\nabcdef",
    b"GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n",
]


@pytest.mark.parametrize("raw", SMUGGLED)
def test_the_server_refuses_a_request_with_two_ends(raw: bytes) -> None:
    """Gunicorn as we start it: what two programs could cut in two different places is not read at all."""
    with pytest.raises(ParseException):
        next(RequestParser(Config(), iter([raw]), ("127.0.0.1", 1)))


@pytest.mark.parametrize(
    ("subject", "address"),
    [("a\r\nBcc: x@elsewhere.example", "a@site.example"), ("a", "a@site.example\nBcc: x@elsewhere.example")],
)
def test_no_text_adds_a_recipient_to_a_mail(subject: str, address: str, mailoutbox: list[Any]) -> None:
    person = make_user("school_head", email=address)
    tell([person], kind="notice", dedupe="x", subject=subject, body="\n.\nRCPT TO:<x@elsewhere.example>")
    assert send_waiting() == 0
    assert mailoutbox == []
    assert "BadHeaderError" in Message.objects.get().error


def lines(caplog: pytest.LogCaptureFixture, name: str) -> list[str]:
    return [JsonFormatter().format(record) for record in caplog.records if record.name == name]


def test_a_refused_right_is_written_down_with_route_and_account(caplog: pytest.LogCaptureFixture) -> None:
    head = make_user("school_head")
    client = Client()
    client.force_login(head)
    with caplog.at_level(logging.INFO, logger="safeschools.request"):
        assert client.get(reverse("event_list")).status_code == 403
        assert client.get(reverse("account_detail", args=["nobody"])).status_code == 404
    written = lines(caplog, "safeschools.request")
    assert [
        (f'"route": "{route}"' in line, f'"status": {status}' in line)
        for line, route, status in zip(written, ("event_list", "account_detail"), (403, 404), strict=True)
    ] == [(True, True)] * 2
    assert all(f'"user": "{head.pk}"' in line for line in written)


def test_attempts_to_get_round_a_control_are_written_down(caplog: pytest.LogCaptureFixture) -> None:
    """A form without its token, a host that is not ours, and too many wrong passwords."""
    with caplog.at_level(logging.INFO):
        Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})
        Client().get("/accounts/login/", headers={"Host": "elsewhere.example"})
        for number in range(FREE + 1):
            Client().post("/accounts/login/", {"login": "somebody", "password": f"wrong-{number}"})
    assert any("403" in line or "Forbidden" in line for line in lines(caplog, "django.security.csrf"))
    assert lines(caplog, "django.security.DisallowedHost")
    assert any('"status": 429' in line for line in lines(caplog, "safeschools.request"))


def test_an_unexpected_error_is_written_down_with_its_trace_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(ROOT_URLCONF="tests.web.broken"):
        answer = Client(raise_request_exception=False).get("/broken/")
    assert "broken on purpose" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    (line,) = lines(caplog, "django.request")
    assert '"level": "ERROR"' in line
    assert "broken on purpose" in line
