"""What is held on a person: shown and handed over to that person, and taken off an account that is closed (M38)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safeschools.accounts.actions import manage
from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.models import RoleGrant, SignIn, User, UserSession, name_key
from safeschools.audit.models import Event
from safeschools.directory.models import School
from safeschools.documents.tables import read_upload
from safeschools.jobs.models import Job
from safeschools.lib.errors import NotAllowed, WrongState
from safeschools.notify.record import tell
from safeschools.once.models import Answer
from safeschools.operations.queries.personal import mentions_of, parts_of
from scoring.models import Evidence
from tests.factories import PASSWORD, make_school, make_user

pytestmark = pytest.mark.django_db

OWN = {"username": "zhou.canary", "display_name": "周晚晴", "person": "P-4711", "phone": "13800138000"}
OWN |= {"email": "zhou@example.org"}
KEY = "s" * 32


def lived_in(**fields: Any) -> User:
    """An account with a row of every kind that is held on a person."""
    school = make_school()
    user = make_user("school_head", school=school, **(OWN | fields))
    RoleGrant.objects.create(user=user, role=user.role, school=school, granted_by=make_user("bureau_officer"))
    SignIn.objects.create(user=user, name_key=name_key(user.username), ip="203.0.113.7", source="x", outcome="ok")
    session = {"session_key": f"{KEY[:-2]}{user.pk:02}"[-32:], "session_data": "", "agent": "Firefox"}
    UserSession.objects.create(**session, user=user, ip="203.0.113.7", expire_date=timezone.now() + timedelta(hours=1))
    Authenticator.objects.create(user_id=user.pk, type=Authenticator.Type.TOTP, data={"secret": "sealed-secret"})
    EmailAddress.objects.create(user_id=user.pk, email=user.email)
    create_token(by=user, name="报表程序", scopes=("read",), days=30)
    tell([user], kind="x", dedupe="x", subject=f"{user.display_name}您好", body="请登录。")
    Job.objects.create(kind="import-check", created_by=user, file_name="学校.xlsx", state=Job.State.DONE)
    Answer.objects.create(user=user, key="k", fingerprint="f")
    stored = {"name": "演练.jpg", "content_type": "image/jpeg", "size": 1, "sha256": f"{user.pk:064}"}
    Evidence.objects.create(school=school, file=f"evidence/{user.pk}", uploaded_by=user, **stored)
    return user


@pytest.fixture
def person() -> User:
    return lived_in()


def taken_along(client: Client, user: User) -> dict[str, Any]:
    client.force_login(user)
    answer = client.get(reverse("own_data_export", args=["json"]), headers={"accept-language": "en"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found: dict[str, Any] = json.loads(answer.getvalue())
    return found


def test_everything_held_is_handed_over(client: Client, person: User) -> None:
    found = taken_along(client, person)
    assert found["account"][0] | {"name": OWN["display_name"]} == found["account"][0]
    assert set(OWN.values()) <= set(map(str, found["account"][0].values()))
    assert found["roles"][0]["role"] == "School head"
    assert "203.0.113.7" in {row["address"] for row in found["sign_ins"]}
    assert "Firefox" in {row["browser"] for row in found["sessions"]}
    assert len(found["second_step"]) == len(found["passwords"]) == 1
    assert found["tokens"][0]["name"] == "报表程序"
    assert found["messages"][0]["text"] == "请登录。"
    assert found["jobs"][0]["file"] == "学校.xlsx"
    assert "made the access token" in found["events"][0]["event"]
    assert found["mentions"] == {
        "once.answer.user": 1,
        "scoring.evidence.uploaded_by": 1,
        "account.emailaddress.user": 1,
    }


def test_no_column_that_names_a_person_is_forgotten(person: User) -> None:
    """Each foreign key to an account is spelled out as a part or counted: all rows that name the person turn up."""
    named = 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                named += model._base_manager.filter(**{field.name: person}).count()
    about = Event.objects.filter(object_type="accounts.user", object_id=person.pk).exclude(actor=person).count()
    listed = sum(part.rows.count() for part in parts_of(person) if part.slug != "account")
    assert listed - about + sum(mentions_of(person).values()) == named


def test_no_secret_and_nothing_of_another_person_goes_along(client: Client, person: User) -> None:
    other = lived_in(username="lin", display_name="林远", person="P-1", phone="13900139000", email="lin@example.org")
    text = json.dumps(taken_along(client, person), ensure_ascii=False)
    token, session = person.tokens.get(), UserSession.objects.filter(user=person)
    secrets = [person.password, token.digest, "sealed-secret", *session.values_list("session_key", flat=True)]
    assert [secret for secret in secrets if secret in text] == []
    assert [value for value in (other.username, other.display_name, other.phone, other.email) if value in text] == []


def test_the_workbook_has_a_sheet_for_every_part(client: Client, person: User) -> None:
    client.force_login(person)
    answer = client.get(reverse("own_data_export", args=["xlsx"]))
    tables = read_upload(answer.getvalue()).tables
    assert len(tables) == len(parts_of(person)) + 1
    assert OWN["phone"] in str(tables)
    assert client.get(reverse("own_data_export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_it_in_as_many_statements_for_many_rows_as_for_few(
    client: Client, person: User, language: str
) -> None:
    client.force_login(person)
    url, counts = reverse("own_data"), []
    for number in (1, 30):
        rows = (SignIn(user=person, name_key="k", ip="203.0.113.8", source="x") for _ in range(number))
        SignIn.objects.bulk_create(rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(url, headers={"accept-language": language})
        counts.append(len(queries))
    assert page.status_code == 200
    assert counts[0] == counts[1]
    assert OWN["phone"] in page.content.decode()
    assert page.content.decode().count("203.0.113.8") == 20


def closed(person: User) -> User:
    person.is_active = False
    person.save()
    return person


def texts(model: Any) -> str:
    """Everything a table holds, as text."""
    return str(list(model._base_manager.values_list()))


def test_an_anonymised_account_is_found_nowhere_but_in_the_event_log(person: User) -> None:
    security = make_user("security_admin")
    manage.set_active(person, by=security, active=False, reason="离职")
    manage.anonymise(person, by=security, reason="离职满一年")
    person.refresh_from_db()
    assert (person.username, person.display_name) == (f"closed-{person.pk}", f"前用户 {person.pk}")
    assert (person.email, person.phone, person.person) == ("", "", "")
    assert not person.has_usable_password()
    held = {model._meta.label: texts(model) for model in apps.get_models()}
    found = {label for label, text in held.items() for value in OWN.values() if value in text}
    assert found == {"audit.Event"}


def test_what_the_person_did_stays(person: User) -> None:
    before = Event.objects.filter(actor=person).values_list("actor_name", "sentence", "params")
    told = list(before)
    manage.anonymise(closed(person), by=make_user("security_admin"), reason="x")
    assert list(before.all()) == told
    assert Evidence.objects.filter(uploaded_by=person).exists()
    event = Event.objects.get(verb="account.anonymise")
    assert (event.object_id, event.object_label, event.reason) == (person.pk, person.display_name, "x")


@pytest.mark.parametrize("role", ["system_admin", "bureau_officer", "district_lead", "school_head"])
def test_only_the_security_administrator_anonymises(role: str, person: User) -> None:
    school = School.objects.get(users=person)
    places: dict[str, dict[str, Any]] = {
        "school_head": {"school": school},
        "district_lead": {"district": school.district},
    }
    with pytest.raises(NotAllowed):
        manage.anonymise(closed(person), by=make_user(role, **places.get(role, {})), reason="x")
    assert User.objects.get(pk=person.pk).display_name == OWN["display_name"]


def test_an_open_account_is_not_anonymised(client: Client, person: User) -> None:
    with pytest.raises(WrongState):
        manage.anonymise(person, by=make_user("security_admin"), reason="x")
    client.force_login(make_user("security_admin"))
    assert client.post(reverse("account_anonymise", args=[person.username]), {"reason": "x"}).status_code == 409


def test_it_is_done_on_the_page_of_the_account_with_a_reason(client: Client, person: User) -> None:
    client.force_login(make_user("security_admin"))
    detail, door = (
        reverse("account_detail", args=[person.username]),
        reverse("account_anonymise", args=[person.username]),
    )
    assert door not in client.get(detail).content.decode()
    closed(person)
    assert door in client.get(detail).content.decode()
    client.post(door, {"reason": ""})
    assert User.objects.filter(username=OWN["username"]).exists()
    page = client.post(door, {"reason": "离职满一年"}, follow=True)
    assert page.redirect_chain == [(reverse("account_detail", args=[f"closed-{person.pk}"]), 302)]
    assert door not in page.content.decode()


def test_an_anonymised_account_stays_as_it_is(person: User) -> None:
    security = make_user("security_admin")
    manage.anonymise(closed(person), by=security, reason="x")
    with pytest.raises(NotAllowed):
        manage.set_active(person, by=security, active=True, reason="x")
    with pytest.raises(NotAllowed):
        manage.change_account(person, by=make_user("system_admin"), display_name="x")
    assert not Client().login(username=person.username, password=PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_active=True)


def test_the_person_key_stays_while_another_account_of_the_person_needs_it(person: User) -> None:
    security, other = make_user("security_admin"), make_user("district_reviewer", person=OWN["person"])
    manage.anonymise(closed(person), by=security, reason="x")
    assert person.same_person(other)
    manage.anonymise(closed(other), by=security, reason="x")
    assert other.person == ""
