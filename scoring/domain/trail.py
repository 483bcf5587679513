"""Why a school has the star it has: a code, and what happened to it at each star (allocation.md section 4)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Code(StrEnum):
    """The reason in one word; stable, used in data and API."""

    AWARDED = "AWARDED"
    AWARDED_LOWER = "AWARDED_LOWER"
    PINNED = "PINNED"
    QUOTA_FULL = "QUOTA_FULL"
    TIED_AT_CUTOFF = "TIED_AT_CUTOFF"
    BELOW_TIE = "BELOW_TIE"
    BELOW_BANDS = "BELOW_BANDS"
    DISQUALIFIED_SCORE = "DISQUALIFIED_SCORE"
    VETO_ACCIDENT = "VETO_ACCIDENT"
    UNSCORED = "UNSCORED"
    NOT_PARTICIPATING = "NOT_PARTICIPATING"
    EXCLUDED_BY_COMMITTEE = "EXCLUDED_BY_COMMITTEE"
    CAPPED_BY_COMMITTEE = "CAPPED_BY_COMMITTEE"


class Outcome(StrEnum):
    """What happened at one star."""

    AWARDED = "awarded"
    PINNED = "pinned"
    FULL = "full"
    TIED_AT_CUTOFF = "tied_at_cutoff"
    BELOW_TIE = "below_tie"
    BELOW_BAND = "below_band"
    CAPPED = "capped"
    FORFEITED = "forfeited"


@dataclass(frozen=True, slots=True)
class Step:
    """One star of the trail."""

    star: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """A school's result: star, code, band by score, and the trail from three stars down."""

    star: int
    code: Code
    band: int
    trail: tuple[Step, ...] = ()


#: a school's outcomes at three, two and one star, None where it did not stand
AtStars = tuple[Outcome | None, Outcome | None, Outcome | None]

_LEFT_OUT = {
    Outcome.FULL: Code.QUOTA_FULL,
    Outcome.TIED_AT_CUTOFF: Code.TIED_AT_CUTOFF,
    Outcome.BELOW_TIE: Code.BELOW_TIE,
}
#: the school stood for the star and did not get it
REFUSED = frozenset(_LEFT_OUT)


def refused_at(reason: Reason, star: int) -> bool:
    """Whether the school stood for the star and did not get it."""
    return any(step.star == star and step.outcome in REFUSED for step in reason.trail)


@lru_cache(maxsize=4096)
def barred(code: Code, band: int) -> Reason:
    """A school that does not compete."""
    return Reason(0, code, band)


@lru_cache(maxsize=4096)
def pinned(star: int, band: int) -> Reason:
    """A school placed by a recorded decision."""
    return Reason(star, Code.PINNED, band, (Step(star, Outcome.PINNED),))


@lru_cache(maxsize=4096)
def judged(band: int, limit: int, at_stars: AtStars) -> Reason:
    """The reason of a competing school. Few distinct reasons exist, so all schools share them."""
    trail: list[Step] = []
    last = Outcome.BELOW_BAND
    for star, outcome in zip((3, 2, 1), at_stars, strict=True):
        if outcome is None:
            reached = band >= star
            outcome = Outcome.BELOW_BAND if not reached else Outcome.CAPPED if limit < star else Outcome.FORFEITED
        else:
            last = outcome
        trail.append(Step(star, outcome))
        if outcome is Outcome.AWARDED:
            code = Code.AWARDED if star == band else Code.AWARDED_LOWER
            return Reason(star, code, band, tuple(trail))
    return Reason(0, _LEFT_OUT[last], band, tuple(trail))
