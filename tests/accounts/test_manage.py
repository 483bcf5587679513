"""Accounts: who may make, change, give and end what; temporary passwords; identities; sessions."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.accounts.actions import manage, own
from safeschools.accounts.models import RoleGrant, User
from safeschools.audit.models import Event
from safeschools.lib.errors import DomainError, Invalid, NotAllowed
from tests.factories import PASSWORD, make_agency, make_district, make_school, make_user

pytestmark = pytest.mark.django_db


def granted(role: str, **fields: Any) -> User:
    """A user whose role in use also stands among the granted ones, as the actions leave it."""
    user = make_user(role, **fields)
    RoleGrant.objects.create(user=user, role=role, school=user.school, district=user.district, agency=user.agency)
    return user


def test_an_account_begins_with_a_temporary_password_and_one_role() -> None:
    officer, school = make_user("bureau_officer"), make_school()
    user, password = manage.create_account(
        by=officer, username="chen", display_name="陈", role="school_head", school=school
    )
    assert user.check_password(password)
    assert user.must_change_password
    assert list(user.grants.values_list("role", "school", "granted_by")) == [("school_head", school.pk, officer.pk)]
    assert password not in str(Event.objects.filter(verb="account.create").values())
    with pytest.raises(Invalid):
        manage.create_account(by=officer, username="chen", display_name="x", role="school_head", school=school)


@pytest.mark.parametrize(
    ("by", "role"),
    [
        ("bureau_officer", "bureau_lead"),
        ("bureau_officer", "bureau_officer"),
        ("bureau_officer", "naming_authority"),
        ("bureau_officer", "system_admin"),
        ("district_lead", "district_lead"),
        ("district_lead", "inspector"),
        ("school_head", "school_head"),
        ("auditor", "school_editor"),
    ],
)
def test_nobody_gives_a_role_above_the_own_reach(by: str, role: str) -> None:
    maker = make_user(by)
    places = {"school": maker.school or make_school(), "district": maker.district, "agency": make_agency()}
    with pytest.raises(NotAllowed):
        manage.create_account(by=maker, username="x1y2", display_name="x", role=role, **places)


def test_districts_and_schools_stay_inside_their_own() -> None:
    lead, head = make_user("district_lead"), make_user("school_head")
    foreign = make_school()
    with pytest.raises(NotAllowed):
        manage.create_account(by=lead, username="a123", display_name="x", role="school_head", school=foreign)
    with pytest.raises(NotAllowed):  # an own district beside a foreign school opens nothing
        manage.create_account(
            by=lead, username="a123", display_name="x", role="school_head", school=foreign, district=lead.district
        )
    with pytest.raises(NotAllowed):
        manage.create_account(by=head, username="a123", display_name="x", role="school_editor", school=foreign)
    with pytest.raises(Invalid):
        manage.create_account(by=make_user("bureau_officer"), username="a123", display_name="x", role="school_head")


def test_nobody_manages_the_own_person() -> None:
    officer = make_user("bureau_officer", person="p-1")
    second = granted("school_head", person="p-1")
    for step in (
        lambda: manage.reset_password(second, by=officer),
        lambda: manage.set_active(second, by=officer, active=False, reason="x"),
        lambda: manage.change_account(second, by=officer, display_name="x"),
        lambda: manage.grant_role(second, by=officer, role="school_editor", school=second.school),
        lambda: manage.end_role(second.grants.get(), by=officer, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_person_with_a_role_elsewhere_is_not_taken_over_through_the_lower_one() -> None:
    head = make_user("school_head")
    editor = granted("school_editor", school=head.school)
    manage.reset_password(editor, by=head)
    RoleGrant.objects.create(user=editor, role="bureau_officer")
    for step in (
        lambda: manage.reset_password(editor, by=head),
        lambda: manage.set_active(editor, by=head, active=False, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            step()
    manage.end_role(editor.grants.get(role="school_editor"), by=head, reason="调离")
    editor.refresh_from_db()
    assert (editor.role, editor.school) == ("bureau_officer", None)


def test_roles_are_given_once_and_ended_but_never_the_last() -> None:
    officer, inspector = make_user("bureau_officer"), granted("inspector")
    with pytest.raises(Invalid):
        manage.grant_role(inspector, by=officer, role="inspector", agency=inspector.agency)
    second = manage.grant_role(inspector, by=officer, role="unit_liaison", agency=inspector.agency)
    own.switch_identity(second, by=inspector)
    manage.end_role(second, by=officer, reason="换人")
    inspector.refresh_from_db()
    assert inspector.role == "inspector"
    with pytest.raises(DomainError):
        manage.end_role(second, by=officer, reason="again")
    with pytest.raises(Invalid):
        manage.end_role(inspector.grants.get(role="inspector"), by=officer, reason="x")
    assert Event.objects.filter(verb="account.ungrant").count() == 1


def test_an_identity_of_somebody_else_or_an_ended_one_cannot_be_used(client: Client) -> None:
    mine, other = granted("inspector"), granted("bureau_officer")
    with pytest.raises(NotAllowed):
        own.switch_identity(other.grants.get(), by=mine)
    client.force_login(mine)
    for grant in (other.grants.get().pk, "x", "", "9" * 18):
        assert client.post(reverse("identity_switch"), {"grant": grant}).status_code == 404
    assert client.post(reverse("identity_switch"), {"grant": mine.grants.get().pk}).status_code == 302


def test_a_temporary_password_opens_only_the_page_that_changes_it(client: Client) -> None:
    head = granted("school_head", must_change_password=True)
    client.force_login(head)
    change = reverse("account_change_password")
    assert client.get(reverse("own_account")).headers["Location"] == change
    fresh = "a-new-and-long-password-7"
    body = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post(change, body).status_code == 302
    head.refresh_from_db()
    assert not head.must_change_password
    assert client.get(reverse("own_account")).status_code == 200


@pytest.mark.parametrize("step", ["off and on", "reset"])
def test_sessions_end_with_the_account_and_do_not_come_back(step: str, client: Client) -> None:
    officer, head = make_user("bureau_officer"), granted("school_head")
    client.force_login(head)
    assert client.get(reverse("own_account")).status_code == 200
    if step == "reset":
        manage.reset_password(head, by=officer)
    else:
        manage.set_active(head, by=officer, active=False, reason="离职")
        head.refresh_from_db()
        manage.set_active(head, by=officer, active=True, reason="回来")
    assert client.get(reverse("own_account")).status_code == 302


def test_the_form_keeps_what_was_typed_when_a_name_is_taken(client: Client) -> None:
    officer, district = make_user("bureau_officer"), make_district()
    make_user("auditor", username="taken")
    client.force_login(officer)
    body = {"username": "taken", "display_name": "某人甲", "role": "district_lead", "district": district.pk}
    response = client.post(reverse("account_new"), body)
    assert response.status_code == 422
    assert "某人甲" in response.content.decode()
    assert client.post(reverse("account_new"), body | {"username": "free1"}).status_code == 201


def test_the_list_shows_the_own_scope_only_and_costs_the_same_for_many(client: Client) -> None:
    lead = make_user("district_lead")
    client.force_login(lead)
    make_user("school_head")
    counts = []
    for size in (1, 12):
        for _ in range(size):
            make_user("school_editor", school=make_school(lead.district))
        with CaptureQueriesContext(connection) as spent:
            page = client.get(reverse("account_list")).context["page"]
        counts.append(len(spent))
    assert page.paginator.count == 14
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "shown"),
    [("school_head", "school_code"), ("district_lead", "district"), ("inspector", "agency"), ("", "")],
)
def test_the_form_asks_only_for_the_place_the_role_needs(role: str, shown: str, client: Client) -> None:
    client.force_login(make_user("bureau_officer"))
    body = {"fields": "1", "username": "typed1", "display_name": "某人甲", "role": role}
    page = client.post(reverse("account_new"), body)
    form = page.context["form"]
    assert page.status_code == 200
    assert [field.name for field in form.place_fields] == ([shown] if shown else [])
    assert "typed1" in page.content.decode()  # nothing typed so far is lost
    assert not form.errors
    again = client.post(reverse("account_new"), {key: value for key, value in body.items() if key != "fields"})
    assert again.status_code == 422  # without script: the missing place appears with its message
    assert shown in again.context["form"].errors or not role


def test_a_role_given_without_its_place_is_asked_for_again(client: Client) -> None:
    client.force_login(make_user("bureau_officer"))
    editor, district = granted("school_editor"), make_district()
    url = reverse("role_grant", args=[editor.username])
    answer = client.post(url, {"role": "district_reviewer"})
    page = client.get(answer.headers["Location"].partition("#")[0])
    assert [field.name for field in page.context["grant_form"].place_fields] == ["district"]
    client.post(url, {"role": "district_reviewer", "district": district.pk})
    assert editor.grants.filter(role="district_reviewer", district=district).exists()
