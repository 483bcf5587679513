"""Who competes, up to which star, and why not (allocation.md section 4, items 3 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.domain.adjustments import Ruling
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.trail import Code


@dataclass(frozen=True, slots=True)
class Field:
    """The entrants sorted out: every band, the limits of those who compete, the codes of the others."""

    bands: Mapping[str, int]
    limits: Mapping[str, int]
    left_out: Mapping[str, Code]


def bar(entrant: Entrant, band: int, bands: Bands, ruling: Ruling) -> Code | None:
    """Why the entrant cannot compete at all, or None. What is settled whatever the score comes first."""
    if not entrant.participating:
        return Code.NOT_PARTICIPATING
    if entrant.veto:
        return Code.VETO_ACCIDENT
    if entrant.id in ruling.excluded:
        return Code.EXCLUDED_BY_COMMITTEE
    if entrant.score is None:
        return Code.UNSCORED
    if not band:
        return Code.DISQUALIFIED_SCORE if bands.below_floor(entrant.score) else Code.BELOW_BANDS
    return Code.CAPPED_BY_COMMITTEE if ruling.ceilings.get(entrant.id) == 0 else None


def sort_out(entrants: Mapping[str, Entrant], bands: Bands, ruling: Ruling) -> Field:
    """Every entrant judged by itself: nothing here depends on anybody else."""
    band: dict[str, int] = {}
    limits: dict[str, int] = {}
    left_out: dict[str, Code] = {}
    decided = {*ruling.excluded, *ruling.ceilings}
    for school, entrant in entrants.items():
        score = entrant.score
        band[school] = reached = 0 if score is None else bands.band(score)
        if reached and entrant.participating and not entrant.veto and school not in decided:  # almost everybody
            limits[school] = reached
        elif code := bar(entrant, reached, bands, ruling):
            left_out[school] = code
        else:
            limits[school] = min(reached, ruling.ceilings.get(school, 3))
    return Field(band, limits, left_out)


def qualified(entrants: Mapping[str, Entrant], bands: Bands) -> int:
    """Participating schools without a veto and not below the floor; pending ones count."""
    return sum(
        1
        for entrant in entrants.values()
        if entrant.participating
        and not entrant.veto
        and (entrant.score is None or not bands.below_floor(entrant.score))
    )
