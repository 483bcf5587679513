"""A self-assessment in work, summed up: progress, points, what is missing, what to warn of. Points are hundredths."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from campaigns.domain.scale import Scale
from scoring.domain.keys import is_weak
from scoring.domain.score import final_score

NA_WARNING: Final = 2000  # decision score.na_guard: warn when more than 20 points do not apply


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a participation, light enough to be read at every save. `points` and `max` are None while open.

    `occurred`: what the answer to a veto item says. `returned`: sent back with the latest return; `unhandled`: since
    then neither changed nor answered. `saved_at` is the moment of the last save.
    """

    code: str
    title: str
    dimension: str
    dimension_title: str
    method: str
    is_key: bool
    max_points: int
    applicable: bool
    points: int | None
    max: int | None
    occurred: bool | None
    returned: bool = False
    unhandled: bool = False
    saved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.points is None

    @property
    def counted(self) -> int:
        """The maximum that counts: the item's own until the facts say otherwise, nothing where it does not apply."""
        if not self.applicable:
            return 0
        return self.max_points if self.max is None else self.max

    @property
    def is_low_key(self) -> bool:
        """A key item answered with less than 60 % of its maximum."""
        return self.is_key and self.points is not None and is_weak(self.points, self.counted)

    @property
    def is_declared_veto(self) -> bool:
        return bool(self.occurred)


@dataclass(frozen=True)
class Draft:
    """The lines of a whole assessment, or of one dimension; what is open counts as zero points."""

    lines: tuple[Line, ...]
    scale: Scale  # of the year's final score
    warns_of_keys: bool = True

    @cached_property
    def applicable(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.applicable)

    @cached_property
    def _sums(self) -> tuple[int, int, int]:
        """Points of what applies, the most they could be, and the maximum with what does not apply."""
        points = sum(line.points or 0 for line in self.applicable)
        return points, sum(line.counted for line in self.lines), sum(line.max_points for line in self.lines)

    @cached_property
    def _share(self) -> tuple[int, int]:
        return self.scale.share(*self._sums)

    @property
    def earned(self) -> int:
        """The points, with those given for what does not apply where the year gives them (score.na)."""
        return self._share[0]

    @property
    def most(self) -> int:
        """The most `earned` could be."""
        return self._share[1]

    @property
    def given(self) -> int:
        """The points of `earned` given for what does not apply."""
        return self.earned - self._sums[0]

    @cached_property
    def score(self) -> int | None:
        """The final score this draft would give, None where nothing applies."""
        points, counted, whole = self._sums
        return final_score(points, counted, self.scale, whole=whole)

    def enters(self, line: Line) -> int | None:
        """The points with which one line enters the score; None where it is open, or takes no part in it."""
        if not line.applicable:
            return line.max_points if self.scale.full_points else None
        return None if line.points is None else self.scale.share(line.points, line.counted, line.max_points)[0]

    @cached_property
    def total(self) -> int:
        return len(self.applicable)

    @cached_property
    def done(self) -> int:
        return self.total - len(self.missing)

    @cached_property
    def percent(self) -> int:
        """How much is answered, in whole percent."""
        return self.done * 100 // self.total if self.total else 0

    @cached_property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.applicable if line.is_open)

    @cached_property
    def returned(self) -> tuple[Line, ...]:
        return tuple(line for line in self.applicable if line.returned)

    @cached_property
    def unhandled(self) -> tuple[Line, ...]:
        return tuple(line for line in self.applicable if line.unhandled)

    @cached_property
    def low_keys(self) -> tuple[Line, ...]:
        return tuple(line for line in self.applicable if self.warns_of_keys and line.is_low_key)

    @cached_property
    def vetoes(self) -> tuple[Line, ...]:
        return tuple(line for line in self.applicable if line.method == "veto")

    @cached_property
    def open_vetoes(self) -> tuple[Line, ...]:
        return tuple(line for line in self.vetoes if line.is_open)

    @cached_property
    def declared(self) -> tuple[Line, ...]:
        """Vetoes the school itself declares to have occurred."""
        return tuple(line for line in self.vetoes if line.is_declared_veto)

    @cached_property
    def not_applicable(self) -> int:
        """Points that do not count, by the register or because there was nothing to count."""
        return sum(line.max_points - line.counted for line in self.lines)

    @cached_property
    def warns_not_applicable(self) -> bool:
        return self.not_applicable > NA_WARNING


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of a draft, counted from 1."""

    number: int
    code: str
    title: str
    draft: Draft


def draft(lines: Iterable[Line], scale: Scale, *, warns_of_keys: bool = True) -> Draft:
    """The whole assessment, on the year's scale."""
    return Draft(tuple(lines), scale, warns_of_keys)


def parts(whole: Draft) -> list[Part]:
    """The dimensions of a draft in the order of the standard."""
    titles = {line.dimension: line.dimension_title for line in whole.lines}
    return [
        Part(number, code, title, replace(whole, lines=tuple(line for line in whole.lines if line.dimension == code)))
        for number, (code, title) in enumerate(titles.items(), 1)
    ]
