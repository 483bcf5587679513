"""A forgotten password: a link by mail where there is mail, words where there is none; nobody learns who has one."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.models import ApiToken, SignIn, User
from safeschools.audit.models import Event
from safeschools.lib.sealed import seal
from safeschools.notify.models import Message
from safeschools.notify.tasks import send_waiting
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "zhou@example.org"
NEW = "three-green-umbrellas"


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"
    settings.SITE_URL = "https://schools.example.org"


@pytest.fixture
def person() -> User:
    return make_user("school_head", email=ADDRESS)


def ask(address: str = ADDRESS, ip: str = "203.0.113.7") -> Any:
    return Client(REMOTE_ADDR=ip).post(reverse("account_reset_password"), {"email": address})


def link() -> str:
    """The link of the newest mail, as a path."""
    send_waiting()
    found = re.search(r"https://schools\.example\.org(/accounts/password/reset/\S+)$", str(mail.outbox[-1].body))
    assert found
    return found[1]


def follow(path: str, password: str = NEW) -> Any:
    client = Client()
    page = client.get(path, follow=True)
    action = page.redirect_chain[-1][0] if page.redirect_chain else path
    return client.post(action, {"password1": password, "password2": password}, follow=True)


def test_a_link_sets_a_new_password_once(person: User) -> None:
    assert ask().headers["Location"] == reverse("account_reset_password_done")
    path = link()
    assert mail.outbox[0].to == [ADDRESS]
    assert person.username in str(mail.outbox[0].body)
    assert follow(path).redirect_chain == [(reverse("account_reset_password_from_key_done"), 302)]
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert follow(path, "another-fine-password").context["token_fail"]
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_the_password_is_asked_for_under_an_address_without_the_key(person: User) -> None:
    ask()
    page = Client().get(link(), follow=True)
    assert page.redirect_chain[0][0].endswith("/set-password/")
    assert page.status_code == 200


def test_no_link_lies_in_the_database(person: User) -> None:
    ask()
    link()
    assert "/accounts/" not in Message.objects.get().body


def test_a_known_and_an_unknown_address_get_the_same_answer(person: User) -> None:
    known, unknown = ask(), ask("nobody@example.org")
    for answer in (known, unknown):
        answer.headers.pop("X-Request-Id", None)
    assert (known.status_code, known.content, dict(known.items())) == (
        unknown.status_code,
        unknown.content,
        dict(unknown.items()),
    )
    assert Message.objects.count() == 1


def test_the_mail_goes_to_the_stored_address_however_it_was_typed(person: User) -> None:
    ask(ADDRESS.upper())
    send_waiting()
    assert [each.to for each in mail.outbox] == [[ADDRESS]]


def test_every_open_account_of_the_address_gets_its_own_link(person: User) -> None:
    second = make_user("district_reviewer", email=ADDRESS)
    make_user("school_editor", email=ADDRESS, is_active=False)
    ask()
    assert set(Message.objects.values_list("person", flat=True)) == {person.pk, second.pk}


def test_a_link_is_old_after_half_an_hour(person: User) -> None:
    ask()
    path = link()
    with travel(datetime.now() + timedelta(minutes=31)):  # noqa: DTZ005 - Django's token reads datetime.now() itself, without a zone
        assert follow(path).context["token_fail"]


def test_a_link_of_an_account_that_was_closed_is_none(person: User) -> None:
    ask()
    path = link()
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert follow(path).context["token_fail"]


def test_sessions_and_tokens_end_and_the_log_says_so(person: User) -> None:
    elsewhere = Client()
    elsewhere.login(username=person.username, password=PASSWORD)
    create_token(by=person, name="x", scopes=("read",), days=3)
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    ask()
    follow(link())
    assert elsewhere.get(reverse("own_account")).status_code == 302
    assert ApiToken.objects.get().revoked_at
    assert Event.objects.filter(verb="account.password_link", actor=person).count() == 1
    person.refresh_from_db()
    assert not person.must_change_password


def test_a_link_leaves_the_second_step(person: User) -> None:
    Authenticator.objects.create(user_id=person.pk, type=Authenticator.Type.TOTP, data={"secret": seal("A" * 32)})
    ask()
    follow(link())
    answer = Client().post(reverse("account_login"), {"login": person.username, "password": NEW})
    assert answer.headers["Location"] == reverse("mfa_authenticate")


def test_the_new_password_obeys_the_rules(person: User) -> None:
    ask()
    answer = follow(link(), "password1234")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_wrong_passwords_of_before_hold_nobody_up_afterwards(person: User) -> None:
    login = {"login": person.username, "password": "wrong"}
    for _ in range(6):
        answer = Client().post(reverse("account_login"), login)
    assert answer.status_code == 429
    ask()
    follow(link())
    assert Client().post(reverse("account_login"), login | {"password": NEW}).status_code == 302


@pytest.mark.parametrize("address", [ADDRESS, "nobody@example.org"])
def test_who_asks_again_and_again_waits(person: User, address: str) -> None:
    with travel(timezone.now(), tick=False):
        statuses = [ask(address).status_code for _ in range(6)]
        refused = ask(address)
    assert statuses == [302] * 5 + [429]
    assert int(refused.headers["Retry-After"]) > 0
    assert SignIn.objects.filter(outcome="refused").count() == 2


def test_a_mailbox_is_not_flooded_from_many_places(person: User) -> None:
    with travel(datetime(2026, 11, 2, 8, 1, tzinfo=timezone.get_current_timezone())) as traveller:
        for number in range(20):
            assert ask(ip=f"203.0.113.{number}").status_code == 302
        assert Message.objects.count() == 1
        traveller.shift(timedelta(minutes=30))
        ask()
    assert Message.objects.count() == 2


@pytest.mark.parametrize(("language", "words"), [("en", "ask the head of the school"), ("zh-hans", "请联系本校校长")])
def test_without_mail_the_page_says_whom_to_ask(settings: Any, person: User, language: str, words: str) -> None:
    settings.EMAIL_URL = ""
    url = reverse("account_reset_password")
    assert url in Client().get(reverse("account_login")).content.decode()
    for answer in (Client().get(url, headers={"accept-language": language}), ask()):
        assert answer.status_code == 200
    page = Client().get(url, headers={"accept-language": language}).content.decode()
    assert words in page
    assert 'name="email"' not in page
    assert not Message.objects.exists()
