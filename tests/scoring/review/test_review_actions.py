"""The review, verb by verb."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import CampaignYear, Participation, Phase
from safeschools.audit.models import Event
from safeschools.lib.errors import Invalid, NotAllowed, Stale, WrongState
from scoring.actions import recommendations, review, vetoes
from scoring.models import ItemScore, ReturnNote, ScoreEntry
from tests.factories import make_user, put
from tests.scoring.review.world import World, item

pytestmark = pytest.mark.django_db

State = Participation.State


@pytest.fixture
def world() -> World:
    return World()


def revision(world: World) -> int:
    return CampaignYear.objects.get(pk=world.year.pk).revision


def reviewed(row: Participation, code: str) -> tuple[int, int] | None:
    return item(row, code).layer("reviewed")


def test_accept_takes_over_the_school_s_facts_with_a_ledger_line_and_a_new_revision(world: World) -> None:
    row = world.hand_in({"D1-01": {"counts": {"D1-01.1": 1, "D1-01.2": 0, "D1-01.3": 0}}})
    before = revision(world)
    review.accept(item(row, "D1-01"), by=world.reviewer)
    score = item(row, "D1-01")
    assert score.reviewed_points == score.claimed_points == 160
    assert score.reviewed_facts == score.claimed_facts
    entry = ScoreEntry.objects.get(item_score=score, layer="reviewed")
    assert (entry.author, entry.points, entry.reason) == (world.reviewer, 160, "")
    assert revision(world) == before + 1
    assert Event.objects.filter(verb="review.accept", object_id=row.pk, actor=world.reviewer).exists()


def test_adjust_computes_points_from_facts_and_keeps_the_reason(world: World) -> None:
    row = world.hand_in()
    facts = {"counts": {"D1-01.1": 2, "D1-01.2": 0, "D1-01.3": 0}}
    review.adjust(item(row, "D1-01"), by=world.reviewer, facts=facts, reason="两次月度排查没有记录")
    assert reviewed(row, "D1-01") == (120, 200)
    assert ScoreEntry.objects.get(layer="reviewed").reason == "两次月度排查没有记录"
    assert Event.objects.get(verb="review.adjust").data["claimed"] == 200


def test_adjust_upwards_is_possible(world: World) -> None:
    row = world.hand_in({"D2-03": {"met": False}})
    review.adjust(item(row, "D2-03"), by=world.reviewer, facts={"met": True}, reason="已书面报告")
    assert reviewed(row, "D2-03") == (200, 200)


def test_adjust_needs_a_reason_when_points_differ_and_only_then(world: World) -> None:
    row = world.hand_in()
    with pytest.raises(Invalid):
        review.adjust(item(row, "D2-03"), by=world.reviewer, facts={"met": False}, reason="  ")
    assert reviewed(row, "D2-03") is None
    review.adjust(item(row, "D1-02"), by=world.reviewer, facts={"numerator": 9, "denominator": 9}, reason="")
    assert reviewed(row, "D1-02") == (200, 200)


def test_impossible_facts_are_refused(world: World) -> None:
    row = world.hand_in()
    with pytest.raises(Invalid):
        review.adjust(item(row, "D1-02"), by=world.reviewer, facts={"numerator": 9, "denominator": 2}, reason="x")


def test_of_two_reviewers_the_second_hears_of_the_first(world: World) -> None:
    row = world.hand_in()
    first, second = item(row, "D2-03"), item(row, "D2-03")
    review.accept(first, by=world.reviewer)
    with pytest.raises(Stale):
        review.adjust(second, by=world.lead, facts={"met": False}, reason="不符")
    assert reviewed(row, "D2-03") == (200, 200)
    review.adjust(item(row, "D2-03"), by=world.lead, facts={"met": False}, reason="不符")
    assert reviewed(row, "D2-03") == (0, 200)


def test_an_item_that_does_not_apply_cannot_be_judged(world: World) -> None:
    row = world.hand_in(canteen=False)
    outside = row.item_scores.filter(applicable=False).select_related("item").first()
    assert outside is not None
    with pytest.raises(Invalid):
        review.accept(outside, by=world.reviewer)


def test_accept_all_remaining_leaves_notes_and_declared_vetoes_to_people(world: World) -> None:
    row = world.hand_in({"D2-V1": {"occurred": True}})
    review.adjust(item(row, "D2-03"), by=world.reviewer, facts={"met": False}, reason="不符")
    review.note_return(item(row, "D1-01"), by=world.reviewer, text="请补充")
    total = row.item_scores.filter(applicable=True).count()
    assert review.accept_all_remaining(row, by=world.reviewer) == total - 3
    assert reviewed(row, "D2-03") == (0, 200)
    assert reviewed(row, "D1-01") is None
    assert reviewed(row, "D2-V1") is None
    assert review.accept_all_remaining(row, by=world.reviewer) == 0


def test_accept_all_remaining_makes_colleagues_old_pages_stale(world: World) -> None:
    row = world.hand_in()
    old = item(row, "D2-03")
    review.accept_all_remaining(row, by=world.reviewer)
    with pytest.raises(Stale):
        review.accept(old, by=world.lead)


def test_a_note_is_rewritten_taken_back_and_dropped_by_a_verdict(world: World) -> None:
    row = world.hand_in()
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="第一次")
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="第二次")
    assert [note.text for note in ReturnNote.objects.all()] == ["第二次"]
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="")
    assert not ReturnNote.objects.exists()
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="第三次")
    review.accept(item(row, "D2-03"), by=world.reviewer)
    assert not ReturnNote.objects.exists()


def test_return_sends_every_note_and_clears_what_must_be_judged_anew(world: World) -> None:
    row = world.hand_in()
    review.accept(item(row, "D1-01"), by=world.reviewer)
    review.accept(item(row, "D2-03"), by=world.reviewer)
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="缺少书面报告")
    review.return_to_school(row, by=world.reviewer, text="请于三日内补正")
    row.refresh_from_db()
    assert row.state == State.RETURNED
    assert {note.text: note.sent for note in row.return_notes.all()} == {"缺少书面报告": True, "请于三日内补正": True}
    assert reviewed(row, "D1-01") == (200, 200)
    assert reviewed(row, "D2-03") is None
    assert ScoreEntry.objects.filter(item_score=item(row, "D2-03"), layer="reviewed").exists()


def test_return_needs_at_least_one_reason(world: World) -> None:
    row = world.hand_in()
    with pytest.raises(Invalid):
        review.return_to_school(row, by=world.reviewer, text=" ")
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_finish_names_what_is_still_open(world: World) -> None:
    row = world.hand_in({"D2-V1": {"occurred": True}})
    with pytest.raises(Invalid, match=r"\d+"):
        review.finish(row, by=world.reviewer)
    review.accept_all_remaining(row, by=world.reviewer)
    review.accept(item(row, "D2-V1"), by=world.reviewer)
    with pytest.raises(Invalid, match="D2-V1"):
        review.finish(row, by=world.reviewer)
    vetoes.propose(
        row, by=world.reviewer, item=item(row, "D2-V1").item, document="教安〔2026〕1号", reason="D级房屋在用"
    )
    review.note_return(item(row, "D1-01"), by=world.reviewer, text="请补充")
    with pytest.raises(Invalid):
        review.finish(row, by=world.reviewer)
    review.accept(item(row, "D1-01"), by=world.reviewer)
    review.finish(row, by=world.reviewer)
    row.refresh_from_db()
    assert row.state == State.REVIEWED
    assert row.reviewed_at is not None


def test_a_finished_review_is_taken_up_again_until_the_list_is_submitted(world: World) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    review.finish(row, by=world.reviewer)
    row.refresh_from_db()
    recommendations.recommend(row, by=world.reviewer, star=3)
    with pytest.raises(Invalid):
        review.reopen(row, by=world.reviewer, reason="")
    review.reopen(row, by=world.reviewer, reason="漏看一项")
    assert row.state == State.SUBMITTED
    review.finish(row, by=world.reviewer)
    row.refresh_from_db()
    line = recommendations.recommend(row, by=world.reviewer, star=3)
    recommendations.submit_list(line.list, by=world.lead)
    with pytest.raises(WrongState):
        review.reopen(row, by=world.reviewer, reason="漏看一项")


VERBS: dict[str, Callable[[World, Participation], object]] = {
    "accept": lambda w, row: review.accept(item(row, "D2-03"), by=w.reviewer),
    "accept_all_remaining": lambda w, row: review.accept_all_remaining(row, by=w.reviewer),
    "adjust": lambda w, row: review.adjust(item(row, "D2-03"), by=w.reviewer, facts={"met": False}, reason="不符"),
    "note_return": lambda w, row: review.note_return(item(row, "D2-03"), by=w.reviewer, text="补充"),
    "return_to_school": lambda w, row: review.return_to_school(row, by=w.reviewer, text="补充"),
    "finish": lambda w, row: review.finish(row, by=w.reviewer),
    "reopen": lambda w, row: review.reopen(row, by=w.reviewer, reason="再看"),
    "recommend": lambda w, row: recommendations.recommend(row, by=w.reviewer, star=3),
    "refuse": lambda w, row: recommendations.refuse(row, by=w.reviewer, reason="不足"),
}
STARTS = {"reopen": State.REVIEWED, "recommend": State.REVIEWED, "refuse": State.REVIEWED}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_starts_from_its_state_only(world: World, verb: str) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    for state in State:
        put(row, state)
        row.refresh_from_db()
        if state == STARTS.get(verb, State.SUBMITTED):
            VERBS[verb](world, row)
            put(row, state)
        else:
            with pytest.raises(WrongState):
                VERBS[verb](world, row)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_judges_a_school_they_belong_to(world: World, verb: str) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    if verb in STARTS:
        put(row, STARTS[verb])
        row.refresh_from_db()
    world.reviewer.person = "p-1"
    world.reviewer.save()
    make_user("school_editor", school=row.school, person="p-1")
    with pytest.raises(NotAllowed):
        VERBS[verb](world, row)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("recommend", "refuse")])
def test_whoever_submitted_cannot_review(world: World, verb: str) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    if verb in STARTS:
        put(row, STARTS[verb])
        row.refresh_from_db()
    head = row.submissions.get().submitted_by
    head.person, head.is_active = "p-2", False
    head.save()
    world.reviewer.person = "p-2"
    world.reviewer.save()
    with pytest.raises(NotAllowed):
        VERBS[verb](world, row)


@pytest.mark.parametrize("verb", VERBS)
def test_after_the_deadline_with_grace_nothing_moves_and_an_extension_helps(world: World, verb: str) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    if verb in STARTS:
        put(row, STARTS[verb])
        row.refresh_from_db()
    phase = world.year.phases.get(kind=Phase.Kind.DISTRICT_REVIEW)
    phase.ends_at = datetime.now(UTC) - timedelta(hours=3)
    phase.grace_minutes = 120
    phase.save()
    with pytest.raises(WrongState):
        VERBS[verb](world, row)
    phase.extensions.create(
        district=world.district, ends_at=datetime.now(UTC) + timedelta(days=1), reason="停电", granted_by=world.lead
    )
    VERBS[verb](world, row)


def test_a_closed_year_is_frozen(world: World) -> None:
    row = world.hand_in()
    CampaignYear.objects.filter(pk=world.year.pk).update(state=CampaignYear.State.CLOSED)
    with pytest.raises(WrongState):
        review.accept(item(row, "D2-03"), by=world.reviewer)


def test_directly_managed_schools_are_reviewed_by_their_own_unit() -> None:
    world = World()
    world.district.is_direct = True
    world.district.save()
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    review.finish(row, by=world.reviewer)
    assert not ItemScore.objects.filter(participation=row, applicable=True, reviewed_points=None).exists()
