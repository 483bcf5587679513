"""Certificate numbers: random so that they cannot be counted through, with a check character against misreading.

And how long what they certify lasts.
"""

import unicodedata
from calendar import monthrange
from datetime import date
from secrets import choice

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
LENGTH = 12
MISREAD = str.maketrans("OIL", "011")
MONTHS = {"next_naming": 18, "one_year": 12, "three_years": 36}  #: at most, by the answer to proc.validity


def last_day(named_on: date, next_named_on: date | None, validity: str) -> date:
    """The last day of a star, by the answer to proc.validity.

    That of the next year's naming and 18 months after its document at most, or so many years after the document
    whatever follows. In a month without such a day the last one counts: of 31 August, 28 or 29 February.
    """
    years, month = divmod(named_on.month - 1 + MONTHS[validity], 12)
    year = named_on.year + years
    longest = date(year, month + 1, min(named_on.day, monthrange(year, month + 1)[1]))
    return min(longest, next_named_on or longest) if validity == "next_naming" else longest


def check_character(body: str) -> str:
    """Weighted sum in the field of 32 elements; catches every misread character and every swapped pair of neighbours.

    The weights are the powers of a generator (x⁵ + x² + 1), so no two places of a number weigh the same.
    """
    total = 0
    for char in body:
        total = (total ^ ALPHABET.index(char)) << 1
        total ^= 0b100101 if total & 32 else 0
    return ALPHABET[total]


def _grouped(year: str, body: str, check: str) -> str:
    groups = (body[start : start + 4] for start in range(0, LENGTH, 4))
    return "-".join(("XJPA", year, *groups, check))


def new_number(calendar_year: int) -> str:
    """`XJPA-2026-` and twelve random characters (60 bits) in groups of four, then the check character."""
    body = "".join(choice(ALPHABET) for _ in range(LENGTH))
    return _grouped(f"{calendar_year}", body, check_character(body))


def normalise(text: str) -> str:
    """What a person typed, as a number is stored; empty when it cannot be one.

    Full width, lower case, spaces, other dashes or none, and the letters O, I, L for digits are mended.
    """
    typed = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    rest = typed.removeprefix("XJPA").translate(MISREAD)
    if not typed.startswith("XJPA") or len(rest) != 4 + LENGTH + 1:
        return ""
    return _grouped(rest[:4], rest[4 : 4 + LENGTH], rest[-1])


def well_formed(number: str) -> bool:
    """Whether the number can be one of ours: its groups and a fitting check character."""
    year, body = number[5:9], number[10:24].replace("-", "")
    if not (year.isascii() and year.isdecimal()) or len(body) != LENGTH or not set(body) <= set(ALPHABET):
        return False
    return number == _grouped(year, body, check_character(body))
