"""After a return: what stays judged, what must be judged again, what the reviewer is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Participation, Phase
from scoring.actions import review
from scoring.models import Rating, ScoreEntry
from scoring.policies.editing import TooLate
from scoring.queries.desk import desk
from scoring.tasks import recompute_year
from tests.scoring.review.world import World, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def returned(world: World) -> Participation:
    """Everything accepted but one item, which is noted and sent back."""
    row = world.hand_in({"D2-03": {"met": False}})
    review.note_return(item(row, "D2-03"), by=world.reviewer, text="请补报告")
    review.accept_all_remaining(row, by=world.reviewer)
    review.return_to_school(row, by=world.reviewer)
    return row


def test_unchanged_items_keep_their_review_and_changed_ones_lose_it(world: World) -> None:
    row = returned(world)
    world.hand_in_again(row, {"D2-03": {"met": True}, "D1-02": {"numerator": 8, "denominator": 10}})
    open_codes = {line.code for line in desk(row).lines if line.verdict == "open"}
    assert open_codes == {"D2-03", "D1-02"}
    assert ScoreEntry.objects.filter(item_score=item(row, "D1-02"), layer="reviewed").exists()
    review.accept_all_remaining(row, by=world.reviewer)
    review.finish(row, by=world.reviewer)


def test_the_returned_item_is_judged_again_even_when_nothing_changed(world: World) -> None:
    row = returned(world)
    world.hand_in_again(row, {})
    assert {line.code for line in desk(row).lines if line.verdict == "open"} == {"D2-03"}


def test_the_desk_shows_what_changed_and_what_was_returned(world: World) -> None:
    row = returned(world)
    first = desk(row)
    assert not first.counts["changed"]
    world.hand_in_again(row, {"D2-03": {"met": True}})
    again = desk(row)
    assert [line.code for line in again.shown("changed")] == ["D2-03"]
    line = again.line("D2-03")
    assert line is not None
    assert line.returned is not None
    assert line.returned.text == "请补报告"
    assert again.before is not None
    assert again.before.content["D2-03"]["facts"] == {"met": False}


def test_a_returned_school_does_not_count_until_it_comes_back(world: World) -> None:
    row = world.hand_in()
    recompute_year(world.year.pk)
    assert Rating.objects.get(participation=row).score == 10000
    review.return_to_school(row, by=world.reviewer, text="补正")
    recompute_year(world.year.pk)
    assert Rating.objects.get(participation=row).score is None
    world.hand_in_again(row, {"D2-03": {"met": False}})
    recompute_year(world.year.pk)
    assert Rating.objects.get(participation=row).score == 9783


def test_a_second_return_counts_from_the_second_submission(world: World) -> None:
    row = returned(world)
    world.hand_in_again(row, {"D2-03": {"met": True}})
    review.note_return(item(row, "D1-02"), by=world.reviewer, text="数字不符")
    review.return_to_school(row, by=world.reviewer)
    world.hand_in_again(row, {"D1-02": {"numerator": 9, "denominator": 10}})
    again = desk(row)
    assert [line.code for line in again.shown("returned")] == ["D1-02"]
    assert [line.code for line in again.shown("changed")] == ["D1-02"]


def test_a_returned_school_may_answer_until_the_review_ends(world: World) -> None:
    row = returned(world)
    past = datetime.now(UTC) - timedelta(days=1)
    world.year.phases.filter(kind=Phase.Kind.SELF_ASSESSMENT).update(ends_at=past)
    world.hand_in_again(row, {"D2-03": {"met": True}})
    review.return_to_school(row, by=world.reviewer, text="再看")
    world.year.phases.filter(kind=Phase.Kind.DISTRICT_REVIEW).update(ends_at=past)
    with pytest.raises(TooLate):
        world.hand_in_again(row, {})


def test_the_desk_sums_claimed_and_reviewed_points(world: World) -> None:
    row = world.hand_in()
    review.adjust(item(row, "D2-03"), by=world.reviewer, facts={"met": False}, reason="不符")
    found = desk(row)
    assert found.claimed_score == 10000
    assert found.reviewed_score == 9783
    assert found.difference == -217
    assert found.judged == 1
    assert found.counts["differs"] == 1
    following = found.next_open("D2-03")
    assert following is not None
    assert following.code == "D2-04"
