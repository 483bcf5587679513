"""The final score: earned ÷ applicable maximum × 100, rounded half-up exactly once (score.precision)."""

from fractions import Fraction

from campaigns.domain.refusal import Refusal
from scoring.domain.numbers import half_up


def final_score(earned: int | Fraction, applicable: int | Fraction, step: int = 1) -> int | None:
    """The score in hundredths from points in hundredths; None where nothing is applicable.

    Items that do not apply shrink the maximum (decision score.na): 80.10 of 89.00 is exactly 90.00. The score is a
    multiple of `step` hundredths: 1 for two places, 10 for one.
    """
    if not 0 <= earned <= applicable:
        raise Refusal("POINTS_RANGE", earned=earned, applicable=applicable)
    return None if applicable == 0 else half_up(Fraction(earned) * 10_000 / (applicable * step)) * step
