"""The final score: earned ÷ applicable maximum × 100, rounded half-up exactly once (score.precision)."""

from fractions import Fraction
from typing import Final

from campaigns.domain.refusal import Refusal
from scoring.domain.numbers import half_up

TWO_PLACES: Final = 1
ONE_PLACE: Final = 10


def final_score(earned: int | Fraction, applicable: int | Fraction, step: int) -> int | None:
    """The score in hundredths from points in hundredths; None where nothing is applicable.

    Items that do not apply shrink the maximum (decision score.na): 80.10 of 89.00 is exactly 90.00. The score is a
    multiple of `step` hundredths: TWO_PLACES or ONE_PLACE.
    """
    if not 0 <= earned <= applicable:
        raise Refusal("POINTS_RANGE", earned=earned, applicable=applicable)
    return None if applicable == 0 else half_up(Fraction(earned) * 10_000 / (applicable * step)) * step
