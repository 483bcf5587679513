"""Filling the places of one star: whole tie groups from the top, and nobody overtakes a group that did not fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from scoring.domain.ranking import Standing

GROUP: Final = attrgetter("group")


class Closed(StrEnum):
    """Why nobody further was admitted to a star."""

    NONE = "none"
    QUOTA = "quota"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Tie:
    """The tied group that did not fit: its score, its size, the places that were left."""

    score: int
    size: int
    slots_left: int


@dataclass(frozen=True, slots=True)
class Tier:
    """What happened at one star. `cutoff`: lowest score admitted (pins aside); `first_out`: highest refused."""

    star: int
    quota: int
    pinned: int
    awarded: int
    candidates: int
    closed_by: Closed
    cutoff: int | None
    first_out: int | None
    tie: Tie | None
    reserved_used: Mapping[str, int] | None = None

    @property
    def unused(self) -> int:
        """Empty places; they enlarge no other star (decision quota.unused)."""
        return self.quota - self.awarded


def one_line(tier: Tier) -> bool:
    """Whether one line parts the whole city; where the districts' own places ran out, every district has its own."""
    return tier.reserved_used is None or tier.closed_by is Closed.NONE


def cut_line(tier: Tier, threshold: int) -> int | None:
    """The published line of a star: where its places ran out, else its threshold; None where nobody was admitted, and
    where there is not `one_line`.
    """
    if tier.closed_by is Closed.NONE:
        return threshold
    return tier.cutoff if one_line(tier) else None


def parting_line(tier: Tier, threshold: int) -> int | None:
    """The same, None also where somebody above it was refused: district places or the star's own schools went first."""
    line = cut_line(tier, threshold)
    return None if line is None or (tier.first_out is not None and tier.first_out > line) else line


class Refused(NamedTuple):
    """A school that stood for a star and did not get it; schools of one `group` are tied."""

    district: str
    group: int
    score: int


def own_tie(
    tier: Tier, slots: Mapping[str, Mapping[int, int]], refused: Iterable[Refused]
) -> tuple[Tie, Refused] | None:
    """The best tied group that left a reserved place of its district unused, for it was larger than the places left,
    and one school of it; None where there is none. `refused` are those of this star, best first.
    """
    used = tier.reserved_used or {}
    left = {code: places.get(tier.star, 0) - used.get(code, 0) for code, places in slots.items()}
    first: dict[str, list[Refused]] = {}
    for each in refused:
        group = first.setdefault(each.district, [])
        if not group or group[0].group == each.group:
            group.append(each)
    for code, group in first.items():
        if 0 < left.get(code, 0) < len(group):
            return Tie(group[0].score, len(group), left[code]), group[0]
    return None


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a queue was admitted: the first `admitted` of it, and what stopped it."""

    admitted: int
    closed_by: Closed
    tied: int = 0
    slots_left: int = 0


def fill(blocks: Sequence[Sequence[Standing]], free: int, *, whole_ties: bool) -> Filling:
    """Admit tie groups from the top of each block in turn into `free` places.

    `whole_ties` admits a group that starts on a free place even where it does not fit (what-if only: breaks caps).
    """
    admitted = 0
    for block in blocks:
        for _, members in groupby(block, key=GROUP):
            size = len(list(members))
            if free <= 0:
                return Filling(admitted, Closed.QUOTA)
            if size > free and not whole_ties:
                return Filling(admitted, Closed.TIE, size, free)
            free -= size
            admitted += size
    return Filling(admitted, Closed.NONE)
