"""Key items far below their maximum, and the star they leave open where a year caps it (decision score.key_items)."""

from collections.abc import Mapping
from typing import Final

from campaigns.domain.seats import STARS

KEY_FLOOR: Final = 60  # a key item below 60 % of its maximum is weak

#: why a school has a ceiling by its own weak key items, by the star they leave open
REASONS: Final[Mapping[int, str]] = {2: "weak_key_item", 1: "weak_key_items"}
BY_KEYS: Final = frozenset(REASONS.values())


def is_weak(points: int, most: int) -> bool:
    """Whether a key item earned less than 60 % of the most it could bring, both in hundredths."""
    return points * 100 < KEY_FLOOR * most


def open_star(weak: int) -> int:
    """The highest star so many weak key items leave open: two stars with one, one star with two or more."""
    return max(1, STARS[0] - weak)
