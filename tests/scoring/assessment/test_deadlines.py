"""The door closes by the server's clock after the whole last second, grace and extensions included (proc.deadline)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from campaigns.queries import doorway
from scoring.actions import assessments
from scoring.policies.editing import TooLate
from tests.scoring.assessment.world import ASSESS_END, GRACE, NOW, REVIEW_END, World, extend

pytestmark = pytest.mark.django_db

FRACTION = timedelta(microseconds=999_999)
LAST = ASSESS_END + timedelta(minutes=GRACE) + FRACTION
TICK = timedelta(microseconds=1)


@pytest.fixture
def world() -> World:
    with time_machine.travel(NOW, tick=False):
        world = World()
        world.start()
        world.fill(**{"D1-04": {"level": "B"}})
    return world


WORK: dict[str, Callable[[World], Any]] = {
    "save": lambda world: world.save("D1-04", {"level": "A"}),
    "submit": lambda world: world.submit(),
}


@pytest.mark.parametrize("verb", WORK)
@pytest.mark.parametrize("moment", [ASSESS_END, ASSESS_END + FRACTION, LAST])
def test_the_last_second_and_the_grace_count(world: World, verb: str, moment: Any) -> None:
    with time_machine.travel(moment, tick=False):
        WORK[verb](world)


@pytest.mark.parametrize("verb", WORK)
def test_after_the_grace_nothing_is_taken_and_nothing_is_lost(world: World, verb: str) -> None:
    with time_machine.travel(LAST + TICK, tick=False), pytest.raises(TooLate):
        WORK[verb](world)
    assert world.item("D1-04").facts == {"level": "B"}


def test_an_extension_of_the_district_moves_the_end_and_keeps_the_grace(world: World) -> None:
    extend(world, "self_assessment", days=2)
    with time_machine.travel(LAST + timedelta(days=2), tick=False):
        world.save("D1-04", {"level": "A"})
    with time_machine.travel(LAST + timedelta(days=2) + TICK, tick=False), pytest.raises(TooLate):
        world.save("D1-04", {"level": "C"})


def test_another_district_s_extension_does_not_help(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        other = World(world.year.sheet.standard)
    extend(other, "self_assessment", days=9)
    with time_machine.travel(LAST + TICK, tick=False), pytest.raises(TooLate):
        world.submit()


def test_what_was_returned_can_be_handed_in_until_the_review_ends(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        world.submit()
        world.send_back("D1-04")
    end = REVIEW_END + timedelta(minutes=GRACE) + FRACTION
    with time_machine.travel(end, tick=False):
        world.save("D1-04", {"level": "A"})
        assessments.reply(world.row.return_notes.get(), by=world.editor, text="已改")
    with time_machine.travel(end + TICK, tick=False), pytest.raises(TooLate):
        world.submit()


def test_the_doorway_is_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        door = doorway(world.row.pk)
    assert door.window is not None
    assert door.window.last_second == ASSESS_END
