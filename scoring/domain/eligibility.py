"""Who competes, up to which star, and why not (allocation.md section 4, items 3 and 10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.domain.adjustments import Ruling
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.trail import Code, Reason, barred


@dataclass(frozen=True, slots=True)
class Field:
    """The entrants sorted out: who competes, group by group, up to which limit, and the reasons of the others."""

    competing: Sequence[Sequence[Entrant]]
    limits: Mapping[str, int]
    left_out: Mapping[str, Reason]


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


def sort_out(groups: Iterable[Sequence[Entrant]], bands: Bands, ruling: Ruling) -> Field:
    """Every entrant of groups of equal score judged by itself: nothing here depends on anybody else."""
    competing: list[list[Entrant]] = []
    limits: dict[str, int] = {}
    left_out: dict[str, Reason] = {}
    decided = {*ruling.excluded, *ruling.ceilings}
    for group in groups:
        score = group[0].score
        band = 0 if score is None else bands.band(score)
        stay: list[Entrant] = []
        for entrant in group:
            school = entrant.id
            if band and entrant.participating and not entrant.veto and school not in decided:  # almost everybody
                limits[school] = band
                stay.append(entrant)
            elif code := bar(entrant, band, bands, ruling):
                left_out[school] = barred(code, band)
            else:
                limits[school] = min(band, ruling.ceilings.get(school, 3))
                stay.append(entrant)
        if stay:
            competing.append(stay)
    return Field(competing, limits, left_out)


def qualified(entrants: Mapping[str, Entrant], bands: Bands) -> int:
    """Participating schools without a veto and not below the floor; pending ones count."""
    return sum(
        1
        for entrant in entrants.values()
        if entrant.participating
        and not entrant.veto
        and (entrant.score is None or not bands.below_floor(entrant.score))
    )
