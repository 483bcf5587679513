"""What would lift a school to the next standard line: from its own marks and the year's lines alone (C2.2.3).

Never from anybody else's marks: a standard line is no cut-off, and whether places are left is not said here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from campaigns.domain.scale import Scale
from campaigns.domain.seats import STARS
from scoring.domain.bands import FULL, Bands
from scoring.domain.keys import is_weak, open_star
from scoring.domain.score import final_score

STARS_UP: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Mark:
    """An item of the school with its points and the most it can bring, in hundredths."""

    code: str
    title: str
    dimension: str
    points: int
    most: int
    is_key: bool = False

    @property
    def gap(self) -> int:
        """What the item can still bring."""
        return self.most - self.points


@dataclass(frozen=True, slots=True)
class Lift:
    """The way to the next star: `missing` item points; each of `alone` would do; `together` are the fewest that do.

    `keys`: of them so many are key items whose weakness closes the star (decision score.key_items).
    """

    star: int
    line: int
    missing: int
    alone: tuple[Mark, ...]
    together: tuple[Mark, ...]
    keys: int = 0


def next_star(score: int | None, bands: Bands, *, advised: bool = True, open_to: int = STARS[0]) -> int | None:
    """The star above a score, of which no more than `open_to` is open to the school (score.key_items); None at the top,
    without a score, and where a year does not advise a school between the floor and the first star (score.band_70_79).
    """
    if score is None or not (advised or score < bands.floor or score >= bands.one):
        return None
    return next((star for star in STARS_UP if score < bands.line(star) or star > open_to), None)


def lift(
    marks: Iterable[Mark], bands: Bands, scale: Scale, *, advised: bool = True, capped: bool = False
) -> Lift | None:
    """The way to `next_star` by a score on the year's scale; None where there is none.

    Where the year is `capped` by key items, weak ones come first: without enough of them no points lead to the star.
    """
    known = list(marks)
    earned, applicable = sum(mark.points for mark in known), sum(mark.most for mark in known)
    weak = {mark.code for mark in known if capped and mark.is_key and is_weak(mark.points, mark.most)}
    score = final_score(earned, applicable, scale)
    star = next_star(score, bands, advised=advised, open_to=open_star(len(weak)))
    if star is None:
        return None
    missing = max(0, needed(bands.line(star), applicable, scale) - earned)
    open_ones = sorted((mark for mark in known if mark.gap), key=lambda mark: (-mark.gap, mark.code))
    closed = next(number for number in range(len(weak) + 1) if open_star(len(weak) - number) >= star)
    first = [mark for mark in open_ones if mark.code in weak][:closed]
    rest = [mark for mark in open_ones if mark not in first]
    together = (*first, *_fewest(rest, missing - sum(mark.gap for mark in first)))
    alone = tuple(
        mark for mark in open_ones if mark.gap >= missing and (not closed or (closed == 1 and mark.code in weak))
    )
    return Lift(star, bands.line(star), missing, alone, together, closed)


def needed(line: int, applicable: int, scale: Scale) -> int:
    """The fewest item points whose final score reaches the line, as `final_score` rounds: half-up, once."""
    least = -(-line // scale.step) * scale.step
    given, most = scale.share(0, applicable, FULL)
    return max(0, ceil(Fraction((2 * least - scale.step) * most, 20_000)) - given)


def _fewest(largest_first: list[Mark], missing: int) -> tuple[Mark, ...]:
    """Largest gaps first until enough: no fewer items can do it."""
    taken: list[Mark] = []
    for mark in largest_first:
        if missing <= 0:
            break
        taken.append(mark)
        missing -= mark.gap
    return tuple(taken)
