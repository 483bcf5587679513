"""The scale of a year's final score: what becomes of items that do not apply, and to which step it is rounded."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

#: points: whole hundredths, or exact parts of them
Points = TypeVar("Points", int, Fraction)

TWO_PLACES: Final = 1
ONE_PLACE: Final = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """How points become a score. Points are hundredths.

    The score is a multiple of `step` hundredths: TWO_PLACES or ONE_PLACE (score.precision). Items that do not apply
    shrink the maximum, or count as earned in full where the year gives `full_points` for them (score.na).
    """

    step: int
    full_points: bool

    def share(self, earned: Points, applicable: Points, whole: int) -> tuple[Points, Points | int]:
        """Points and the most they could be, of `earned` out of the `applicable` part of `whole`."""
        return (earned + whole - applicable, whole) if self.full_points else (earned, applicable)


USUAL: Final = Scale(TWO_PLACES, full_points=False)
