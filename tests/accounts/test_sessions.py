"""Sessions begin anew at every login, end in time, and end everywhere when they should (reliability M24)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.accounts.actions import manage
from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.domain import device_words
from safeschools.accounts.models import RoleGrant, User, UserSession
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.accounts.queries import live_tokens
from safeschools.accounts.sessions import RENEW_AFTER
from safeschools.audit.models import Event
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
OWN = "/accounts/me/"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 2, 1, 0, tzinfo=UTC), tick=False) as travel:
        yield travel


@pytest.fixture
def head() -> User:
    user = make_user("school_head", username="head1")
    RoleGrant.objects.create(user=user, role=user.role, school=user.school)
    return user


def signed_in(username: str = "head1", client: Client | None = None) -> Client:
    """A client that went through the login page."""
    client = client or Client(headers={"User-Agent": CHROME})
    answer = client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_login_gives_a_new_key_and_the_old_one_opens_nothing(head: User) -> None:
    """Session fixation: a key somebody else planted is worth nothing after the login."""
    client = Client()
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["planted"] = True
    store.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    signed_in(client=client)
    assert key(client) != store.session_key
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    assert not is_in(other)


def test_a_session_ends_after_thirty_minutes_without_use(clock: Any, head: User) -> None:
    client = signed_in()
    clock.shift(IDLE - timedelta(seconds=1))
    assert is_in(client)
    clock.shift(IDLE - timedelta(seconds=1))
    assert is_in(client)
    clock.shift(IDLE)
    assert not is_in(client)
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(clock: Any, head: User) -> None:
    client = signed_in()
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert is_in(client)
    clock.shift(timedelta(minutes=20))
    assert not is_in(client)


def test_the_end_stands_in_the_table_too(clock: Any, head: User) -> None:
    """Without the cache the table decides, and `clearsessions` removes what has ended."""
    client = signed_in()
    row = UserSession.objects.get(session_key=key(client))
    assert (row.user, row.expire_date) == (head, datetime.now(UTC) + IDLE)
    clock.shift(IDLE + timedelta(seconds=1))
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    assert not UserSession.objects.filter(user=head).exists()


def test_use_is_written_down_every_two_minutes_not_at_every_request(clock: Any, head: User) -> None:
    client = signed_in()
    client.get(OWN)
    with CaptureQueriesContext(connection) as quiet:
        client.get(OWN)
    assert not [query for query in quiet if "UPDATE" in query["sql"]]
    clock.shift(RENEW_AFTER)
    with CaptureQueriesContext(connection) as renewing:
        client.get(OWN)
    assert len([query for query in renewing if "UPDATE" in query["sql"]]) == 1


def test_what_a_page_asks_by_itself_is_no_use(clock: Any, head: User) -> None:
    client = signed_in()
    for _ in range(14):
        clock.shift(timedelta(minutes=2))
        assert client.get(reverse("session_left")).json()["left"] > 0
    clock.shift(timedelta(minutes=2))
    assert client.get(reverse("session_left")).status_code == 302


def test_a_click_prolongs_it_but_never_beyond_the_twelve_hours(clock: Any, head: User) -> None:
    client = signed_in()
    clock.shift(timedelta(minutes=29))
    assert client.get(reverse("session_left")).json() == {"left": 60}
    assert client.post(reverse("session_left")).json() == {"left": 1800}
    for _ in range(24):
        clock.shift(timedelta(minutes=28))
        client.post(reverse("session_left"))
    assert client.post(reverse("session_left")).json()["left"] < 1200


def test_a_page_says_how_long_is_left_and_brings_the_dialog(head: User) -> None:
    html = signed_in().get(OWN).content.decode()
    left = re.search(r'name="session-left" content="(\d+)"', html)
    assert left
    assert 0 < int(left.group(1)) <= 1800
    assert 'id="session-end"' in html
    assert "session-left" not in Client().get("/accounts/login/").content.decode()


def test_signing_out_needs_a_post_and_ends_the_session_at_once(head: User) -> None:
    client = signed_in()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = key(client)
    client.get(reverse("account_logout"))
    assert is_in(stolen)
    client.post(reverse("account_logout"))
    assert not is_in(stolen)
    assert not UserSession.objects.filter(user=head).exists()


def test_changing_the_password_ends_all_other_sessions(head: User) -> None:
    here, there = signed_in(), signed_in()
    fresh = "a-new-and-long-password-7"
    before = key(here)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert is_in(here)
    assert key(here) != before
    assert not is_in(there)
    assert UserSession.objects.filter(user=head).count() == 1


def test_a_role_that_is_taken_back_ends_all_sessions_and_tokens(head: User) -> None:
    officer = make_user("bureau_officer")
    second = manage.grant_role(head, by=officer, role="inspector", agency=make_user("inspector").agency)
    clients = [signed_in(), signed_in()]
    create_token(by=head, name="x", scopes=list(TOKEN_SCOPES)[:1], days=1)
    manage.end_role(second, by=officer, reason="换人")
    assert [is_in(client) for client in clients] == [False, False]
    assert not live_tokens(head).exists()


def test_another_role_comes_with_another_key(head: User) -> None:
    officer = make_user("bureau_officer")
    second = manage.grant_role(head, by=officer, role="inspector", agency=make_user("inspector").agency)
    client = signed_in()
    before = key(client)
    client.post(reverse("identity_switch"), {"grant": second.pk})
    assert key(client) != before
    assert is_in(client)


def test_ending_the_sessions_of_one_leaves_those_of_others(head: User) -> None:
    make_user("school_head", username="head2")
    mine, other = signed_in(), signed_in("head2")
    manage.set_active(head, by=make_user("bureau_officer"), active=False, reason="离职")
    assert not is_in(mine)
    assert is_in(other)


def test_the_own_sessions_are_listed_and_ended_one_by_one_or_all(head: User) -> None:
    here, second, third = signed_in(), signed_in(), signed_in()
    html = here.get(OWN).content.decode()
    assert html.count("Chrome · Windows") == 3
    assert key(here) not in html
    assert key(second) not in html
    handle = UserSession.objects.get(session_key=key(second)).handle
    assert here.post(reverse("session_end", args=[handle])).status_code == 302
    assert [is_in(client) for client in (here, second, third)] == [True, False, True]
    here.post(reverse("sessions_end"))
    assert [is_in(client) for client in (here, third)] == [True, False]
    assert Event.objects.filter(verb__startswith="account.session").count() == 2


def test_nobody_ends_the_session_of_another(head: User) -> None:
    make_user("school_head", username="head2")
    mine, other = signed_in(), signed_in("head2")
    handle = UserSession.objects.get(session_key=key(other)).handle
    assert mine.post(reverse("session_end", args=[handle])).status_code == 404
    assert is_in(other)


def test_listing_costs_the_same_for_many(head: User) -> None:
    client = signed_in()
    counts = []
    for size in (1, 6):
        for _ in range(size):
            signed_in()
        with CaptureQueriesContext(connection) as spent:
            client.get(OWN)
        counts.append(len(spent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.49", "微信 · iPhone"),
        ("curl/8", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_named_by_what_is_known_of_it(agent: str, words: str) -> None:
    assert device_words(agent) == words
