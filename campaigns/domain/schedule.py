"""The phases of a year by date: their order, a proposal, and what is wrong with dates somebody entered (C1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

#: the wizard of a year, in its order
STEPS: Final = ("basics", "phases", "standard", "bands", "ties", "decisions", "roster", "check")

#: the phases in the order in which they start and end; they may overlap
KINDS: Final = (
    "preparation",
    "self_assessment",
    "district_review",
    "spot_check",
    "allocation",
    "public_notice",
    "naming",
)

#: grace after the announced end, in minutes (proc.deadline)
GRACE: Final = 120

_PROPOSAL: Final = (
    ((6, 1), (8, 31)),
    ((9, 1), (10, 12)),
    ((10, 13), (10, 30)),
    ((11, 2), (11, 20)),
    ((11, 23), (11, 30)),
    ((12, 1), (12, 7)),
    ((12, 10), (12, 20)),
)


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a phase, both included, and the grace after the last one in minutes."""

    first: date
    last: date
    grace_minutes: int = 0


def working_days(span: Span) -> int:
    """How many days of a span lie between Monday and Friday."""
    days = (span.last - span.first).days + 1
    weeks, rest = divmod(max(days, 0), 7)
    return 5 * weeks + sum((span.first.weekday() + day) % 7 < 5 for day in range(rest))


@dataclass(frozen=True, slots=True)
class ScheduleFault:
    """What is wrong with a phase: `code`, and the phase it is measured against."""

    kind: str
    code: str
    other: str = ""


def proposal(year: int) -> dict[str, Span]:
    """Dates to start from: work in the schools from September, naming before the year ends."""
    return {
        kind: Span(
            date(year, *first), date(year, *last), GRACE if kind in ("self_assessment", "district_review") else 0
        )
        for kind, (first, last) in zip(KINDS, _PROPOSAL, strict=True)
    }


def schedule_faults(spans: Mapping[str, Span], starts_on: date, ends_on: date) -> Iterator[ScheduleFault]:
    """Faults of a whole schedule inside a campaign of this period; every phase of KINDS is in `spans`."""
    for kind in KINDS:
        span = spans[kind]
        if span.last < span.first:
            yield ScheduleFault(kind, "ends_before_it_starts")
        if span.first < starts_on or span.last > ends_on:
            yield ScheduleFault(kind, "outside_campaign")
    for before, kind in pairwise(KINDS):
        if spans[kind].first < spans[before].first:
            yield ScheduleFault(kind, "starts_too_early", before)
        if spans[kind].last < spans[before].last:
            yield ScheduleFault(kind, "ends_too_early", before)
