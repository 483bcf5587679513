"""Passwords that leaked elsewhere and that people choose again: 30,000 of at least ten characters (ASVS 6.2.4, 6.2.12).

Kept as the first six bytes of their SHA-256, sorted, so that nobody reads them here; made by scripts/breached.py.
One in ten thousand million others is refused by chance.
"""

from bisect import bisect_left
from functools import cache
from hashlib import sha256
from pathlib import Path

PATH = Path(__file__).with_suffix(".bin")
SIZE = 6


def mark(password: str) -> bytes:
    """What is kept of a password; capitals make no difference."""
    return sha256(password.casefold().encode()).digest()[:SIZE]


@cache
def _marks() -> bytes:
    return PATH.read_bytes()


def number() -> int:
    """How many passwords are known here."""
    return len(_marks()) // SIZE


def has_leaked(password: str) -> bool:
    """Whether it is one of them."""
    marks, sought = _marks(), mark(password)
    place = bisect_left(range(number()), sought, key=lambda at: marks[at * SIZE : at * SIZE + SIZE])
    return marks[place * SIZE : place * SIZE + SIZE] == sought
