"""Accounts from a list: roles and places by columns, passwords handed out once."""

import io
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.record.imports import ACCOUNTS
from safeschools.audit.models import Event
from safeschools.documents.imports import read_plan, settle_plan
from safeschools.jobs.models import Job
from tests.directory.steps import checked, counts, signed_in, written
from tests.factories import make_agency, make_district, make_school, make_user

pytestmark = pytest.mark.django_db

HEAD = "用户名,姓名,角色,所属单位代码,手机\n"


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


def people(by: User, *lines: str) -> Job:
    return checked(HEAD + "\n".join(lines), by, "accounts", "人员.csv")


def test_people_of_every_kind_get_account_grant_and_password(officer: User) -> None:
    school, district, agency = make_school(), make_district(), make_agency("PSB")
    job = people(
        officer,
        f"wang.min,王敏,校长,{school.code},13800000000",
        f"zhou,周建华,区县审核员,{district.code},",
        f"lisi,李四,区县负责人,{district.name},",
        f"liu,刘洋,检查员,{agency.code},",
    )
    assert counts(job) == (4, 0, 0, 0, 0)
    writing = written(job, officer)
    assert writing.state == Job.State.DONE
    head = User.objects.get(username="wang.min")
    assert (head.role, head.school, head.district, head.must_change_password) == ("school_head", school, None, True)
    assert User.objects.get(username="liu").agency == agency
    assert RoleGrant.objects.get(user=head).granted_by == officer
    assert Event.objects.filter(verb="account.create").count() == 4
    client = signed_in(officer)
    address = reverse("job_file", args=[writing.pk])
    assert client.get(address).status_code == 405
    answer: Any = client.post(address)
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = {row[0]: row[4] for row in page.iter_rows(min_row=3, values_only=True)}
    request = RequestFactory().get("/")
    assert authenticate(request, username="zhou", password=rows["zhou"])
    assert client.post(address).status_code == 409
    assert client.get(reverse("import_report", args=[job.pk])).status_code == 200


def test_the_same_list_again_changes_nothing_and_corrections_keep_the_password(officer: User) -> None:
    school = make_school()
    line = f"wang,王敏,校长,{school.code},"
    written(people(officer, line), officer)
    password = User.objects.get(username="wang").password
    assert counts(people(officer, line)) == (0, 0, 1, 0, 0)
    job = people(officer, line.replace("王敏", "王敏敏"))
    assert counts(job) == (0, 1, 0, 0, 0)
    assert not written(job, officer).output
    user = User.objects.get(username="wang")
    assert (user.display_name, user.password, user.grants.count()) == ("王敏敏", password, 1)


def test_what_a_person_may_not_give_is_refused(officer: User) -> None:
    lead = make_user("district_lead")
    mine, other = make_school(lead.district), make_school()
    job = people(
        lead,
        f"a01,甲,校长,{mine.code},",
        f"a02,乙,校长,{other.code},",
        f"a03,丙,区县负责人,{make_district().code},",
        "a04,丁,市级负责人,,",
        "a05,戊,校长,9999999999,",
        f"{officer.username},己,校长,{mine.code},",
    )
    errors = [(problem[0], problem[1]) for problem in job.result["problems"] if problem[3]]
    assert {row for row, _column in errors} == {3, 4, 5, 6, 7}
    assert counts(job)[0] == 1


def test_a_role_is_not_changed_by_a_list(officer: User) -> None:
    editor = make_user("school_editor")
    assert editor.school
    job = people(officer, f"{editor.username},{editor.display_name},校长,{editor.school.code},")
    assert counts(job)[3] == 1


@pytest.mark.parametrize(
    ("line", "errors"),
    [
        ("ab,甲,校长,{code},", 1),
        ("=cmd,甲,校长,{code},", 1),
        ("王敏,甲,校长,{code},", 1),
        ("wang,,校长,{code},", 1),
        ("wang,甲,园长,{code},", 0),
        ("wang,甲,皇帝,{code},", 1),
        ("wang,甲,校长,,", 1),
    ],
)
def test_odd_cells(officer: User, line: str, errors: int) -> None:
    assert counts(people(officer, line.format(code=make_school().code)))[3] == errors


def test_roles_without_the_right_do_not_import() -> None:
    client = signed_in(make_user("district_reviewer"))
    assert client.get(reverse("account_import")).status_code == 403
    page = signed_in(make_user("school_head")).get(reverse("account_import"))
    assert page.status_code == 200
    assert "区县" not in page.content.decode().partition("<main")[2].partition("</form>")[0]


def test_the_number_of_statements_does_not_depend_on_the_people(officer: User) -> None:
    school = make_school()
    seen = []
    for size in (3, 30):
        lines = [f"u{size}-{number},甲,校长,{school.code}," for number in range(size)]
        plan = read_plan(ACCOUNTS, (HEAD + "\n".join(lines)).encode(), officer)
        ACCOUNTS.prepare(plan, officer, lambda done, total: None)
        with CaptureQueriesContext(connection) as queries:
            settle_plan(ACCOUNTS, plan, officer)
            ACCOUNTS.write(plan, officer)
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 10
