"""The first place where two documents differ: its path, and what stands there on either side."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from scoring.domain.documents import canonical

#: of a long value only the beginning is shown
LONGEST: Final = 200


class _Absent:
    """Stands for what one side does not have; JSON's null is a value."""


ABSENT: Final = _Absent()


class Difference(NamedTuple):
    """Where two documents part, as canonical JSON; None where one of them has nothing at this path."""

    path: str
    stored: str | None
    recomputed: str | None

    def __str__(self) -> str:
        stored, recomputed = ("nothing" if each is None else each for each in (self.stored, self.recomputed))
        return f"{self.path}: stored {stored}, recomputed {recomputed}"


def first_difference(path: str, stored: object, recomputed: object) -> Difference | None:
    """The first difference by path, None where both have one canonical spelling.

    Keys are taken in their order, lists from the front; 1, true and 1.0 are three things.
    """
    try:
        same = canonical(stored) == canonical(recomputed)
    except TypeError:
        same = False
    return None if same else _found(path, stored, recomputed)


def _found(path: str, stored: object, recomputed: object) -> Difference | None:
    pairs: Iterator[tuple[str, Any, Any]] | None = None
    if isinstance(stored, Mapping) and isinstance(recomputed, Mapping):
        pairs = _by_key(path, stored, recomputed)
    elif isinstance(stored, list) and isinstance(recomputed, list):
        pairs = _by_place(path, stored, recomputed)
    if pairs is None:
        same = type(stored) is type(recomputed) and stored == recomputed
        return None if same else Difference(path, _spelled(stored), _spelled(recomputed))
    return next((found for pair in pairs if (found := _found(*pair))), None)


def _by_key(path: str, stored: Mapping[str, Any], recomputed: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*stored, *recomputed}):
        yield f"{path}.{key}", stored.get(key, ABSENT), recomputed.get(key, ABSENT)


def _by_place(path: str, stored: Sequence[Any], recomputed: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    for place, (have, want) in enumerate(zip_longest(stored, recomputed, fillvalue=ABSENT)):
        yield f"{path}[{place}]", have, want


def _spelled(value: object) -> str | None:
    """The beginning of its canonical spelling; what has none (a number beyond 64 bits) as Python shows it."""
    if value is ABSENT:
        return None
    try:
        spelling = canonical(value)
    except TypeError:
        spelling = ascii(value)
    return spelling if len(spelling) <= LONGEST else f"{spelling[:LONGEST]}…"
