"""Begin, save, answer, hand in: every verb in every state, and whose right it is."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.audit.queries import events_of
from safeschools.lib.errors import Invalid, NotAllowed, Stale, WrongState
from scoring.actions import assessments
from scoring.actions.assessments import Incomplete
from scoring.models import ScoreEntry
from scoring.policies.editing import EDITABLE
from tests.factories import make_school, make_user, put
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db

State = Participation.State
COUNTS = {"counts": {"D1-01.1": 1, "D1-01.2": 0, "D1-01.3": 0}}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def begun(world: World) -> World:
    world.start()
    return world


def test_starting_gives_every_item_a_row_and_leaves_out_what_the_register_rules_out(world: World) -> None:
    world.start()
    assert world.row.state == State.SELF_ASSESSING
    assert world.row.item_scores.count() == 60
    assert not world.item("D3-05").applicable  # school buses
    assert world.item("D4-01").applicable  # canteen
    assert events_of(world.row).filter(verb="assessment.start", actor=world.editor).exists()


def test_points_follow_from_facts(begun: World) -> None:
    score = begun.save("D1-01", COUNTS, "九月漏一次")
    score.refresh_from_db()
    assert (score.draft_points, score.draft_max, score.version) == (160, 200, 2)
    assert (score.facts, score.note, score.updated_by) == (COUNTS, "九月漏一次", begun.editor)
    event = events_of(score).get(verb="assessment.save")
    assert event.data == {"facts": COUNTS, "note": "九月漏一次", "version": 2}


def test_incomplete_facts_are_kept_without_points(begun: World) -> None:
    begun.save("D1-01", {"counts": {"D1-01.1": 1}})
    score = begun.item("D1-01")
    assert (score.facts, score.draft_points, score.answered) == ({"counts": {"D1-01.1": 1}}, None, False)


def test_impossible_facts_change_nothing(begun: World) -> None:
    with pytest.raises(Invalid):
        begun.save("D1-02", {"numerator": 3, "denominator": 2})
    assert begun.item("D1-02").version == 1


def test_a_school_cannot_confirm_on_site_that_there_was_nothing_to_count(begun: World) -> None:
    with pytest.raises(Invalid):
        begun.save("D1-02", {"numerator": 0, "denominator": 0, "confirmed": True})


def test_an_item_that_does_not_apply_is_refused(begun: World) -> None:
    with pytest.raises(Invalid):
        begun.save("D3-05", {"counts": {}})


def test_a_newer_version_is_never_overwritten(begun: World) -> None:
    begun.save("D1-04", {"level": "A"}, by=begun.colleague)
    with pytest.raises(Stale):
        begun.save("D1-04", {"level": "B"}, version=1)
    score = begun.item("D1-04")
    assert (score.facts, score.updated_by) == ({"level": "A"}, begun.colleague)


def test_the_item_in_a_conflict_holds_the_other_version(begun: World) -> None:
    mine = begun.item("D1-04")
    begun.save("D1-04", {"level": "A"}, "佐证齐全", by=begun.colleague)
    with pytest.raises(Stale):
        assessments.save_item(mine, by=begun.editor, facts={"level": "B"}, note="", version=1)
    assert (mine.facts, mine.note, mine.version, mine.updated_by) == ({"level": "A"}, "佐证齐全", 2, begun.colleague)


def test_the_version_that_lost_stays_in_the_history(begun: World) -> None:
    assessments.set_aside(begun.item("D1-04"), by=begun.editor, facts={"level": "B"}, note="另一份")
    event = events_of(begun.item("D1-04")).get(verb="assessment.set_aside")
    assert (event.data["facts"], event.data["note"]) == ({"level": "B"}, "另一份")
    assert begun.item("D1-04").facts == {}


def test_a_repeated_message_is_no_conflict_and_no_second_version(begun: World) -> None:
    begun.save("D1-04", {"level": "A"})
    again = begun.save("D1-04", {"level": "A"}, version=1)
    assert again.version == 2
    assert begun.save("D1-04", {"level": "A"}).version == 2
    assert events_of(begun.item("D1-04")).count() == 1


def test_handing_in_freezes_the_answers_as_claimed_points(begun: World) -> None:
    begun.fill(**{"D1-01": COUNTS})
    before = CampaignYear.objects.get(pk=begun.year.pk).revision
    paper = begun.submit()
    begun.row.refresh_from_db()
    assert (begun.row.state, begun.row.submitted_at) == (State.SUBMITTED, paper.submitted_at)
    score = begun.item("D1-01")
    assert (score.claimed_facts, score.layer("claimed")) == (COUNTS, (160, 200))
    assert ScoreEntry.objects.get(item_score=score, layer="claimed").author == begun.head
    assert paper.content["D1-01"]["facts"] == COUNTS
    assert begun.row.revision == CampaignYear.objects.get(pk=begun.year.pk).revision == before + 1
    assert Event.objects.filter(verb="assessment.submit", actor=begun.head).exists()


def test_items_that_do_not_apply_are_not_claimed(begun: World) -> None:
    begun.fill()
    assert "D3-05" not in begun.submit().content
    assert begun.item("D3-05").claimed_points is None


def test_open_items_are_named_and_nothing_is_handed_in(begun: World) -> None:
    begun.fill()
    begun.save("D1-04", {})
    with pytest.raises(Incomplete, match="D1-04"):
        begun.submit()
    begun.row.refresh_from_db()
    assert begun.row.state == State.SELF_ASSESSING
    assert not begun.row.submissions.exists()


def test_an_undeclared_veto_is_open(begun: World) -> None:
    begun.fill()
    begun.save("D1-V1", {})
    with pytest.raises(Incomplete, match="D1-V1"):
        begun.submit()


def test_a_declared_veto_is_handed_in_and_costs_no_points(begun: World) -> None:
    begun.fill(**{"D5-V1": {"occurred": True}})
    assert begun.submit().score == 10000


def test_only_the_head_signs_off(begun: World) -> None:
    begun.fill()
    with pytest.raises(NotAllowed):
        assessments.submit(begun.row, by=begun.editor)


@pytest.mark.parametrize("role", ["school_head", "district_reviewer", "bureau_officer", "auditor"])
def test_nobody_else_writes_into_a_school_s_assessment(begun: World, role: str) -> None:
    stranger = make_user(role, **({"school": make_school()} if role == "school_head" else {}))
    with pytest.raises(NotAllowed):
        begun.save("D1-04", {"level": "A"}, by=stranger)
    with pytest.raises(NotAllowed):
        assessments.set_aside(begun.item("D1-04"), by=stranger, facts={}, note="")
    with pytest.raises(NotAllowed):
        assessments.submit(begun.row, by=stranger)


def test_a_closed_year_is_left_alone(begun: World) -> None:
    CampaignYear.objects.filter(pk=begun.year.pk).update(state=CampaignYear.State.CLOSED)
    with pytest.raises(WrongState):
        begun.save("D1-04", {"level": "A"})


def test_the_district_s_reason_is_answered(begun: World) -> None:
    begun.fill()
    begun.submit()
    begun.send_back("D1-04")
    note = begun.row.return_notes.get()
    assessments.reply(note, by=begun.editor, text="  已核对，台账在附件  ")
    note.refresh_from_db()
    assert note.reply == "已核对，台账在附件"
    assert note.replied_at is not None
    with pytest.raises(Invalid):
        assessments.reply(note, by=begun.editor, text=" ")
    with pytest.raises(NotAllowed):
        assessments.reply(note, by=begun.reviewer, text="好")


def test_after_a_return_everything_can_be_changed_and_the_second_paper_has_number_two(begun: World) -> None:
    begun.fill()
    first = begun.submit()
    begun.send_back("D1-04")
    begun.save("D1-04", {"level": "B"})
    begun.save("D2-03", {"met": False})
    second = begun.submit()
    assert second.number == 2
    assert second.receipt != first.receipt
    assert begun.item("D2-03").claimed_points == 0


def set_aside(world: World) -> None:
    assessments.set_aside(world.item("D1-04"), by=world.editor, facts={}, note="")


VERBS: dict[str, tuple[Callable[[World], Any], tuple[str, ...]]] = {
    "start": (lambda world: world.start(), (State.INVITED,)),
    "save": (lambda world: world.save("D1-04", {"level": "A"}), EDITABLE),
    "set_aside": (
        lambda world: assessments.set_aside(world.item("D1-04"), by=world.editor, facts={}, note=""),
        EDITABLE,
    ),
    "submit": (lambda world: world.submit(), (State.SELF_ASSESSING, State.RETURNED)),
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(begun: World, verb: str, state: str) -> None:
    begun.fill(**{"D1-04": {"level": "B"}})
    put(begun.row, state)
    begun.row.refresh_from_db()
    act, allowed = VERBS[verb]
    if state in allowed:
        act(begun)
    else:
        with pytest.raises(WrongState):
            act(begun)
        assert begun.item("D1-04").facts == {"level": "B"}


def test_a_stale_page_cannot_hand_in_twice(begun: World) -> None:
    begun.fill()
    stale = Participation.objects.get(pk=begun.row.pk)
    begun.submit()
    with pytest.raises(WrongState):
        assessments.submit(stale, by=begun.head)
    assert begun.row.submissions.count() == 1
