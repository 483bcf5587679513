"""Whose request it is behind proxies, and what cannot be read."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from safeschools.designations.policies import LOOKS_PER_MINUTE
from safeschools.lib.address import UNKNOWN, address
from tests.factories import make_user


@pytest.mark.parametrize(
    ("forwarded", "proxies", "seen"),
    [
        ("", 0, "10.0.0.1"),
        ("198.51.100.7", 0, "10.0.0.1"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", 1, "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7 ,10.0.0.2", 2, "198.51.100.7"),
        ("2001:DB8::7", 1, "2001:db8::7"),
        ("198.51.100.7", 2, "198.51.100.7"),
        ("", 1, "10.0.0.1"),
        ("nobody'; --", 1, UNKNOWN),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(forwarded: str, proxies: int, seen: str, settings: Any) -> None:
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = proxies > 0, max(1, proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address(request) == seen


def looks(visitor: str) -> list[int]:
    """Answers to one certificate check more than a minute allows, all through the same proxy."""
    client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=visitor)
    return [client.get(reverse("verify"), {"number": "x"}).status_code for _ in range(LOOKS_PER_MINUTE + 1)]


@pytest.mark.django_db
def test_visitors_behind_a_trusted_proxy_have_a_limit_each(settings: Any) -> None:
    settings.BEHIND_PROXY = True
    assert looks("198.51.100.7") == looks("198.51.100.8") == [404] * LOOKS_PER_MINUTE + [429]
    assert set(looks("198.51.100.9, 198.51.100.7")) == {429}


@pytest.mark.django_db
def test_without_a_trusted_proxy_the_header_buys_nothing() -> None:
    assert looks("198.51.100.7")[-1] == 429
    assert set(looks("198.51.100.8")) == {429}


@pytest.mark.django_db
def test_a_nul_character_is_answered_400(client: Client) -> None:
    client.force_login(make_user("auditor"))
    assert client.get(reverse("school_list"), {"text": "a\x00b"}).status_code == 400
    assert client.get(reverse("school_list"), {"\x00": ""}).status_code == 400
    assert client.get("/schools/%00/").status_code in (400, 404)
    assert client.post(reverse("account_login"), {"login": "\x00", "password": "x"}).status_code == 400
    upload = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\x00\r\n--b--\r\n'
    answer = client.post(reverse("account_login"), upload, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_cookie_with_a_nul_character_counts_as_absent(client: Client) -> None:
    answer = client.get(reverse("school_list"), HTTP_COOKIE='sessionid="aaaaaaaaaaaa\\000aaaa"')
    assert answer.status_code == 302
