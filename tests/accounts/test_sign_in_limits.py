"""Guessing is slowed down, and nobody can be locked out by it (reliability M25, M37)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from safeschools.accounts.actions import manage
from safeschools.accounts.domain import FREE, LONGEST_WAIT, PER_ADDRESS, SPACING, wait_of_account, wait_of_address
from safeschools.accounts.models import SignIn, User, name_key
from safeschools.audit.models import Event
from safeschools.lib.errors import NotAllowed
from tests.factories import PASSWORD, make_school, make_user

pytestmark = pytest.mark.django_db

URL = "/accounts/login/"
RIVAL, SCHOOL = "203.0.113.7", "198.51.100.20"
WRONG = "wrong"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def head() -> User:
    return make_user("school_head", username="head1")


def sign_in(username: str, password: str = WRONG, *, ip: str = RIVAL, client: Client | None = None) -> HttpResponse:
    """One try from an address; a new visitor unless a client is given."""
    answer = (client or Client()).post(URL, {"login": username, "password": password}, REMOTE_ADDR=ip)
    return cast(HttpResponse, answer)


def guesses(count: int, ip: str = RIVAL) -> None:
    """Wrong passwords for as many names, as the log has them."""
    SignIn.objects.bulk_create(
        SignIn(at=NOW, name_key=name_key(f"name{number}"), ip=ip, source=f"ip:{ip}", outcome="failed")
        for number in range(count)
    )


def opened(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"] == reverse("home")


def test_five_wrong_passwords_are_free_then_the_wait_grows_and_ends(clock: Any, head: User) -> None:
    for _ in range(FREE):
        assert sign_in("head1").status_code == 200
    waits = []
    for _ in range(5):
        answer = sign_in("head1", PASSWORD)  # even the right one has to wait
        assert answer.status_code == 429
        waits.append(int(answer["Retry-After"]))
        clock.shift(waits[-1])
        assert sign_in("head1").status_code == 200
    assert waits == [30, 60, 120, 240, 480]
    clock.shift(LONGEST_WAIT)
    assert opened(sign_in("head1", PASSWORD))


def test_the_wait_is_told_in_words_and_in_chinese(clock: Any, head: User) -> None:
    for _ in range(FREE + 1):
        answer = sign_in("head1")
    assert "密码错误次数过多，请等待 30 秒后再试。" in answer.content.decode()


def test_a_rival_cannot_lock_a_school_out(clock: Any, head: User) -> None:
    """Under allauth's own limit per name, five wrong passwords from anywhere closed the account to everybody."""
    for _ in range(FREE):
        sign_in("head1")
    assert sign_in("head1").status_code == 429
    assert opened(sign_in("head1", PASSWORD, ip=SCHOOL))


def test_a_known_device_is_not_held_up_by_a_rival_behind_the_same_address(clock: Any, head: User) -> None:
    mine = Client()
    assert opened(sign_in("head1", PASSWORD, client=mine))
    mine.post(reverse("account_logout"))
    guesses(PER_ADDRESS)
    assert sign_in("name0").status_code == 429
    for _ in range(FREE + 1):
        sign_in("head1")
    assert sign_in("head1", PASSWORD).status_code == 429
    assert opened(sign_in("head1", PASSWORD, client=mine))


def test_a_known_device_has_a_limit_of_its_own_and_knows_only_its_accounts(clock: Any, head: User) -> None:
    mine = Client()
    sign_in("head1", PASSWORD, client=mine)
    mine.post(reverse("account_logout"))
    for _ in range(FREE):
        assert sign_in("head1", client=mine).status_code == 200
    assert sign_in("head1", PASSWORD, client=mine).status_code == 429
    make_user("school_head", username="other1")
    for _ in range(FREE + 1):
        answer = sign_in("other1", client=mine)
    assert answer.status_code == 429
    assert sign_in("other1").status_code == 429  # counted for the address, not for the device


@pytest.mark.parametrize("forged", ["x", "x:y:z", "WyJhIiwgWyJiIl1d:1:1", ""])
def test_a_forged_device_cookie_is_worth_nothing(forged: str, clock: Any, head: User) -> None:
    client = Client()
    client.cookies["device"] = forged
    for _ in range(FREE):
        assert sign_in("head1", client=client).status_code == 200
    assert sign_in("head1", client=client).status_code == 429


def test_the_district_unlocks_at_once(clock: Any) -> None:
    lead = make_user("district_lead")
    head = make_user("school_head", username="head1", school=make_school(lead.district))
    for _ in range(FREE):
        sign_in("head1")
    guesses(PER_ADDRESS)
    assert sign_in("head1", PASSWORD).status_code == 429
    officer = Client()
    officer.force_login(lead)
    page = officer.get(reverse("account_detail", args=["head1"]))
    assert reverse("account_unlock", args=["head1"]) in page.content.decode()
    assert officer.post(reverse("account_unlock", args=["head1"])).status_code == 302
    assert opened(sign_in("head1", PASSWORD))
    assert Event.objects.filter(verb="account.unlock", object_id=head.pk, actor=lead).count() == 1
    assert reverse("account_unlock", args=["head1"]) not in officer.get(page.request["PATH_INFO"]).content.decode()


def test_only_who_manages_the_account_unlocks_it(head: User) -> None:
    for role in ("district_lead", "school_head", "auditor", "bureau_lead"):
        with pytest.raises(NotAllowed):
            manage.unlock(head, by=make_user(role))
    manage.unlock(head, by=make_user("system_admin"))


def test_an_address_may_guess_a_hundred_times_an_hour_and_then_slowly(clock: Any, head: User) -> None:
    guesses(PER_ADDRESS - 1)
    assert sign_in("another").status_code == 200
    answer = sign_in("head1", PASSWORD)
    assert (answer.status_code, int(answer["Retry-After"])) == (429, SPACING.seconds)
    clock.shift(SPACING)
    assert opened(sign_in("head1", PASSWORD))
    assert opened(sign_in("head1", PASSWORD, ip=SCHOOL))


def test_addresses_of_one_ipv6_household_are_one() -> None:
    for tail in range(FREE):
        sign_in("head1", ip=f"2001:db8:1:2::{tail + 1:x}")
    assert sign_in("head1", ip="2001:db8:1:2:ffff::9").status_code == 429
    assert sign_in("head1", ip="2001:db8:1:3::1").status_code == 200


@pytest.mark.parametrize("sent", ["1.2.3.4", "9.9.9.9, 1.2.3.4", "::1, 1.2.3.4"])
def test_behind_the_proxy_only_its_own_word_counts(sent: str) -> None:
    with override_settings(BEHIND_PROXY=True):
        Client().post(URL, {"login": "a", "password": "b"}, REMOTE_ADDR="172.16.0.2", headers={"X-Forwarded-For": sent})
    assert SignIn.objects.get().ip == "1.2.3.4"


def test_without_a_proxy_a_forwarded_address_is_ignored() -> None:
    Client().post(URL, {"login": "a", "password": "b"}, REMOTE_ADDR=RIVAL, headers={"X-Forwarded-For": "1.2.3.4"})
    assert SignIn.objects.get().ip == RIVAL


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    calls = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).calls += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("counting", [f"{__name__}.CountingHasher"])
def test_an_unknown_name_gets_the_same_answer_for_the_same_work(counting: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [counting]
    make_user("school_head", username="known")
    make_user("school_head", username="gone", is_active=False)
    pages, works = set(), set()
    for name in ("known", "nobody", "gone"):
        before = CountingHasher.calls
        answers = [sign_in(name) for _ in range(FREE + 1)]
        works.add(CountingHasher.calls - before)
        token = r"csrfmiddlewaretoken"
        pages.add(
            tuple((answer.status_code, answer.content.decode().replace(name, "").split(token)[0]) for answer in answers)
        )
    assert len(pages) == 1
    assert works == {FREE}  # a refused try does not look at the password


def test_the_limits_need_no_cache(clock: Any, head: User, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for _ in range(FREE):
        sign_in("head1")
    assert sign_in("head1").status_code == 429


def test_the_log_names_the_account_only_when_the_password_was_right(head: User) -> None:
    sign_in("My-Secret-Password-1", "x")
    sign_in("head1", PASSWORD)
    rows = list(SignIn.objects.order_by("id").values_list("outcome", "user"))
    assert rows == [("failed", None), ("ok", head.pk)]
    assert "My-Secret" not in str(list(SignIn.objects.values()))
    assert SignIn.objects.get(outcome="ok").name_key == name_key(" HEAD1 ")


def test_guessing_the_old_password_of_an_open_session_waits_too(clock: Any, head: User) -> None:
    client = Client()
    client.force_login(head)
    body = {"oldpassword": "wrong", "password1": "a-new-and-long-password-7", "password2": "a-new-and-long-password-7"}
    for _ in range(FREE):
        client.post(reverse("account_change_password"), body)
    client.post(reverse("account_change_password"), body | {"oldpassword": PASSWORD})
    head.refresh_from_db()
    assert head.check_password(PASSWORD)


times = st.lists(st.integers(0, 4000), max_size=150).map(lambda ages: [NOW - timedelta(seconds=age) for age in ages])


@given(times)
def test_no_wait_is_longer_than_it_says_and_every_wait_ends(failures: list[datetime]) -> None:
    account, address = wait_of_account(failures, NOW), wait_of_address(failures, NOW)
    assert timedelta() <= account <= LONGEST_WAIT
    assert timedelta() <= address <= SPACING
    assert not wait_of_account(failures, NOW + account) or not account
    assert wait_of_address(failures, NOW + address) == timedelta()
