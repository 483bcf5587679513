"""The final score of a hundred by the year's scale (score.na), rounded half-up exactly once (score.precision)."""

from fractions import Fraction

from campaigns.domain.refusal import Refusal
from campaigns.domain.scale import Scale
from scoring.domain.bands import FULL
from scoring.domain.numbers import half_up


def final_score(earned: int | Fraction, applicable: int | Fraction, scale: Scale, *, whole: int = FULL) -> int | None:
    """The score in hundredths from points in hundredths; None where nothing is applicable.

    Items that do not apply shrink the maximum, so that 80.10 of 89.00 is exactly 90.00, or count as earned in full:
    91.10. `whole` is the maximum with them, 100 points unless part of a standard is judged alone.
    """
    if not 0 <= earned <= applicable or (scale.full_points and applicable > whole):
        raise Refusal("POINTS_RANGE", earned=earned, applicable=applicable)
    if applicable == 0:
        return None
    points, most = scale.share(Fraction(earned), Fraction(applicable), whole)
    return half_up(points * 10_000 / (most * scale.step)) * scale.step
