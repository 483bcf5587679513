"""Versions of the standard: copied, edited as drafts, published for ever (C2.1, C2.2.3)."""

from dataclasses import replace
from typing import Any

import pytest

from safeschools.accounts.models import User
from safeschools.audit.queries import events_of
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency
from safeschools.lib.errors import Invalid, Stale, WrongState
from scoring.actions import standards
from scoring.domain.content import Content, content_hash
from scoring.domain.faults import faults, publish_faults
from scoring.models import Item, Standard
from scoring.queries.standards import agency_codes, content_of, digest_of, item_content
from tests.factories import make_standard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def published(officer: User) -> Standard:
    return make_standard(officer)


@pytest.fixture
def draft(published: Standard, officer: User) -> Standard:
    return standards.copy(published, by=officer, version="2.0")


def item_of(standard: Standard, code: str) -> Item:
    return standard.items.select_related("dimension", "standard").get(code=code)


def edit(item: Item, officer: User, **changes: Any) -> None:
    standards.save_item(item, by=officer, content=replace(item_content(item), **changes), seen=digest_of(item))


def test_the_shipped_standard_has_no_fault_and_is_published_with_its_hash(published: Standard) -> None:
    content = content_of(published)
    assert (content.total, len(content.dimensions)) == (10000, 6)
    assert not publish_faults(content, agency_codes())
    assert published.state == Standard.State.PUBLISHED
    assert published.content_hash == content_hash(content)


def test_a_copy_has_the_same_content_and_so_the_same_hash(published: Standard, draft: Standard) -> None:
    assert draft.state == Standard.State.DRAFT
    assert content_hash(content_of(draft)) == published.content_hash


@pytest.mark.parametrize("version", ["", "2 0", "a/b", "x" * 21])
def test_a_misspelled_version_is_refused(published: Standard, officer: User, version: str) -> None:
    with pytest.raises(Invalid):
        standards.copy(published, by=officer, version=version)


def test_a_version_that_is_taken_is_refused(published: Standard, officer: User) -> None:
    with pytest.raises(Invalid, match=published.version):
        standards.copy(published, by=officer, version=published.version)


def test_publishing_is_refused_with_the_difference_when_the_sum_is_not_100(draft: Standard, officer: User) -> None:
    edit(item_of(draft, "D2-03"), officer, max_points=150)
    with pytest.raises(Invalid, match=r"99\.50.*\+0\.50"):
        standards.publish(draft, by=officer)
    draft.refresh_from_db()
    assert draft.state == Standard.State.DRAFT
    edit(item_of(draft, "D2-03"), officer, max_points=300)
    with pytest.raises(Invalid, match=r"101\.00.*-1\.00"):
        standards.publish(draft, by=officer)


def test_publishing_is_refused_without_items_and_with_an_empty_dimension(draft: Standard, officer: User) -> None:
    for item in draft.items.filter(dimension__code="D6").select_related("standard"):
        standards.remove_item(item, by=officer)
    with pytest.raises(Invalid, match="D6"):
        standards.publish(draft, by=officer)


def test_publishing_is_refused_when_stored_parameters_have_faults(draft: Standard, officer: User) -> None:
    draft.items.filter(code="D1-02").update(params={"full_at_pct": "70", "zero_at_pct": "95"})
    with pytest.raises(Invalid):
        standards.publish(draft, by=officer)


def test_publishing_writes_who_when_and_the_hash_into_the_event_log(draft: Standard, officer: User) -> None:
    standards.publish(draft, by=officer)
    event = events_of(draft).get(verb="standard.publish")
    assert (event.actor, event.params["hash"]) == (officer, draft.content_hash)
    assert draft.published_by == officer


def test_items_are_numbered_in_printed_order_when_published(draft: Standard, officer: User) -> None:
    edit(item_of(draft, "D1-01"), officer, dimension="D6")
    standards.publish(draft, by=officer)
    codes = list(draft.items.order_by("order").values_list("code", flat=True))
    assert codes[-1] == "D1-01"


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "D1 01"},
        {"code": "D1-02"},
        {"name": "x" * 81},
        {"dimension": "D9"},
        {"applicable_to": "canteens"},
        {"applicable_to": "11"},
        {"agencies": ("NOBODY",)},
        {"method": "guess"},
        {"max_points": 0},
        {"method": "veto", "params": {"condition_zh": "甲", "condition_en": "a"}},
        {"params": {"deductions": []}},
        {"params": {"deductions": [{"id": "1", "zh": "甲", "en": "a", "points": "0.001", "per": "once"}]}},
    ],
)
def test_an_item_with_a_fault_is_refused(draft: Standard, officer: User, changes: dict[str, Any]) -> None:
    item = item_of(draft, "D1-01")
    with pytest.raises(Invalid):
        edit(item, officer, **changes)
    assert item_content(item_of(draft, "D1-01")) == item_content(item)


def test_two_editors_of_one_item_never_overwrite_each_other_silently(draft: Standard, officer: User) -> None:
    item = item_of(draft, "D1-01")
    seen, content = digest_of(item), item_content(item)
    standards.save_item(item, by=officer, content=replace(content, name="先保存"), seen=seen)
    with pytest.raises(Stale):
        standards.save_item(item, by=officer, content=replace(content, name="后保存"), seen=seen)
    assert item_of(draft, "D1-01").name == "先保存"


def test_items_are_added_moved_and_removed(draft: Standard, officer: User) -> None:
    content = replace(item_content(item_of(draft, "D1-01")), code="D1-99")
    added = standards.add_item(draft, by=officer, content=content)
    codes = [item.code for item in content_of(draft).items if item.dimension == "D1"]
    assert codes[-1] == "D1-99"
    standards.move_item(added, by=officer, up=True)
    codes = [item.code for item in content_of(draft).items if item.dimension == "D1"]
    assert codes[-2] == "D1-99"
    standards.remove_item(added, by=officer)
    assert not draft.items.filter(code="D1-99").exists()
    assert events_of(draft).filter(verb__startswith="standard.item_").count() == 3


def test_an_item_somebody_else_removed_is_reported(draft: Standard, officer: User) -> None:
    item = item_of(draft, "D1-01")
    standards.remove_item(item_of(draft, "D1-01"), by=officer)
    with pytest.raises(WrongState):
        edit(item, officer, name="x")


def test_moving_the_first_item_up_changes_nothing(draft: Standard, officer: User) -> None:
    before = content_of(draft)
    standards.move_item(item_of(draft, before.items[0].code), by=officer, up=True)
    assert content_of(draft) == before


def test_a_published_version_cannot_be_changed_by_any_verb(published: Standard, officer: User) -> None:
    item = item_of(published, "D1-01")
    content = content_of(published)
    verbs = (
        lambda: edit(item, officer, name="x"),
        lambda: standards.add_item(published, by=officer, content=replace(item_content(item), code="D1-99")),
        lambda: standards.remove_item(item, by=officer),
        lambda: standards.move_item(item, by=officer, up=False),
        lambda: standards.replace(published, by=officer, content=content),
        lambda: standards.discard(published, by=officer),
        lambda: standards.publish(published, by=officer),
    )
    for verb in verbs:
        with pytest.raises(WrongState):
            verb()
    assert content_of(published) == content


def test_a_draft_can_be_discarded(draft: Standard, officer: User) -> None:
    standards.discard(draft, by=officer)
    assert not Standard.objects.filter(version="2.0").exists()


def test_the_hash_ignores_spelling_of_decimals_and_order_of_keys(published: Standard) -> None:
    content = content_of(published)
    first = content.items[0]
    rows = [dict(reversed(list({**row, "points": row["points"] + "0"}.items()))) for row in first.params["deductions"]]
    spelled = replace(first, params={"deductions": rows})
    assert content_hash(Content(content.dimensions, (spelled, *content.items[1:]))) == published.content_hash


def test_the_hash_changes_with_every_fact(published: Standard) -> None:
    content = content_of(published)
    first = content.items[0]
    others = (
        replace(first, max_points=first.max_points + 1),
        replace(first, rule=first.rule + "。"),
        replace(first, is_key=not first.is_key),
        replace(first, agencies=(*first.agencies, "TRA")),
    )
    hashes = {content_hash(Content(content.dimensions, (item, *content.items[1:]))) for item in others}
    hashes.add(content_hash(Content(content.dimensions, (*content.items[1:], first))))
    assert len(hashes) == 5
    assert published.content_hash not in hashes


def test_an_unknown_agency_is_a_fault_with_its_place(published: Standard) -> None:
    Agency.objects.filter(code="ZZB").delete()
    found = faults(content_of(published), agency_codes())
    assert found[0].path == ("items", 0, "agencies")
    assert found[0].values == {"value": "ZZB"}


def test_agencies_are_made_once() -> None:
    load_agencies(by=None)
    load_agencies(by=None)
    assert Agency.objects.count() == 14
