"""The workspace over HTTP: who sees it, what an autosave answers, and how many statements it takes."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CampaignYear
from scoring.models import Evidence, EvidenceLink
from tests.factories import make_user
from tests.scoring.assessment.world import LATE, NOW, World
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db

YEAR = 2025
DIMENSION = reverse("assessment_dimension", args=[YEAR, "D1"])
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def world() -> World:
    world = World()
    world.start()
    return world


@pytest.fixture
def editor(world: World, client: Client) -> Client:
    client.force_login(world.editor)
    return client


def save_url(code: str) -> str:
    return reverse("item_save", args=[YEAR, code])


def autosave(client: Client, code: str, version: int = 1, **fields: str) -> Any:
    return client.post(save_url(code), {"version": version, "note": "", **fields}, headers={"X-Autosave": "1"})


def statements(queries: CaptureQueriesContext) -> list[str]:
    return [row["sql"] for row in queries.captured_queries if not row["sql"].startswith(FRAME)]


def test_an_autosave_answers_with_card_totals_dimensions_and_completeness(editor: Client, world: World) -> None:
    response = autosave(editor, "D1-04", level="A")
    assert (response.status_code, response["X-Version"]) == (200, "2")
    page = response.content.decode()
    for place in ("#got-D1-04", "#st-D1-04", "#dim-D1", "#vetoes", "#sum", "#lift", "#checks", "[data-save='D1-04']"):
        assert f'data-swap="{place}' in page, place
    assert world.item("D1-04").draft_points == 250


def test_an_autosave_takes_at_most_eight_statements(editor: Client) -> None:
    autosave(editor, "D1-04", level="A")
    with CaptureQueriesContext(connection) as queries:
        autosave(editor, "D1-04", 2, level="B")
    assert len(statements(queries)) <= 8, statements(queries)


def test_two_versions_answer_409_with_both_and_keep_the_one_that_lost(editor: Client, world: World) -> None:
    world.save("D1-04", {"level": "A"}, "同事的说明", by=world.colleague)
    response = autosave(editor, "D1-04", level="B", note="我的说明")
    page = response.content.decode()
    assert response.status_code == 409
    assert 'data-merge-version="2"' in page
    assert "同事的说明" in page
    assert "我的说明" in page
    history = editor.get(reverse("item_history", args=[YEAR, "D1-04"])).content.decode()
    assert "我的说明" in history
    assert "同事的说明" in history
    autosave(editor, "D1-04", 2, level="B", note="我的说明")
    assert world.item("D1-04").facts == {"level": "B"}


def test_without_script_the_item_is_saved_and_shown_again(editor: Client, world: World) -> None:
    response = editor.post(save_url("D1-04"), {"version": 1, "note": "第一行\r\n第二行", "level": "A"})
    assert response.status_code == 302
    assert response["Location"] == f"{DIMENSION}#item-D1-04"
    assert world.item("D1-04").note == "第一行\n第二行"


def test_without_script_two_versions_are_a_page_to_choose_on(editor: Client, world: World) -> None:
    world.save("D1-04", {"level": "A"}, by=world.colleague)
    response = editor.post(save_url("D1-04"), {"version": 1, "note": "", "level": "B"})
    assert response.status_code == 409
    assert '<input type="hidden" name="version" value="2">' in response.content.decode()


@pytest.mark.parametrize(
    ("code", "fields", "status"),
    [
        ("D1-04", {"level": "Z"}, 422),
        ("D1-01", {"count:D1-01.1": "-1"}, 422),
        ("D1-01", {"count:D1-01.1": "1.5"}, 422),
        ("D1-02", {"numerator": "3", "denominator": "2"}, 422),
        ("D1-04", {"level": "A", "note": "长" * 4001}, 422),
        ("D1-04", {"level": "A", "note": "\x00"}, 400),
        ("D1-04", {"level": "A", "version": "x"}, 422),
        ("D3-05", {}, 422),
        ("D9-99", {}, 404),
    ],
)
def test_impossible_answers_are_refused_in_words(
    editor: Client, world: World, code: str, fields: dict[str, str], status: int
) -> None:
    data = {"version": "1", "note": "", **fields}
    response = editor.post(save_url(code), data, headers={"X-Autosave": "1"})
    assert response.status_code == status
    assert not world.row.item_scores.filter(version__gt=1).exists()


def test_a_confirmation_on_site_cannot_be_posted_by_a_school(editor: Client, world: World) -> None:
    autosave(editor, "D1-02", numerator="0", denominator="0", confirmed="yes")
    assert "confirmed" not in world.item("D1-02").facts


def test_after_the_deadline_the_page_says_so_and_a_save_is_refused(editor: Client, world: World) -> None:
    with time_machine.travel(LATE):
        editor.force_login(world.editor)
        response = autosave(editor, "D1-04", level="A")
        page = editor.get(DIMENSION).content.decode()
    assert response.status_code == 409
    assert 'id="say-busy"' not in page
    assert 'name="note"' not in page


PAGES = [
    ("assessment", []),
    ("assessment_dimension", ["D1"]),
    ("assessment_submit", []),
    ("assessment_pdf", []),
    ("item_history", ["D1-04"]),
    ("evidence_library", []),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_the_school_sees_its_own_pages_and_another_school_does_not(
    world: World, client: Client, name: str, args: list[str]
) -> None:
    address = reverse(name, args=[YEAR, *args])
    client.force_login(world.editor)
    assert client.get(address).status_code == 200
    client.force_login(make_user("school_editor"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("role", ["district_reviewer", "bureau_officer", "inspector", "system_admin", "auditor"])
def test_nobody_but_a_school_has_a_workspace(
    world: World, client: Client, role: str, name: str, args: list[str]
) -> None:
    client.force_login(make_user(role, **({"district": world.district} if role == "district_reviewer" else {})))
    assert client.get(reverse(name, args=[YEAR, *args])).status_code in (403, 404)


@pytest.mark.parametrize("name", ["item_save", "evidence_upload", "evidence_attach"])
def test_another_school_s_item_does_not_exist(world: World, client: Client, name: str) -> None:
    client.force_login(make_user("school_head"))
    assert client.post(reverse(name, args=[YEAR, "D1-04"]), {"version": 1}).status_code == 404
    assert world.item("D1-04").version == 1


def test_handing_in_over_http_needs_the_head_and_the_tick(world: World, client: Client) -> None:
    world.fill()
    address = reverse("assessment_submit", args=[YEAR])
    client.force_login(world.editor)
    assert client.post(address, {"truth": "yes"}).status_code == 403
    client.force_login(world.head)
    assert client.post(address).status_code == 422
    response = client.post(address, {"truth": "yes"})
    assert response["Location"] == reverse("assessment_receipt", args=[YEAR, 1])
    assert client.post(address, {"truth": "yes"}).status_code == 409


def test_the_check_names_what_is_open(world: World, client: Client) -> None:
    world.fill()
    world.save("D1-04", {})
    client.force_login(world.head)
    address = reverse("assessment_submit", args=[YEAR])
    page = client.get(address).content.decode()
    dialog = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f"{DIMENSION}#item-D1-04" in page
    assert dialog.startswith("<dialog")
    assert "disabled" in dialog


def test_after_handing_in_the_page_is_read_only(world: World, client: Client) -> None:
    world.fill()
    world.submit()
    client.force_login(world.editor)
    page = client.get(DIMENSION).content.decode()
    assert 'id="say-busy"' not in page
    assert "<textarea" not in page
    assert autosave(client, "D1-04", level="A").status_code == 409


def test_the_district_s_reasons_stand_at_their_items_and_can_be_answered(world: World, client: Client) -> None:
    world.fill()
    world.submit()
    world.send_back("D1-04", text="总体较好")
    client.force_login(world.editor)
    page = client.get(DIMENSION).content.decode()
    assert page.count("请核对 D1-04") == 1
    assert "总体较好" in page
    assert page.count("item--ret") == 1
    note = world.row.return_notes.get(item_score__isnull=False)
    response = client.post(reverse("note_reply", args=[YEAR, note.pk]), {"text": "已核对"})
    assert response["Location"] == f"{DIMENSION}#item-D1-04"
    client.force_login(make_user("school_editor"))
    assert client.post(reverse("note_reply", args=[YEAR, note.pk]), {"text": "x"}).status_code == 404


def test_others_in_the_workspace_are_named(world: World, client: Client) -> None:
    beat = reverse("assessment_presence", args=[YEAR, "D1"])
    client.force_login(world.colleague)
    client.get(beat)
    client.force_login(world.editor)
    assert "王磊" in client.get(beat).content.decode()
    assert "李敏" not in client.get(beat).content.decode()


def test_only_what_is_to_do(world: World, client: Client) -> None:
    world.fill()
    world.save("D1-04", {})
    client.force_login(world.editor)
    page = client.get(f"{DIMENSION}?show=open").content.decode()
    assert 'id="item-D1-04"' in page
    assert 'id="item-D1-01"' not in page


def test_last_year_s_points_stand_at_the_item(world: World, client: Client) -> None:
    world.save("D1-04", {"level": "A"})
    campaign, standard = world.year.campaign, world.year.sheet.standard
    CampaignYear.objects.filter(pk=world.year.pk).update(index=2, calendar_year=2026)
    with time_machine.travel(NOW):
        before = World(standard)
    CampaignYear.objects.filter(pk=before.year.pk).update(campaign=campaign)
    before.row.school = before.editor.school = world.school
    with rules_asleep():  # the same school a year before
        before.row.save()
        before.start()
        item = before.item("D1-04")
        item.claimed_facts, item.claimed_points, item.claimed_max = {"level": "B"}, 188, 250
        item.save()
    client.force_login(world.editor)
    assert "1.88" in client.get(reverse("assessment_dimension", args=[2026, "D1"])).content.decode()


def add_evidence(world: World, number: int) -> None:
    item = world.item("D1-04")
    for n in range(number):
        file = Evidence.objects.create(
            school=world.school,
            file=f"evidence/{n}",
            name=f"{n}.jpg",
            content_type="image/jpeg",
            size=1,
            sha256=f"{n}-{item.pk}",
            uploaded_by=world.editor,
        )
        EvidenceLink.objects.create(evidence=file, item_score=item, linked_by=world.editor)


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    world: World, client: Client, name: str, args: list[str]
) -> None:
    address = reverse(name, args=[YEAR, *args])
    client.force_login(world.editor)
    add_evidence(world, 1)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    EvidenceLink.objects.all().delete()
    Evidence.objects.all().delete()
    add_evidence(world, 30)
    for version, level in enumerate("ABCABC", 1):
        world.save("D1-04", {"level": level}, version=version)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(one) == len(many), statements(many)
