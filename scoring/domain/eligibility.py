"""Who competes, up to which star, and why not (allocation.md section 4, items 3 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.domain.adjustments import Ruling
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.trail import Code


@dataclass(frozen=True, slots=True)
class Field:
    """The entrants sorted out: who competes, every band, the limits of those who compete, the codes of the others."""

    competing: Mapping[str, Entrant]
    bands: Mapping[str, int]
    limits: Mapping[str, int]
    left_out: Mapping[str, Code]


def bar(entrant: Entrant, bands: Bands, ruling: Ruling) -> Code | None:
    """Why the entrant cannot compete at all, or None. What is settled whatever the score comes first."""
    if not entrant.participating:
        return Code.NOT_PARTICIPATING
    if entrant.veto:
        return Code.VETO_ACCIDENT
    if entrant.id in ruling.excluded:
        return Code.EXCLUDED_BY_COMMITTEE
    if entrant.score is None:
        return Code.UNSCORED
    if bands.below_floor(entrant.score):
        return Code.DISQUALIFIED_SCORE
    if not bands.band(entrant.score):
        return Code.BELOW_BANDS
    return Code.CAPPED_BY_COMMITTEE if ruling.ceilings.get(entrant.id) == 0 else None


def sort_out(entrants: Mapping[str, Entrant], bands: Bands, ruling: Ruling) -> Field:
    """Every entrant judged by itself: nothing here depends on anybody else."""
    competing: dict[str, Entrant] = {}
    band: dict[str, int] = {}
    limits: dict[str, int] = {}
    left_out: dict[str, Code] = {}
    for school, entrant in entrants.items():
        band[school] = 0 if entrant.score is None else bands.band(entrant.score)
        code = bar(entrant, bands, ruling)
        if code is not None:
            left_out[school] = code
        else:
            competing[school] = entrant
            limits[school] = min(band[school], ruling.ceilings.get(school, 3))
    return Field(competing, band, limits, left_out)


def qualified(entrants: Mapping[str, Entrant], bands: Bands) -> int:
    """Participating schools without a veto and not below the floor; pending ones count."""
    return sum(
        1
        for entrant in entrants.values()
        if entrant.participating
        and not entrant.veto
        and (entrant.score is None or not bands.below_floor(entrant.score))
    )
