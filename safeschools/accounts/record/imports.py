"""Importing accounts: people with their role and place, each with a temporary password that is handed out once."""

import io
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.policies import grantable_roles, may_manage, released, temporary_password
from safeschools.accounts.queries import accounts_with_roles
from safeschools.accounts.record.fields import WORDS, account_fields
from safeschools.accounts.roles import ADMINISTRATORS, ROLES
from safeschools.audit.record import event
from safeschools.directory.models import Agency, District, School
from safeschools.documents.imports import Kind, Plan, Progress, Values, register
from safeschools.documents.rows import Row
from safeschools.documents.workbook import Column, Sheet, write_xlsx
from safeschools.lib.bulk import insert, upsert

OWN = ("display_name", "phone", "email", "person")
PLACES = ("school_id", "district_id", "agency_id")
COLUMNS = ("username", *OWN, "role", *PLACES, "password", "must_change_password", "is_active")
BLANK = {"phone": "", "email": "", "person": ""}
HANDOUT = (Column("用户名", 18), Column("姓名", 12), Column("角色", 16), Column("所属单位", 30), Column("临时密码", 24))


def current_accounts(by: Any, lock: bool) -> Mapping[str, Values]:
    """All accounts by user name: a name may not be taken outside the own scope either."""
    users = User.objects.order_by()
    rows = (users.select_for_update() if lock else users).values("pk", *COLUMNS)
    return {row["username"]: row for row in rows}


def examine_accounts(plan: Plan, by: Any, there: Mapping[str, Values]) -> None:
    """Look up the places, and refuse what the person may not give or change."""
    places = _places()
    mine = {user.username for user in accounts_with_roles() if may_manage(by, user)}
    for row in plan.rows:
        before = plan.findings.errors
        text = row.values.pop("place", None)
        if (role := row.values.get("role")) and text is not None:
            _find_place(plan, row, by, places.get(ROLES[role].scope.value), text)
        if role in ADMINISTRATORS:
            plan.layout.point(plan.findings, row.number, "role")
            plan.findings.fail(noop("Administrators are made one by one, not from a list."))
        elif role and role not in grantable_roles(by):
            plan.layout.point(plan.findings, row.number, "role")
            plan.findings.fail(noop("Your role does not give or take this role."))
        _check_existing(plan, row, there.get(row.values.get("username") or ""), mine)
        row.sound = row.sound and plan.findings.errors == before


def _places() -> dict[str, Mapping[str, Any]]:
    """What a cell may name, by the scope of the role."""
    districts, agencies = list(District.objects.all()), list(Agency.objects.all())
    schools = School.objects.order_by().only("code", "name", "district_id")
    return {
        "school": {school.code: school for school in schools},
        "district": {item.code: item for item in districts} | {item.name: item for item in districts},
        "agency": {item.code: item for item in agencies} | {item.name: item for item in agencies},
    }


def _find_place(plan: Plan, row: Row, by: Any, known: Mapping[str, Any] | None, text: str) -> None:
    row.values |= dict.fromkeys(PLACES)
    plan.layout.point(plan.findings, row.number, "place")
    if known is None:
        if text:
            plan.findings.warn(noop("This role belongs to no single unit; the cell was left out."))
        return
    place = known.get(text)
    if place is None:
        plan.findings.fail(noop("No such unit. Enter the school code, or the code of the district or member unit."))
        return
    row.values[f"{place._meta.model_name}_id"] = place.pk
    district = place.district_id if isinstance(place, School) else getattr(place, "pk", None)
    if by.district_id and (isinstance(place, Agency) or district != by.district_id):
        plan.findings.fail(noop("The account must belong to your district."))
    if by.school_id and place != by.school:
        plan.findings.fail(noop("The account must belong to your school."))


def _check_existing(plan: Plan, row: Row, existing: Values | None, mine: set[str]) -> None:
    if existing is None:
        return
    plan.layout.point(plan.findings, row.number, "username")
    if existing["username"] not in mine:
        plan.findings.fail(noop("This user name is taken. Choose another."))
    elif any(row.values.get(name) != existing[name] for name in ("role", *PLACES) if name in row.values):
        plan.findings.fail(
            noop("This account has another role or unit. Give and end roles on the page of the account.")
        )


def prepare_accounts(plan: Plan, by: Any, progress: Progress) -> None:
    """Draw and hash the temporary passwords: slow on purpose, so before the transaction."""
    there = set(User.objects.values_list("username", flat=True))
    new = [row.values["username"] for row in plan.rows if row.values.get("username") not in there]
    for number, username in enumerate(new, 1):
        password = temporary_password()
        plan.prepared[username] = (password, make_password(password))
        progress(number, len(new))


def write_accounts(plan: Plan, by: Any) -> tuple[str, bytes] | None:
    """Insert new people with their grant, correct the details of known ones; hand back the temporary passwords."""
    secrets = {"must_change_password": True, "is_active": released(by)}
    full = [
        {**BLANK, **row.values, **secrets, "password": plan.prepared[row.values["username"]][1]} for row in plan.new
    ]
    full += [{**change.before, **change.row.values} for change in plan.changed]
    upsert(User, COLUMNS, ([row[name] for name in COLUMNS] for row in full), key="username")
    users = list(User.objects.filter(username__in=[row["username"] for row in full]).select_related(*_RELATIONS))
    new = {row.values["username"] for row in plan.new}
    made = [user for user in users if user.username in new]
    insert([_grant(user, by) for user in made])
    insert([_event(user, by, is_new=user.username in new) for user in users])
    return ("临时密码.xlsx", _handout(made, plan)) if made else None


_RELATIONS = ("school", "district", "agency")


def _grant(user: User, by: Any) -> RoleGrant:
    places = {name: getattr(user, name) for name in PLACES}
    return RoleGrant(user=user, role=user.role, granted_by=by, **places)


def _event(user: User, by: Any, *, is_new: bool) -> Any:
    if is_new:
        sentence = noop("%(actor)s made the account %(username)s for %(object)s as %(role)s.")
        return event("account.create", user, by=by, sentence=sentence, username=user.username, role=user.role)
    return event("account.change", user, by=by, sentence=noop("%(actor)s changed the details of %(object)s."))


def _handout(users: list[User], plan: Plan) -> bytes:
    rows = (
        (user.username, user.display_name, WORDS[user.role], str(user.place or ""), plan.prepared[user.username][0])
        for user in users
    )
    stream = io.BytesIO()
    write_xlsx(stream, Sheet("临时密码", HANDOUT, rows, note="首次登录须修改密码。本表只发放一次，请当面交给本人。"))
    return stream.getvalue()


ACCOUNTS = register(
    Kind(
        slug="accounts",
        title=gettext_lazy("Accounts"),
        permission="accounts.create",
        key="username",
        label="display_name",
        fields=lambda by: account_fields(grantable_roles(by)),
        current=current_accounts,
        examine=examine_accounts,
        write=write_accounts,
        prepare=prepare_accounts,
        upload_page="account_import",
        heading="账号名单",
        note="所属单位代码：学校填学校标识码，区县填区县代码，成员单位填单位代码；市级角色不填。",
        example={"serial": "例", "username": "zhangsan", "display_name": "张三", "role": "school_editor"},
    )
)
