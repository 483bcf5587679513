"""Numbers from outside, read exactly: whole numbers, decimals, hundredths. Never binary floats."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from campaigns.domain.refusal import Refusal

PLAIN: Final = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?", re.ASCII)
LARGEST: Final = 10**12


def decimal(value: object, code: str) -> Decimal:
    """The exact value of a JSON number (read as int or Decimal) or a plain decimal string; else Refusal(code)."""
    if isinstance(value, str) and PLAIN.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    raise Refusal(code, value=value)


def fraction(value: object, code: str) -> Fraction:
    """The exact value as a fraction, for arithmetic; absurdly large or fine numbers are refused."""
    number = decimal(value, code)
    if abs(number.adjusted()) > 60 or len(number.as_tuple().digits) > 120:
        raise Refusal(code, value=value)
    return Fraction(number)


def whole(value: object, code: str, *, low: int = 0, high: int = LARGEST) -> int:
    """A whole number between the ends; booleans and decimals are refused."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refusal(code, value=value)
    return value


def hundredths(value: object, *, high: int = 100, prefix: str = "SCORE") -> int:
    """A number of points from 0 to `high` with at most two decimals, as hundredths.

    Refusal codes: <prefix>_FORMAT, <prefix>_RANGE, <prefix>_PRECISION.
    """
    number = decimal(value, f"{prefix}_FORMAT")
    if not 0 <= number <= high:
        raise Refusal(f"{prefix}_RANGE", value=value)
    _, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    exponent = int(exponent) + len(digits) - len(text)
    if not text:
        return 0
    if exponent < -2:
        raise Refusal(f"{prefix}_PRECISION", value=value)
    return int(text + "0" * (exponent + 2))


def half_up(value: Fraction | int) -> int:
    """The nearest whole number of a value that is not negative; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def shown(value: int) -> str:
    """Hundredths as people write them: 8650 is 86.50."""
    return f"{value // 100}.{value % 100:02d}"
