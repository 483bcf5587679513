"""Certificate numbers: random so that they cannot be counted through, with a check character against misreading."""

from secrets import choice

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
LENGTH = 12


def check_character(body: str) -> str:
    """Weighted sum modulo 31 over the random part; catches every single misread character and swapped neighbours."""
    return ALPHABET[sum(weight * ALPHABET.index(char) for weight, char in enumerate(body, 2)) % 31]


def new_number(calendar_year: int) -> str:
    """`XJPA-2026-` and twelve random characters (60 bits) in groups of four, then the check character."""
    body = "".join(choice(ALPHABET) for _ in range(LENGTH))
    groups = "-".join(body[start : start + 4] for start in range(0, LENGTH, 4))
    return f"XJPA-{calendar_year}-{groups}-{check_character(body)}"


def normalise(text: str) -> str:
    """What a person typed, as a number is stored: upper case, common misreadings mended, spaces gone."""
    upper = "".join(text.upper().split())
    prefix, dash, rest = upper.partition("-")
    return prefix + dash + rest.replace("O", "0").replace("I", "1").replace("L", "1")


def well_formed(number: str) -> bool:
    """Whether the number can be one of ours: five groups and a fitting check character."""
    parts = number.split("-")
    if len(parts) != 6 or parts[0] != "XJPA" or not (parts[1].isascii() and parts[1].isdecimal()):
        return False
    body = "".join(parts[2:5])
    return len(body) == LENGTH and set(body) <= set(ALPHABET) and parts[5] == check_character(body)
