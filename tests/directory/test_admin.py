"""Django's admin: only for system administrators, only to look and to export, through the safe writer."""

import io

import openpyxl
import pytest
from django.urls import reverse

from safeschools.accounts.models import User
from tests.directory.steps import signed_in
from tests.factories import make_agency, make_school, make_user

pytestmark = pytest.mark.django_db

MODELS = ("directory_school", "directory_district", "directory_agency", "accounts_user")


@pytest.fixture
def admin() -> User:
    return make_user("system_admin")


@pytest.mark.parametrize("model", MODELS)
def test_a_system_administrator_looks_but_does_not_touch(model: str, admin: User) -> None:
    school, agency = make_school(), make_agency()
    rows = {"directory_school": school, "directory_district": school.district, "directory_agency": agency}
    obj = rows.get(model, admin)
    client = signed_in(admin)
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    page = client.get(reverse(f"admin:{model}_change", args=[obj.pk]))
    assert page.status_code == 200
    assert admin.password not in page.content.decode()
    assert client.post(reverse(f"admin:{model}_change", args=[obj.pk]), {}).status_code == 403
    assert client.get(reverse(f"admin:{model}_add")).status_code == 403
    assert client.post(reverse(f"admin:{model}_delete", args=[obj.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_exports_leave_through_the_safe_writer(model: str, admin: User) -> None:
    make_school(name="=1+1", remark="@x")
    User.objects.filter(pk=admin.pk).update(display_name="=2+2")
    make_agency(name="=3+3")
    client = signed_in(admin)
    fields = {"format": "0", "resource": "0"}
    form = client.get(reverse(f"admin:{model}_export")).context["form"]
    fields |= {name: "on" for name in form.fields if name not in ("format", "resource", "export_items")}
    answer = client.post(reverse(f"admin:{model}_export"), fields)
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(str(cell.value).startswith("pbkdf2") or str(cell.value).startswith("md5$") for cell in cells)
    if model == "directory_school":
        assert [cell.value for cell in page[1]][:2] == ["学校标识码", "学校名称"]
        assert page["B2"].value == "=1+1"


@pytest.mark.parametrize("role", ["bureau_officer", "auditor", "school_head"])
def test_the_admin_is_closed_to_everybody_else(role: str) -> None:
    assert signed_in(make_user(role)).get(reverse("admin:directory_school_changelist")).status_code in (302, 403)
