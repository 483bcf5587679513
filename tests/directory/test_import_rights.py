"""Who may import what, the empty forms, and districts."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.directory.actions import imports
from safeschools.directory.models import District
from safeschools.lib.errors import NotAllowed
from tests.directory.files import HEADINGS, make_districts, row, xlsx
from tests.directory.steps import checked, counts, signed_in, upload, written
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


@pytest.mark.parametrize(
    "role", ["school_head", "district_reviewer", "bureau_lead", "auditor", "system_admin", "inspector"]
)
def test_other_roles_do_not_import(role: str, officer: User) -> None:
    user = make_user(role)
    client = signed_in(user)
    assert client.get(reverse("school_import")).status_code == 403
    assert client.get(reverse("import_template", args=["schools"])).status_code == 404
    with pytest.raises(NotAllowed):
        imports.check_file(upload(xlsx([row(1)])), by=user, kind="schools")


def test_nobody_sees_another_persons_import(officer: User) -> None:
    job = checked(xlsx([row(1, 办别="")]), officer)
    client = signed_in(make_user("bureau_officer"))
    for name in ("import_report", "job_detail", "job_progress", "job_file"):
        assert client.get(reverse(name, args=[job.pk])).status_code == 404
    for name in ("import_confirm", "import_again"):
        assert client.post(reverse(name, args=[job.pk])).status_code == 404


def test_a_right_lost_between_check_and_confirmation_is_noticed(officer: User) -> None:
    job = checked(xlsx([row(1)]), officer)
    User.objects.filter(pk=officer.pk).update(role="auditor")
    with pytest.raises(NotAllowed):
        imports.confirm(job, by=User.objects.get(pk=officer.pk))


@pytest.mark.parametrize("slug", ["schools", "districts"])
def test_the_empty_form_has_lists_and_an_example_that_is_skipped(officer: User, slug: str) -> None:
    answer: Any = signed_in(officer).get(reverse("import_template", args=[slug]))
    content = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    headings = [cell.value for cell in page[4]] if slug == "schools" else [cell.value for cell in page[3]]
    if slug == "schools":
        assert tuple(headings) == HEADINGS
        lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
        assert lists["D5:D505"] == '"云城区,石桥县,白川县"'
        assert lists["L5:L505"] == '"有,无"'
    job = checked(content, officer, kind=slug)
    assert counts(job) == (0, 0, 0, 1, 1)


def test_districts_are_imported_by_the_city(officer: User) -> None:
    text = "代码,名称,市直属\n990121,石桥区,否\n990199,新城区,是\n"
    job = checked(text, officer, "districts", "a.csv")
    assert counts(job) == (1, 1, 0, 0, 0)
    written(job, officer)
    assert District.objects.get(code="990121").name == "石桥区"
    assert District.objects.get(code="990199").is_direct
    taken = checked("代码,名称\n990198,新城区\n", officer, "districts", "a.csv")
    assert counts(taken)[3] == 1
    lead = make_user("district_lead", district=District.objects.first())
    assert counts(checked(text, lead, "districts", "a.csv"))[3] == 2
