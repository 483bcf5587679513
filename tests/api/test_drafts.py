"""A standard by the API: copied, edited item by item, replaced as a whole without loss, published for ever."""

from typing import Any

import pytest

from safeschools.audit.models import Event
from scoring.models import Standard
from scoring.queries.standards import content_hash_of
from tests.api.test_corridor import Program
from tests.factories import make_standard, make_user

pytestmark = pytest.mark.django_db


class Desk:
    """An officer with a draft of the shipped standard."""

    def __init__(self) -> None:
        self.officer = Program(make_user("bureau_officer"))
        self.standard = make_standard(self.officer.user)
        old = f"standards/{self.standard.version}"
        made = self.officer.post(f"{old}/copy/", {"version": "2.0"}, status=201)
        assert made["allowed_actions"] == ["copy", "change", "publish", "discard"]
        self.old, self.draft = old, "standards/2.0"

    def item(self, code: str) -> Any:
        return self.officer.get(f"{self.draft}/items/{code}/")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_is_read_can_be_sent_back_without_loss(desk: Desk) -> None:
    content = desk.officer.get(f"{desk.old}/content/")
    desk.officer.ask("delete", f"{desk.draft}/items/{content['items'][0]['code']}/", status=204)
    draft = Standard.objects.get(version="2.0")
    assert content_hash_of(draft) != desk.standard.content_hash
    assert desk.officer.ask("put", f"{desk.draft}/content/", content) == content
    assert content_hash_of(draft) == desk.standard.content_hash
    assert desk.officer.post(f"{desk.draft}/publish/")["content_hash"] == desk.standard.content_hash


def test_an_item_is_changed_moved_removed_and_added(desk: Desk) -> None:
    item = desk.item("D2-03")
    kept = {name: value for name, value in item.items() if name != "seen"}
    again = desk.officer.ask("put", f"{desk.draft}/items/D2-03/", item | {"code": "D2-99", "name": "新名称"})
    assert (again["name"], again["seen"] != item["seen"]) == ("新名称", True)
    order = [each["code"] for each in desk.officer.post(f"{desk.draft}/items/D2-99/move/", {"up": True})["items"]]
    assert order.index("D2-99") + 1 == order.index("D2-02")
    desk.officer.ask("delete", f"{desk.draft}/items/D2-99/", status=204)
    assert desk.officer.post(f"{desk.draft}/items/", kept, status=201)["seen"] == item["seen"]
    verbs = ["standard.item_edit", "standard.item_move", "standard.item_remove", "standard.item_add"]
    assert list(Event.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True)) == verbs


def test_two_editors_of_one_item_lose_nothing(desk: Desk) -> None:
    item, path = desk.item("D2-03"), f"{desk.draft}/items/D2-03/"
    desk.officer.ask("put", path, item | {"name": "甲"})
    assert desk.officer.ask("put", path, item | {"name": "乙"}, 409)["type"].endswith(":stale")
    assert desk.item("D2-03")["name"] == "甲"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"max_points": "-1"}, 400),
        ({"max_points": "1.005"}, 400),
        ({"method": "guess"}, 400),
        ({"params": {"levels": ["x"]}}, 400),
        ({"params": {"levels": [{"grade": "A", "points": "3", "zh": "甲", "en": "a", "star": 3}]}}, 400),
        ({"params": {"verified_points": 3}}, 400),
        ({"params": {}}, 422),
        ({"dimension": "D9"}, 422),
        ({"agencies": ["NASA"]}, 422),
        ({"code": "D2-02"}, 422),
        ({"applicable_to": "everybody"}, 422),
    ],
)
def test_a_faulty_item_is_refused_with_its_fault(change: Any, status: int, desk: Desk) -> None:
    item = desk.item("D2-03")
    problem = desk.officer.ask("put", f"{desk.draft}/items/D2-03/", item | change, status)
    assert problem["errors"] if status == 400 else problem["detail"]
    assert desk.item("D2-03") == item


def test_a_draft_that_is_not_whole_cannot_be_published_but_discarded(desk: Desk) -> None:
    desk.officer.ask("delete", f"{desk.draft}/items/D2-03/", status=204)
    assert desk.officer.post(f"{desk.draft}/publish/", status=422)["hint"]
    desk.officer.ask("delete", f"{desk.draft}/", status=204)
    desk.officer.get(f"{desk.draft}/", status=404)


def test_a_published_version_is_never_changed(desk: Desk) -> None:
    content, item = desk.officer.get(f"{desk.old}/content/"), desk.officer.get(f"{desk.old}/items/D2-03/")
    kept = {name: value for name, value in item.items() if name != "seen"}
    assert desk.officer.get(f"{desk.old}/")["allowed_actions"] == ["copy"]
    for method, path, body in (
        *(("post", "publish/", {}), ("put", "content/", content), ("delete", "", {})),
        *(("put", "items/D2-03/", item), ("delete", "items/D2-03/", {}), ("post", "items/D2-03/move/", {"up": True})),
        ("post", "items/", kept | {"code": "D2-98"}),
    ):
        said = desk.officer.ask(method, f"{desk.old}/{path}", body, 409)
        assert said["type"].endswith(":wrong-state")
    assert content_hash_of(desk.standard) == desk.standard.content_hash


def test_who_only_reads_sees_no_draft(desk: Desk) -> None:
    auditor = Program(make_user("auditor"))
    assert auditor.get(f"{desk.old}/content/")["items"]
    auditor.get(f"{desk.draft}/content/", status=404)
    auditor.ask("delete", f"{desk.old}/", {}, 403)
