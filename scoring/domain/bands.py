"""From score to star: half-open bands on the published two-decimal score (C2.2.3, C2.2.4, decision score.bands).

Scores are hundredths of a point (8999 = 89.99). Nothing is rounded here: what is published is what is judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from campaigns.domain.refusal import Refusal

FULL: Final = 10_000
POINT: Final = 100

#: how far below its line a score reaches it, in hundredths, by the answer to score.bands
REACHES: Final = {"half_open": 0, "half_up_integer": POINT // 2, "floor_integer": 0}


@dataclass(frozen=True, slots=True)
class Bands:
    """The lowest score of each star, and the score below which the year's eligibility is lost."""

    three: int = 9000
    two: int = 8500
    one: int = 8000
    floor: int = 7000

    def __post_init__(self) -> None:
        if not 0 <= self.one <= self.two <= self.three <= FULL or not 0 <= self.floor <= FULL:
            raise Refusal("POLICY_THRESHOLDS", three=self.three, two=self.two, one=self.one, floor=self.floor)

    def band(self, score: int) -> int:
        """The star the score stands for, 0 to 3, whatever else is known of the school."""
        if score < self.floor:
            return 0
        return 3 if score >= self.three else 2 if score >= self.two else 1 if score >= self.one else 0

    def line(self, star: int) -> int:
        """The lowest score of a star."""
        return {3: self.three, 2: self.two, 1: self.one}[star]

    def below_floor(self, score: int) -> bool:
        """Whether the year's eligibility is lost and a sanction is due (C2.2.4); which one, people decide."""
        return score < self.floor


POLICY_BANDS: Final = Bands()


def judged(lines: Mapping[str, int], answer: str) -> dict[str, int]:
    """The lines, by name, that a published score is compared with where the year answered score.bands so.

    Whole points decide under the answers other than half_open: rounded half-up, a score half a point below a line
    reaches it; cut off, it does not. Both know lines at whole points only (`uneven` names the others).
    """
    return {name: line - REACHES[answer] for name, line in lines.items()}


def uneven(lines: Mapping[str, int], answer: str) -> list[str]:
    """The names of lines that are no whole points where whole points decide."""
    return [] if answer == "half_open" else [name for name, line in lines.items() if line % POINT]
