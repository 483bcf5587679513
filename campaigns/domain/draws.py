"""A public draw anybody can check: commit, freeze, reveal (quota.ties; the key is written as RFC 3797 has it).

A secret is fixed by its commitment before the roster is frozen; results that nobody knows until after the freeze are
mixed in. So neither who holds the secret nor who makes the results can choose the outcome alone.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

#: as numbers are typed from a newspaper: digits with anything usual between them
_NUMBERS: Final = re.compile(r"\d{1,12}(?:[\s,;，、；]+\d{1,12})*", re.ASCII)
MOST_NUMBERS: Final = 40


class Source(NamedTuple):
    """A public result announced beforehand: what it is called, and the day on which it is made."""

    name: str
    on: date


def commitment(secret: str) -> str:
    """What is published before the freeze: it binds to the secret without showing it."""
    return _digest("starquota/commit", secret)


def roster_digest(ids: Iterable[str]) -> str:
    """What the freeze publishes: SHA-256 of the sorted ids, one a line, the last without a line feed."""
    return _digest(*sorted(ids))


def key(results: Iterable[Sequence[int]]) -> str:
    """The results as one text: the numbers of a source sorted, "." after each, "/" after each source."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in results)


def seed(secret: str, roster: str, results_key: str) -> str:
    """The seed of the draw. A secret that is not revealed counts as the empty text, as announced: refusing to
    reveal leads to one outcome, not to another try.
    """
    return _digest("starquota/seed", secret, roster, results_key)


def numbers(text: str) -> list[int]:
    """The whole numbers of one published result, sorted. Raises ValueError where anything else stands there."""
    found = re.findall(r"\d+", text) if _NUMBERS.fullmatch(text.strip()) else []
    if not 0 < len(found) <= MOST_NUMBERS:
        raise ValueError(f"no whole numbers: {text!r}")
    return sorted(map(int, found))


def spoken(secret: str) -> str:
    """A secret as somebody typed it from paper: blanks and capitals do not count."""
    return "".join(secret.split()).lower()


def _digest(*lines: str) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
