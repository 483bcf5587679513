"""TOTP: forced for roles that reach many schools, recovery codes, guessing, reset by somebody else (M27)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from safeschools.accounts.actions import manage
from safeschools.accounts.domain import FREE
from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES, SECOND_STEP
from safeschools.audit.models import Event
from safeschools.lib.errors import NotAllowed, WrongState
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN, STEP, SET_UP = "/accounts/login/", "/accounts/second-step/", "/accounts/second-step/set-up/"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.REQUIRE_TOTP = True


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 2, 1, 0, tzinfo=UTC), tick=False) as travel:
        yield travel


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer", username="officer1")


def sign_in(username: str = "officer1", client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": username, "password": PASSWORD})
    return client


def code(secret: str, ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def set_up(client: Client) -> tuple[str, list[str]]:
    """Go through the set-up; (key, recovery codes)."""
    secret = client.get(SET_UP).context["form"].secret
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    return secret, page.context["unused_codes"]


@pytest.mark.parametrize("role", list(ROLES))
def test_roles_that_reach_many_schools_set_it_up_before_anything_else(role: str) -> None:
    make_user(role, username="officer1")
    client = sign_in()
    answer = client.get(reverse("own_account"))
    if role in SECOND_STEP:
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)
        assert client.get(SET_UP).status_code == 200
        set_up(client)
    assert client.get(reverse("own_account")).status_code == 200


def test_where_it_is_not_required_nobody_is_stopped(officer: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = False
    assert sign_in().get(reverse("own_account")).status_code == 200


def test_after_that_the_password_alone_opens_nothing(clock: Any, officer: User) -> None:
    secret, _codes = set_up(sign_in())
    clock.shift(60)
    client = sign_in()
    assert client.get(reverse("own_account")).status_code == 302
    assert client.get(STEP).status_code == 200
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert client.get(reverse("own_account")).status_code == 302
    assert client.post(STEP, {"code": code(secret)}).status_code == 302
    assert client.get(reverse("own_account")).status_code == 200


def test_a_code_is_good_once_and_only_for_its_time(clock: Any, officer: User) -> None:
    secret, _codes = set_up(sign_in())
    clock.shift(60)
    used = code(secret)
    assert sign_in().post(STEP, {"code": "0" + used[:5]}).status_code == 200
    first, second = sign_in(), sign_in()
    assert first.post(STEP, {"code": used}).status_code == 302
    assert second.post(STEP, {"code": used}).status_code == 200
    clock.shift(300)
    assert second.post(STEP, {"code": used}).status_code == 200


def test_a_recovery_code_signs_in_once_and_is_shown_once(officer: User) -> None:
    client = sign_in()
    _secret, codes = set_up(client)
    assert len(codes) == 10
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert sign_in().post(STEP, {"code": codes[0]}).status_code == 302
    assert sign_in().post(STEP, {"code": codes[0]}).status_code == 200


def test_guessing_codes_waits_wherever_it_comes_from(clock: Any, officer: User) -> None:
    secret, _codes = set_up(sign_in())
    clock.shift(60)
    client = sign_in()
    for number in range(FREE):
        client.post(STEP, {"code": f"00000{number}"}, REMOTE_ADDR=f"203.0.113.{number}")
    answer = client.post(STEP, {"code": code(secret)}, REMOTE_ADDR="203.0.113.99")
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    clock.shift(30)
    assert client.post(STEP, {"code": code(secret)}).status_code == 302


def test_setting_it_up_ends_sessions_opened_without_it(officer: User) -> None:
    other, here = sign_in(), sign_in()
    set_up(here)
    assert other.get(reverse("own_account"))["Location"].startswith(LOGIN)
    assert here.get(reverse("own_account")).status_code == 200
    assert Event.objects.filter(verb="account.second_step", object_id=officer.pk).exists()


def test_a_lost_phone_is_reset_with_a_trace(officer: User, settings: Any) -> None:
    client = sign_in()
    set_up(client)
    settings.REQUIRE_TOTP = False
    admin = Client()
    admin.force_login(make_user("security_admin"))
    url = reverse("second_step_reset", args=["officer1"])
    assert url in admin.get(reverse("account_detail", args=["officer1"])).content.decode()
    assert admin.post(url).status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()
    assert client.get(reverse("own_account")).status_code == 302
    assert Event.objects.filter(verb="account.second_step_reset", object_id=officer.pk).count() == 1
    assert admin.post(url).status_code == 409


def test_nobody_else_resets_it_and_nobody_the_own(officer: User) -> None:
    set_up(sign_in())
    for role in ("bureau_officer", "bureau_lead", "district_lead", "auditor", "system_admin"):
        with pytest.raises(NotAllowed):
            manage.reset_second_step(officer, by=make_user(role))
    admin = make_user("security_admin")
    with pytest.raises(NotAllowed):
        manage.reset_second_step(admin, by=admin)
    with pytest.raises(WrongState):
        manage.reset_second_step(make_user("bureau_officer"), by=admin)


def test_confirming_asks_for_the_code_too(clock: Any, officer: User) -> None:
    client = sign_in()
    secret, _codes = set_up(client)
    clock.shift(60)
    page = client.get(reverse("mfa_reauthenticate"))
    assert page.status_code == 200
    assert client.post(reverse("mfa_reauthenticate"), {"code": code(secret)}).status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(language: str, officer: User) -> None:
    client = sign_in()
    client.post(reverse("set_language"), {"language": language, "next": "/"})
    words = {"zh-hans": "设置第二步验证", "en": "Set up the second step"}[language]
    assert words in client.get(SET_UP).content.decode()
