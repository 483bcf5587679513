"""Passwords, second step and sessions, where ASVS asks for more than the tests of accounts say (V6, V7, V11)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as live
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from safeschools.accounts.actions import manage
from safeschools.accounts.actions.own import NotYourAccount
from safeschools.accounts.adapters import DEVICE_DAYS, known_device
from safeschools.accounts.models import User, UserSession, name_key
from safeschools.accounts.policies import temporary_password
from safeschools.hardening import PROFILES, password_validators
from safeschools.lib.breached import has_leaked, number
from safeschools.lib.sealed import MARK, Unreadable, seal, unseal
from tests.accounts.test_second_step import set_up, sign_in
from tests.architecture.source import ROOT
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
CHANGE = "/accounts/password/change/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 2, 1, 0, tzinfo=UTC), tick=False) as travel:
        yield travel


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer", username="officer1")


def refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


def change(client: Client, old: str, new: str) -> bool:
    answer = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})
    return bool(answer.status_code == 302)


@pytest.mark.parametrize(
    "password", ["1q2w3e4r5t6y", "Password1234", "qwertyuiop123", "iloveyou1234", "1234567890qwerty"]
)
def test_passwords_known_from_leaks_are_refused(password: str) -> None:
    assert number() >= 30_000
    assert has_leaked(password)
    assert refused(password)


@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_profile_asks_the_list_of_leaks(profile: str) -> None:
    names = [row["NAME"].rpartition(".")[2] for row in password_validators(PROFILES[profile])]
    assert {"NotLeaked", "NotHouseWords", "NoAccountName", "CommonPasswordValidator"} <= set(names)


@pytest.mark.parametrize(
    ("password", "bad"),
    [
        ("PingAnXiaoYuan2026", True),
        ("SafeSchools-2026", True),
        ("平安校园平安校园2026!", True),
        ("school.admin.1", True),
        ("school-mint-orbit-77", False),
        ("correct horse staple", False),
    ],
)
def test_words_of_the_house_alone_are_no_password(password: str, bad: bool) -> None:
    assert refused(password) is bad


@pytest.mark.parametrize(
    "password", [" leading and trailing ", "Ünïcode-密码-\U0001f512-word", "Capital" * 9 + "x", "a b" * 40]
)
def test_a_password_is_taken_and_compared_exactly_as_typed(password: str, officer: User) -> None:
    client = sign_in()
    assert change(client, PASSWORD, password)
    officer.refresh_from_db()
    assert officer.check_password(password)
    near = (password.swapcase(), password.strip() + "y", password[:64] + "?", f"{password} ")
    assert not any(officer.check_password(other) for other in near)
    body = {"login": "officer1", "password": password}
    assert Client().post("/accounts/login/", body).status_code == 302


def test_a_password_may_have_sixty_four_characters_and_more(officer: User) -> None:
    client = sign_in()
    assert change(client, PASSWORD, "quiet-river-" * 6)


def test_changing_the_password_needs_the_present_one_and_another_one(officer: User) -> None:
    client = sign_in()
    assert not change(client, "not-the-present-one", "a-new-and-long-password-7")
    assert not change(client, PASSWORD, PASSWORD)
    assert change(client, PASSWORD, "a-new-and-long-password-7")


def test_a_temporary_password_never_becomes_the_own_one() -> None:
    head = make_user("school_head", username="officer1")
    temporary = manage.reset_password(head, by=make_user("bureau_officer"))
    client = Client()
    client.post("/accounts/login/", {"login": "officer1", "password": temporary})
    assert not change(client, temporary, temporary)
    assert client.get(reverse("own_account"))["Location"] == CHANGE
    assert change(client, temporary, "a-new-and-long-password-7")
    assert not refused(temporary_password())


def test_password_fields_are_masked_and_nothing_stops_a_password_manager() -> None:
    """No field forbids pasting or filling in; every one that holds a password hides it and is sent with POST."""
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    scripts = [path.read_text() for path in (ROOT / "static" / "app" / "js").glob("*.js")]
    assert not [text for text in templates if re.search(r"onpaste|autocomplete=\"off\"[^>]*password", text)]
    assert not [text for text in scripts if re.search(r"[\"']paste[\"']", text)]
    make_user("school_head", username="officer1")
    visitor, client = Client(), sign_in()
    for answer in (visitor.get("/accounts/login/"), client.get(CHANGE), client.get("/accounts/reauthenticate/")):
        html = answer.content.decode()
        fields = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", html)
        assert fields
        assert all('type="password"' in field and "maxlength" not in field for field in fields)
        assert 'method="post"' in html


def test_a_new_installation_has_no_account() -> None:
    assert not User.objects.exists()


def test_a_new_password_does_not_take_the_second_step_away(settings: Any, officer: User) -> None:
    settings.REQUIRE_TOTP = True
    set_up(sign_in())
    new = manage.reset_password(officer, by=make_user("system_admin"))
    client = Client()
    answer = client.post("/accounts/login/", {"login": "officer1", "password": new})
    assert answer["Location"].startswith("/accounts/second-step/")
    assert client.get(reverse("own_account")).status_code == 302


def test_seeds_are_long_random_and_sealed(settings: Any, officer: User) -> None:
    settings.REQUIRE_TOTP = True
    secret, codes = set_up(sign_in())
    other = make_user("bureau_lead", username="lead1")
    second, _codes = set_up(sign_in("lead1"))
    assert secret != second
    assert len(secret) * 5 >= 160  # base32
    assert all(len(word) >= 8 for word in codes)
    for row in Authenticator.objects.filter(user__in=[officer, other]):
        kept = str(row.data.get("secret") or row.data.get("seed"))
        assert kept.startswith(MARK)
        assert secret not in kept


def test_what_is_sealed_opens_with_the_key_only_and_notices_every_change(settings: Any) -> None:
    sealed = seal("密钥 JBSWY3DP")
    assert (unseal(sealed), seal("密钥 JBSWY3DP") == sealed) == ("密钥 JBSWY3DP", False)
    broken = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(Unreadable):
        unseal(broken)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    with pytest.raises(Unreadable):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed) == "密钥 JBSWY3DP"


def test_the_secret_of_the_site_is_changed_without_signing_anybody_out(settings: Any, officer: User) -> None:
    client = sign_in()
    token = signing.dumps("x", salt="s")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    settings.SECRET_KEY_FALLBACKS = [old]
    assert signing.loads(token, salt="s") == "x"
    assert client.get(reverse("own_account")).status_code == 200


def test_signed_marks_end_and_serve_one_purpose(clock: Any, officer: User) -> None:
    """The mark of a known device: worth nothing after its time, and no mark of another kind stands in for it."""
    client = sign_in()
    name = live.DEVICE_COOKIE_NAME
    mark = client.cookies[name].value
    request = RequestFactory().get("/")
    request.COOKIES[name] = mark
    assert known_device(request, name_key("officer1"))
    request.COOKIES[name] = signing.dumps(["ab" * 12, [name_key("officer1")]], salt="another purpose")
    assert not known_device(request, name_key("officer1"))
    request.COOKIES[name] = mark
    clock.shift(DEVICE_DAYS * 24 * 3600 + 1)
    assert not known_device(request, name_key("officer1"))


def test_session_keys_are_random(officer: User) -> None:
    keys = {sign_in().cookies[live.SESSION_COOKIE_NAME].value for _ in range(12)}
    assert len(keys) == 12
    assert all(re.fullmatch(r"[0-9a-z]{32}", key) for key in keys)  # 165 bits


def test_confirming_gives_a_new_key_and_ends_the_old_one(clock: Any, officer: User) -> None:
    client = sign_in()
    before = client.cookies[live.SESSION_COOKIE_NAME].value
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.cookies[live.SESSION_COOKIE_NAME].value != before
    assert not UserSession.objects.filter(session_key=before).exists()
    assert client.get(reverse("own_account")).status_code == 200


def test_ending_other_sessions_asks_again_who_one_is(clock: Any, officer: User) -> None:
    here, other = sign_in(), sign_in()
    clock.shift(600)
    answer = here.post(reverse("sessions_end"))
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert other.get(reverse("own_account")).status_code == 200
    here.post(answer["Location"], {"password": PASSWORD})
    assert other.get(reverse("own_account")).status_code == 302
    assert here.get(reverse("own_account")).status_code == 200


def test_setting_up_the_second_step_asks_again_who_one_is(clock: Any, officer: User) -> None:
    client = sign_in()
    clock.shift(600)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_what_signs_a_person_in_is_not_changed_by_the_person_alone(officer: User) -> None:
    """Name, telephone and e-mail are changed by whoever administers the account; one's own page has no such field."""
    html = sign_in().get(reverse("own_account")).content.decode()
    assert not re.search(r'name="(phone|email|username|display_name)"', html)
    with pytest.raises(NotYourAccount):
        manage.change_account(officer, by=officer, display_name="别名")


def test_an_administrator_ends_all_sessions_of_an_account(officer: User) -> None:
    clients = [sign_in(), sign_in()]
    manage.reset_password(officer, by=make_user("system_admin"))
    assert [client.get(reverse("own_account")).status_code for client in clients] == [302, 302]


def test_the_admin_signs_in_through_the_same_door(settings: Any, officer: User) -> None:
    settings.REQUIRE_TOTP = True
    make_user("system_admin", username="sys1")
    set_up(sign_in("sys1"))
    answer = Client().get("/admin/login/")
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)
    half = sign_in("sys1")
    assert half.get("/admin/").status_code == 302
