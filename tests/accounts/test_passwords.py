"""Password profiles: what a password has to be under ASVS and under MLPS, and how long it lasts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from safeschools.accounts.models import PasswordRecord, User, UserSession
from safeschools.accounts.policies import temporary_password
from safeschools.hardening import PROFILES, password_validators
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(request: Any, settings: Any) -> str:
    """The profile in force."""
    name: str = request.param
    settings.PROFILE = PROFILES[name]
    settings.AUTH_PASSWORD_VALIDATORS = password_validators(PROFILES[name])
    return name


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 2, 1, 0, tzinfo=UTC), tick=False) as travel:
        yield travel


def refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    ("profile", "password", "bad"),
    [
        ("asvs", "correct horse staple", False),
        ("asvs", "纯中文的口令也可以用十二字", False),
        ("asvs", "short-one-1", True),
        ("asvs", "123456789012", True),
        ("asvs", "password1234", True),
        ("mlps2", "correct horse staple", True),
        ("mlps2", "Correct-horse", False),
        ("mlps2", "Abcdef-12", True),
        ("mlps2", "Abcdef-123", False),
        ("mlps3", "abcdefgh-xyz", True),
        ("mlps3", "Xk29-mnopq", False),
    ],
    indirect=["profile"],
)
def test_a_password_is_judged_by_the_profile(profile: str, password: str, bad: bool) -> None:
    assert refused(password) is bad


@pytest.mark.parametrize("profile", list(PROFILES), indirect=True)
def test_the_account_name_stands_in_no_password(profile: str) -> None:
    user = make_user("school_head", username="chenzy")
    assert refused("Xx9-ChenZY-4711-q", user)
    assert refused("Xx9-yznehc-4711-q", user)
    assert not refused("Xx9-qwmorp-4711-q", user)


@pytest.mark.parametrize("profile", list(PROFILES), indirect=True)
def test_temporary_passwords_are_random_and_changed_at_once(profile: str) -> None:
    """They need not keep the profile's rules: they open one page only, which asks for one that does."""
    assert len({temporary_password() for _ in range(50)}) == 50


@pytest.mark.parametrize("profile", ["mlps2", "mlps3"], indirect=True)
def test_none_of_the_last_five_comes_back(profile: str) -> None:
    user = make_user("school_head")
    words = [f"Qw-{number}-horse-X" for number in range(7)]
    for word in words:
        assert not refused(word, user)
        user.set_password(word)
        user.save()
    assert [refused(word, user) for word in words] == [False, False, True, True, True, True, True]
    assert PasswordRecord.objects.filter(user=user).count() == 5


@pytest.mark.parametrize("profile", ["asvs"], indirect=True)
def test_under_asvs_nothing_expires_and_nothing_is_remembered(profile: str, clock: Any) -> None:
    user = make_user("school_head", username="head1")
    clock.shift(timedelta(days=2000))
    sign_in()
    user.refresh_from_db()
    assert not user.must_change_password
    assert not refused(PASSWORD, user)


def sign_in() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "head1", "password": PASSWORD})
    return client


@pytest.mark.parametrize(("profile", "days"), [("mlps2", 180), ("mlps3", 90)], indirect=["profile"])
def test_under_mlps_an_old_password_opens_only_the_page_that_changes_it(profile: str, days: int, clock: Any) -> None:
    make_user("school_head", username="head1")
    clock.shift(timedelta(days=days))
    assert sign_in().get(reverse("own_account")).status_code == 200
    clock.shift(timedelta(days=1))
    client = sign_in()
    assert client.get(reverse("own_account"))["Location"] == reverse("account_change_password")
    fresh = {"password1": "Neu-und-lang-77", "password2": "Neu-und-lang-77"}
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **fresh})
    assert client.get(reverse("own_account")).status_code == 200


@pytest.mark.parametrize(("profile", "left"), [("asvs", 4), ("mlps2", 3), ("mlps3", 1)], indirect=["profile"])
def test_sessions_of_one_account_are_limited(profile: str, left: int) -> None:
    user = make_user("school_head", username="head1")
    clients = [sign_in() for _ in range(4)]
    assert UserSession.objects.filter(user=user).count() == left
    assert clients[-1].get(reverse("own_account")).status_code == 200
