"""The pages of the standard: who sees what, what a form refuses, that nothing typed is lost, constant statements."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from safeschools.accounts.models import User
from scoring.actions import standards
from scoring.models import Item, Standard
from scoring.queries.standards import content_hash_of, content_of, digest_of
from scoring.resources.writing import workbook
from tests.factories import make_school, make_standard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def draft(officer: User) -> Standard:
    return standards.copy(make_standard(officer), by=officer, version="2.0")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def form_of(desk: Client, url: str) -> dict[str, Any]:
    """What a browser would post back from the item form without touching it."""
    context = desk.get(url).context
    editor = context["editor"]
    parts = [editor.form, *([editor.single] if editor.single else []), *editor.rows]
    data: dict[str, Any] = {"seen": context["seen"], "method": editor.method, "shown_method": editor.method}
    data["rows"] = len(editor.rows)
    for form in parts:
        for field in form:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    return data


READERS = ("bureau_officer", "bureau_lead", "auditor", "district_lead", "school_editor", "inspector", "unit_liaison")
PAGES = ("", "maximum/", "export.xlsx")
EDITS = ("copy/", "publish/", "import/", "items/new/", "items/D1-01/", "items/D1-01/remove/", "sum/")


@pytest.mark.parametrize("role", READERS)
def test_readers_see_published_versions_and_no_drafts(client: Client, draft: Standard, role: str) -> None:
    published = Standard.objects.get(state="published")
    client.force_login(make_user(role))
    assert client.get("/standards/").status_code == 200
    for page in PAGES:
        assert client.get(f"/standards/{published.version}/{page}").status_code == 200
        assert client.get(f"/standards/2.0/{page}").status_code == (200 if role == "bureau_officer" else 404)


@pytest.mark.parametrize("role", ["bureau_lead", "district_lead", "school_head", "system_admin", "auditor"])
def test_only_officers_edit(client: Client, draft: Standard, role: str) -> None:
    client.force_login(make_user(role))
    for page in EDITS:
        assert client.get(f"/standards/2.0/{page}").status_code == 403
    for page in ("discard/", "items/D1-01/move/", "import/confirm/", "import/marked.xlsx"):
        assert client.post(f"/standards/2.0/{page}").status_code == 403


def test_strangers_are_sent_to_the_login(client: Client, draft: Standard) -> None:
    assert client.get("/standards/2.0/").status_code == 302


def test_what_is_not_there_is_404(desk: Client, draft: Standard) -> None:
    for page in ("9.9/", "2.0/items/D9-99/", "2.0/items/D1-01/?method=dice"):
        assert desk.get(f"/standards/{page}").status_code == 404


def test_every_page_that_changes_a_published_version_is_409(desk: Client, draft: Standard) -> None:
    version = Standard.objects.get(state="published").version
    for page in ("publish/", "import/", "items/new/", "items/D1-01/", "items/D1-01/remove/"):
        assert desk.get(f"/standards/{version}/{page}").status_code == 409
    for page in ("publish/", "discard/", "items/D1-01/move/", "items/D1-01/remove/"):
        assert desk.post(f"/standards/{version}/{page}").status_code == 409


def test_a_copy_is_made_and_a_taken_version_is_explained(desk: Client, draft: Standard) -> None:
    page = desk.post("/standards/2.0/copy/", {"version": "2.0", "name": "新版"})
    assert page.status_code == 422
    assert page.context["form"]["name"].value() == "新版"
    assert desk.post("/standards/2.0/copy/", {"version": "2.1", "name": "新版"})["Location"] == "/standards/2.1/"
    assert Standard.objects.get(version="2.1").name == "新版"


@pytest.mark.parametrize("code", ["D1-01", "D1-02", "D1-04", "D2-03", "D1-V1", "D1-06"])
def test_the_form_of_each_method_saves_what_it_shows(desk: Client, draft: Standard, code: str) -> None:
    url = f"/standards/2.0/items/{code}/"
    before = content_hash_of(draft)
    assert desk.post(url, form_of(desk, url)).status_code == 302
    assert content_hash_of(draft) == before
    desk.post(url, form_of(desk, url) | {"name": "新名称"})
    assert draft.items.get(code=code).name == "新名称"


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(desk: Client, draft: Standard) -> None:
    url = "/standards/2.0/items/D1-01/"
    page = desk.post(url, form_of(desk, url) | {"name": "已改", "r1-points": "99", "max_points": "2.005"})
    editor = page.context["editor"]
    assert page.status_code == 422
    assert editor.form["name"].value() == "已改"
    assert set(editor.form.errors) == {"max_points"}
    page = desk.post(url, form_of(desk, url) | {"r1-points": "99"})
    assert set(page.context["editor"].rows[1].errors) == {"points"}
    assert "id_r1-points" in page.content.decode()


def test_rows_are_added_and_removed_without_saving(desk: Client, draft: Standard) -> None:
    url = "/standards/2.0/items/D1-01/"
    data = form_of(desk, url) | {"r0-zh": "已改"}
    rows = desk.post(url, data | {"add_row": "1"}).context["editor"].rows
    assert (len(rows), rows[0]["zh"].value()) == (4, "已改")
    rows = desk.post(url, data | {"remove_row": "1"}).context["editor"].rows
    assert [row["id"].value() for row in rows] == ["D1-01.1", "D1-01.3"]
    assert len(draft.items.get(code="D1-01").params["deductions"]) == 3


def test_another_method_asks_other_questions_and_keeps_the_rest(desk: Client, draft: Standard) -> None:
    url = "/standards/2.0/items/D1-01/"
    page = desk.post(url, form_of(desk, url) | {"method": "ratio", "name": "已改"})
    assert page.status_code == 200
    assert page.context["editor"].form["name"].value() == "已改"
    data = form_of(desk, url) | {"method": "binary", "shown_method": "binary"}
    data |= {"p-condition_zh": "有", "p-condition_en": "There is one"}
    assert desk.post(url, data).status_code == 302
    assert draft.items.get(code="D1-01").params == {"condition_zh": "有", "condition_en": "There is one"}


def test_applicability_is_put_together_from_its_answers(desk: Client, draft: Standard) -> None:
    url = "/standards/2.0/items/D1-01/"
    data = form_of(desk, url) | {"types_mode": "not", "types": ["111", "511"], "facilities": ["lab", "canteen"]}
    desk.post(url, data)
    assert draft.items.get(code="D1-01").applicable_to == "!111;!511;canteen;lab"
    assert desk.post(url, form_of(desk, url) | {"types_mode": "only", "types": []}).status_code == 422


def test_the_second_of_two_editors_is_asked_first(desk: Client, draft: Standard, officer: User) -> None:
    url = "/standards/2.0/items/D1-01/"
    mine = form_of(desk, url) | {"name": "我的"}
    desk.post(url, form_of(desk, url) | {"name": "别人的"})
    page = desk.post(url, mine)
    assert page.status_code == 422
    assert draft.items.get(code="D1-01").name == "别人的"
    assert page.context["editor"].form["name"].value() == "我的"
    item = Item.objects.select_related("dimension").get(standard=draft, code="D1-01")
    assert page.context["seen"] == digest_of(item)
    desk.post(url, mine | {"seen": page.context["seen"]})
    assert draft.items.get(code="D1-01").name == "我的"


def test_an_item_is_added_moved_and_removed(desk: Client, draft: Standard) -> None:
    data = form_of(desk, "/standards/2.0/items/D1-01/") | {"code": "D1-77"}
    assert desk.post("/standards/2.0/items/new/", data)["Location"] == "/standards/2.0/?dimension=D1"
    desk.post("/standards/2.0/items/D1-77/move/", {"direction": "up"})
    codes = [item.code for item in content_of(draft).items if item.dimension == "D1"]
    assert codes[-2] == "D1-77"
    assert desk.get("/standards/2.0/items/D1-77/remove/").status_code == 200
    desk.post("/standards/2.0/items/D1-77/remove/")
    assert not draft.items.filter(code="D1-77").exists()
    assert desk.get("/standards/2.0/items/new/?method=levels").context["editor"].method == "levels"


def test_the_sum_follows_the_points_being_typed(desk: Client, draft: Standard) -> None:
    page = desk.get("/standards/2.0/sum/?item=D1-01&max_points=2.50")
    assert page.context["sum"] == {"total": 10050, "missing": -50}
    assert desk.get("/standards/2.0/sum/?item=D1-01&max_points=x").context["sum"]["total"] == 9800


def test_the_publish_page_lists_every_fault_with_its_item(desk: Client, draft: Standard) -> None:
    draft.items.filter(code="D1-02").update(params={})
    draft.items.filter(code="D1-01").update(max_points=150)
    faults = desk.get("/standards/2.0/publish/").context["faults"]
    assert {code for code, _text in faults} >= {"D1-02", ""}
    assert desk.post("/standards/2.0/publish/").status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_and_discarding_by_the_buttons(desk: Client, draft: Standard) -> None:
    assert desk.post("/standards/2.0/publish/")["Location"] == "/standards/2.0/"
    desk.post("/standards/2.0/copy/", {"version": "3.0", "name": "新版"})
    assert desk.post("/standards/3.0/discard/")["Location"] == "/standards/"
    assert not Standard.objects.filter(version="3.0").exists()


def upload(data: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("标准.xlsx", data)}


def test_an_import_is_checked_then_written_as_a_whole(desk: Client, draft: Standard) -> None:
    other = content_of(draft)
    draft.items.filter(code="D1-01").delete()
    page = desk.post("/standards/2.0/import/", upload(workbook(other)))
    assert (page.context["added"], page.context["removed"], page.context["changed"]) == (["D1-01"], [], [])
    assert not draft.items.filter(code="D1-01").exists()
    assert desk.post("/standards/2.0/import/confirm/", {"token": page.context["token"]}).status_code == 302
    assert content_of(draft) == other


def test_an_import_of_something_stale_or_forged_is_refused(desk: Client, draft: Standard) -> None:
    token = desk.post("/standards/2.0/import/", upload(workbook(content_of(draft)))).context["token"]
    draft.items.filter(code="D1-01").update(name="已改")
    assert desk.post("/standards/2.0/import/confirm/", {"token": token}).status_code == 409
    assert desk.post("/standards/2.0/import/confirm/", {"token": token + "x"}).status_code == 422


def test_a_bad_workbook_comes_back_marked(desk: Client, draft: Standard) -> None:
    draft.items.filter(code="D1-01").update(applicable_to="gym")
    page = desk.post("/standards/2.0/import/", upload(workbook(content_of(draft))))
    assert len(page.context["marks"]) == 1
    answer = desk.post("/standards/2.0/import/marked.xlsx", {"token": page.context["token"]})
    book = load_workbook(BytesIO(answer.content))
    assert book.worksheets[1]["H2"].fill.fgColor.rgb.endswith("F9D0CC")


def test_an_import_without_a_file_or_with_a_huge_one_is_explained(desk: Client, draft: Standard) -> None:
    assert desk.post("/standards/2.0/import/").status_code == 422
    assert desk.post("/standards/2.0/import/", upload(b"x" * (2 * 1024 * 1024 + 1))).status_code == 422


def test_the_maximum_follows_the_facilities_chosen(desk: Client, draft: Standard) -> None:
    make_school(canteen=True)
    page = desk.get("/standards/2.0/maximum/?facility=canteen&facility=nonsense")
    rows = {row.label: row for row in page.context["maxima"]}
    assert all(row.base < row.chosen < row.full <= 10000 for row in rows.values())
    assert [row.schools for row in page.context["combinations"]] == [1]


@pytest.mark.parametrize("url", ["/standards/", "/standards/2.0/maximum/"])
def test_statements_do_not_depend_on_rows(desk: Client, draft: Standard, officer: User, url: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    make_school()
    few = statements()
    for number in range(5):
        standards.copy(draft, by=officer, version=f"3.{number}")
    for _number in range(30):
        make_school()
    assert statements() == few


def test_statements_of_a_version_do_not_depend_on_its_items(desk: Client, draft: Standard) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/standards/2.0/?dimension=D5").status_code == 200
        return len(captured)

    many = statements()
    draft.items.exclude(code="D5-01").delete()
    assert statements() == many
