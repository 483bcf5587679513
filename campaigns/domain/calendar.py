"""Deadlines (decision proc.deadline): the day ends at 23:59:59 in Shanghai, then grace runs, then the door closes.

Every moment is an aware datetime; the server's clock decides. A district's extension replaces the end of the phase
where it is later, and grace runs after that as well.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
SECOND: Final = timedelta(seconds=1)


class Door(StrEnum):
    """Whether something can be handed in at a moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    GRACE = "grace"
    CLOSED = "closed"


def opening_of(day: date) -> datetime:
    """00:00:00 of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def end_of(day: date) -> datetime:
    """23:59:59 of the day in Shanghai, the last second that counts."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Window:
    """When a phase accepts work: from `starts_at` through the whole second `ends_at`, then `grace_minutes` more."""

    starts_at: datetime
    ends_at: datetime
    grace_minutes: int = 0
    extended_to: datetime | None = None

    def __post_init__(self) -> None:
        moments = (self.starts_at, self.ends_at, self.extended_to)
        if any(moment is not None and moment.utcoffset() is None for moment in moments):
            raise ValueError("moments need a time zone")
        if self.grace_minutes < 0:
            raise ValueError("grace is never negative")

    @property
    def last_second(self) -> datetime:
        """The announced end, extension included."""
        return self.ends_at if self.extended_to is None else max(self.ends_at, self.extended_to)

    @property
    def closes_at(self) -> datetime:
        """The first moment at which nothing is accepted any more."""
        return self.last_second + SECOND + timedelta(minutes=self.grace_minutes)

    def door(self, now: datetime) -> Door:
        """What the clock says."""
        if now < self.starts_at:
            return Door.NOT_YET
        if now < self.last_second + SECOND:
            return Door.OPEN
        return Door.GRACE if now < self.closes_at else Door.CLOSED

    def accepts(self, now: datetime) -> bool:
        """Whether work handed in now counts."""
        return self.door(now) in (Door.OPEN, Door.GRACE)
