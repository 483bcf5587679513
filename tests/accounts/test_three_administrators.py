"""System, security and audit administrator are three people: nobody makes an account and gives it power alone."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from safeschools.accounts.actions import manage
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.roles import ADMINISTRATORS, ROLES
from safeschools.lib.errors import Invalid, NotAllowed
from tests.directory.steps import checked
from tests.factories import PASSWORD, make_school, make_user

pytestmark = pytest.mark.django_db


def granted(role: str, **fields: str) -> User:
    user = make_user(role, **fields)
    RoleGrant.objects.create(user=user, role=role, school=user.school, district=user.district, agency=user.agency)
    return user


def test_what_the_system_administrator_makes_waits_for_the_security_administrator() -> None:
    admin, security = make_user("system_admin"), make_user("security_admin")
    user, password = manage.create_account(
        by=admin, username="chen", display_name="陈", role="school_head", school=make_school()
    )
    assert not user.is_active
    assert not Client().login(username="chen", password=password)
    with pytest.raises(NotAllowed):
        manage.set_active(user, by=admin, active=True, reason="x")
    manage.set_active(user, by=security, active=True, reason="已核实")
    user.refresh_from_db()
    assert user.is_active


def test_accounts_of_a_district_or_school_open_at_once() -> None:
    head = make_user("school_head")
    user, _password = manage.create_account(
        by=head, username="chen", display_name="陈", role="school_editor", school=head.school
    )
    assert user.is_active


def test_each_has_its_own_pages() -> None:
    user = granted("school_head")
    detail = reverse("account_detail", args=[user.username])
    expected = {
        "system_admin": {"account_new": 200, "account_import": 200, "role_grant": 403, "account_reset": 200},
        "security_admin": {"account_new": 403, "account_import": 403, "role_grant": 302, "account_reset": 403},
        "auditor": {"account_new": 403, "account_import": 403, "role_grant": 403, "account_reset": 403},
    }
    for role, pages in expected.items():
        client = Client()
        client.login(username=make_user(role).username, password=PASSWORD)
        for name, status in pages.items():
            if name in ("account_new", "account_import"):
                assert client.get(reverse(name)).status_code == status, (role, name)
            else:
                assert client.post(reverse(name, args=[user.username])).status_code == status, (role, name)
        assert client.get(detail).status_code == (403 if role == "auditor" else 200)
        assert client.get(reverse("event_list")).status_code == (403 if role == "security_admin" else 200)
    assert not ROLES["security_admin"].permissions & {"assessment.view", "allocation.view", "dashboard.view"}


@pytest.mark.parametrize("role", ADMINISTRATORS)
@pytest.mark.parametrize("other", [*ADMINISTRATORS, "bureau_officer"])
def test_one_person_holds_one_of_the_three_and_nothing_else(role: str, other: str) -> None:
    security = make_user("security_admin")
    person = granted(other, person="p-1")
    with pytest.raises(Invalid):
        manage.grant_role(person, by=security, role=role)
    with pytest.raises(Invalid):  # nor by a second account
        manage.create_account(
            by=make_user("system_admin"), username="second", display_name="x", role=role, person="p-1"
        )


def test_an_administrator_is_given_no_other_role() -> None:
    auditor = granted("auditor")
    with pytest.raises(Invalid):
        manage.grant_role(auditor, by=make_user("security_admin"), role="bureau_officer")


def test_the_database_holds_it_too() -> None:
    auditor = granted("auditor")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=auditor, role="system_admin")
    RoleGrant.objects.filter(user=auditor).update(ended_at=auditor.created_at)
    RoleGrant.objects.create(user=auditor, role="system_admin")


def test_no_list_makes_administrators() -> None:
    table = "用户名,姓名,角色,所属单位代码\nchenyi,陈一,系统管理员,\n"
    job = checked(table, make_user("system_admin"), kind="accounts", name="账号.csv")
    assert job.result["counts"]["errors"] == 1


def test_the_security_administrator_gives_nothing_to_the_own_person() -> None:
    security = granted("security_admin", person="p-1")
    mine = granted("school_editor", person="p-1")
    with pytest.raises(NotAllowed):
        manage.grant_role(mine, by=security, role="school_head", school=mine.school)
