"""Deadlines to the second (decision proc.deadline)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.domain.calendar import Door, Window, end_of, opening_of

START, END = date(2026, 9, 1), date(2026, 10, 12)
WINDOW = Window(opening_of(START), end_of(END), grace_minutes=120)


@pytest.mark.parametrize(
    ("moment", "door"),
    [
        (datetime(2026, 8, 31, 15, 59, 59, tzinfo=UTC), Door.NOT_YET),
        (datetime(2026, 8, 31, 16, 0, 0, tzinfo=UTC), Door.OPEN),
        (datetime(2026, 10, 12, 15, 59, 59, tzinfo=UTC), Door.OPEN),
        (datetime(2026, 10, 12, 15, 59, 59, 999_999, tzinfo=UTC), Door.OPEN),
        (datetime(2026, 10, 12, 16, 0, 0, tzinfo=UTC), Door.GRACE),
        (datetime(2026, 10, 12, 17, 59, 59, 999_999, tzinfo=UTC), Door.GRACE),
        (datetime(2026, 10, 12, 18, 0, 0, tzinfo=UTC), Door.CLOSED),
    ],
)
def test_the_door(moment: datetime, door: Door) -> None:
    assert WINDOW.door(moment) is door
    assert WINDOW.accepts(moment) is (door in (Door.OPEN, Door.GRACE))


def test_an_extension_moves_the_end_and_grace_follows_it() -> None:
    extended = Window(opening_of(START), end_of(END), 120, extended_to=end_of(date(2026, 10, 15)))
    assert extended.closes_at == WINDOW.closes_at + timedelta(days=3)
    assert extended.door(end_of(date(2026, 10, 14))) is Door.OPEN


def test_an_extension_never_shortens() -> None:
    shorter = Window(opening_of(START), end_of(END), 120, extended_to=end_of(date(2026, 10, 1)))
    assert shorter.closes_at == WINDOW.closes_at


def test_without_grace_the_door_closes_at_midnight() -> None:
    strict = Window(opening_of(START), end_of(END))
    assert strict.door(datetime(2026, 10, 12, 16, 0, 0, tzinfo=UTC)) is Door.CLOSED


def test_moments_need_a_time_zone_and_grace_is_never_negative() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Window(datetime(2026, 1, 1), end_of(END))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="grace"):
        Window(opening_of(START), end_of(END), -1)
