"""C2.2.1: level by level, each in its time: to 23:59:59 in Shanghai by the database's clock (proc.deadline)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from campaigns.domain.calendar import Door, Window, end_of, opening_of
from campaigns.queries import doorway
from safeschools.lib import clock
from scoring.policies.editing import TooLate
from tests.scoring.assessment.world import ASSESS_END, GRACE, NOW, World, extend

pytestmark = pytest.mark.django_db
ALMOST = timedelta(microseconds=999_999)
TICK = timedelta(microseconds=1)


def test_a_day_ends_at_23_59_59_in_shanghai_inclusive() -> None:
    assert end_of(date(2025, 10, 31)) == datetime(2025, 10, 31, 15, 59, 59, tzinfo=UTC)
    window = Window(opening_of(date(2025, 9, 1)), end_of(date(2025, 10, 31)))
    assert window.door(end_of(date(2025, 10, 31)) + ALMOST) is Door.OPEN
    assert window.door(end_of(date(2025, 10, 31)) + ALMOST + TICK) is Door.CLOSED
    assert window.door(opening_of(date(2025, 9, 1)) - TICK) is Door.NOT_YET


@pytest.mark.parametrize(
    ("after", "open_"),
    [
        (timedelta(0), True),
        (ALMOST, True),
        (timedelta(minutes=GRACE), True),
        (timedelta(minutes=GRACE) + ALMOST, True),
        (timedelta(minutes=GRACE) + ALMOST + TICK, False),
    ],
)
def test_the_whole_last_second_of_the_grace_counts_and_not_a_microsecond_more(after: timedelta, open_: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        world = World()
        world.start()
    with time_machine.travel(ASSESS_END + after, tick=False):
        assert doorway(world.row.pk).is_open == open_
        if open_:
            world.save("D1-04", {"level": "A"})
        else:
            with pytest.raises(TooLate):
                world.save("D1-04", {"level": "A"})


def test_an_extension_moves_the_end_for_its_district_and_the_grace_runs_after_it() -> None:
    with time_machine.travel(NOW, tick=False):
        world, other = World(), World()
        world.start()
        other.start()
    extend(world, "self_assessment", days=1)
    with time_machine.travel(ASSESS_END + timedelta(days=1, minutes=GRACE) + ALMOST, tick=False):
        assert doorway(world.row.pk).is_open
        assert not doorway(other.row.pk).is_open


def test_the_database_s_clock_decides_not_the_machine_s() -> None:
    """On PostgreSQL the moment comes from the database, here put an hour ahead; SQLite has the machine's clock."""
    ahead = timezone.now() + timedelta(hours=1)

    def tell(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        literal = f"'{ahead.isoformat()}'::timestamptz"
        return execute(sql.replace("clock_timestamp()", literal).replace("CLOCK_TIMESTAMP()", literal), params, *rest)

    connection.execute_wrappers.insert(0, tell)  # before the one that lets this clock travel with a test
    try:
        moment = clock.now()
    finally:
        connection.execute_wrappers.remove(tell)
    assert (moment == ahead) == (connection.vendor == "postgresql")
    assert moment.utcoffset() == timedelta(0)
