"""Severity of an accident by State Council Order 493, article 3 (C5.3f, decision elig.accident_levels).

The highest of deaths, serious injuries and direct loss decides; a printed number belongs to its own level. What a
level does to a school's year is a setting and a recorded human decision, never computed here.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Final

from campaigns.domain.refusal import Refusal


class Severity(StrEnum):
    """The levels of the Order, and none where nobody was harmed and nothing lost."""

    NONE = "none"
    GENERAL = "general"
    LARGER = "larger"
    MAJOR = "major"
    EXTRAORDINARY = "extraordinary"


#: From which deaths, serious injuries, direct loss in fen a level begins, highest first.
LEVELS: Final = (
    (Severity.EXTRAORDINARY, 30, 100, 10_000_000_000),
    (Severity.MAJOR, 10, 50, 5_000_000_000),
    (Severity.LARGER, 3, 10, 1_000_000_000),
)


def severity(deaths: int, serious_injuries: int, direct_loss_fen: int | Fraction) -> Severity:
    """The level of an accident; the loss is in fen (hundredths of a yuan). Negative numbers are refused."""
    if min(deaths, serious_injuries, direct_loss_fen) < 0:
        raise Refusal("INCIDENT_NEGATIVE")
    for level, dead, injured, loss in LEVELS:
        if deaths >= dead or serious_injuries >= injured or direct_loss_fen >= loss:
            return level
    harm = deaths or serious_injuries or direct_loss_fen
    return Severity.GENERAL if harm else Severity.NONE
