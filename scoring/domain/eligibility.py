"""Who competes, up to which star, and why not (allocation.md section 4, items 3 and 10)."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.domain.adjustments import Ruling
from scoring.domain.bands import Bands
from scoring.domain.ranking import ID, Entrant, Roster
from scoring.domain.trail import Code, Reason, barred


@dataclass(frozen=True, slots=True)
class Field:
    """The entrants sorted out: who competes, group by group; `limits` of those a decision keeps below the star of
    their score; the reasons of the others.
    """

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


def sort_out(roster: Roster, bands: Bands, ruling: Ruling) -> Field:
    """Every entrant judged by itself: nothing here depends on anybody else."""
    competing: list[Sequence[Entrant]] = []
    limits: dict[str, int] = {}
    left_out: dict[str, Reason] = {}
    decided = {*ruling.excluded, *ruling.ceilings}

    def band_of(group: Sequence[Entrant]) -> int:
        score = group[0].score
        return 0 if score is None else bands.band(score)

    def stays(entrant: Entrant, band: int) -> bool:
        if code := bar(entrant, band, bands, ruling):
            left_out[entrant.id] = barred(code, band)
        elif (ceiling := ruling.ceilings.get(entrant.id, band)) < band:
            limits[entrant.id] = ceiling
        return code is None

    for entrant in roster.barred:
        stays(entrant, 0 if entrant.score is None else bands.band(entrant.score))
    clear = 0 if decided else bisect_left(roster.groups, True, key=lambda group: not band_of(group))
    competing += roster.groups[:clear]  # best first: whoever reaches a star stands before all who reach none
    for group in roster.groups[clear:]:
        band = band_of(group)
        if band and decided.isdisjoint(map(ID, group)):  # almost everybody
            competing.append(group)
        elif stay := [entrant for entrant in group if stays(entrant, band)]:
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
