"""Who stands before whom: score, then the published tie keys, then a recorded order or a public draw.

Equal in all of this means tied: tied schools share a group number and stand or fall together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter
from typing import Final, NamedTuple

from campaigns.domain.refusal import Refusal
from scoring.domain.bands import Bands

PURPOSE: Final = "tie-lottery"

ID: Final = attrgetter("id")

RankKey = tuple[int, ...]


class Entrant(NamedTuple):
    """A school of the year as the engine sees it. (A named tuple: half a million of them are made in a second.)

    `score` in hundredths, None while pending; `keys` are the values of the rule's tie keys in their order, higher is
    better, None where the school has none; `veto` only where it is confirmed (C5.3f).
    """

    id: str
    score: int | None
    district: str = ""
    participating: bool = True
    veto: bool = False
    keys: tuple[int | None, ...] = ()


class Standing(NamedTuple):
    """A competing school in its place: `band` by score, `limit` the highest star open to it, `group` its tie group,
    `position` how many stand before it on the list.
    """

    id: str
    score: int
    band: int
    limit: int
    district: str
    group: int
    position: int


def rank_key(entrant: Entrant) -> RankKey:
    """Sorts best first, a missing tie key last; equal keys are a tie. The id plays no part."""
    score = -1 if entrant.score is None else entrant.score
    if not entrant.keys:
        return (-score,)
    return (-score, *(part for key in entrant.keys for part in ((1, 0) if key is None else (0, -key))))


def ticket(seed: str, purpose: str, unit: str) -> str:
    """The public lottery ticket of a unit: anybody can recompute it, the smallest wins."""
    return sha256(f"starquota/1\n{purpose}\n{seed}\n{unit}".encode()).hexdigest()


def tie_groups(entrants: Iterable[Entrant]) -> list[list[Entrant]]:
    """The entrants in rank order, those with equal keys together, in the order of their ids."""
    groups: defaultdict[tuple[object, ...], list[Entrant]] = defaultdict(list)
    for entrant in entrants:
        groups[entrant.score, entrant.keys].append(entrant)
    return [sorted(group, key=ID) for group in sorted(groups.values(), key=lambda group: rank_key(group[0]))]


@dataclass(frozen=True, slots=True)
class Roster:
    """The entrants by id, and `groups` of tied ones in rank order: sorted once, allocated under many rules.

    Bands, places and decisions play no part in the order, only scores and tie keys do. The groups leave out the
    `barred`: those who take no part or have a confirmed veto, whatever else is known of them.
    """

    by_id: Mapping[str, Entrant]
    groups: Sequence[Sequence[Entrant]]
    barred: Sequence[Entrant]


def roster(entrants: Iterable[Entrant], keys: int) -> Roster:
    """The entrants in order; DUPLICATE_SCHOOL, and TIE_KEY_FORMAT where one has not `keys` tie keys."""
    by_id: dict[str, Entrant] = {}
    for entrant in entrants:
        if entrant.id in by_id:
            raise Refusal("DUPLICATE_SCHOOL", school=entrant.id)
        if len(entrant.keys) != keys:
            raise Refusal("TIE_KEY_FORMAT", school=entrant.id)
        by_id[entrant.id] = entrant
    groups = tie_groups(entrant for entrant in by_id.values() if entrant.participating and not entrant.veto)
    barred = [entrant for entrant in by_id.values() if entrant.veto or not entrant.participating]
    return Roster(by_id, groups, barred)


def settled(group: Sequence[Entrant], places: Mapping[str, int], seed: str | None) -> Sequence[Sequence[Entrant]]:
    """A tie group of several as the year's rule leaves it: in the recorded order, drawn by lot, or still together."""
    if places and any(entrant.id in places for entrant in group):
        return [[entrant] for entrant in sorted(group, key=lambda entrant: places.get(entrant.id, -1))]
    if seed is not None:
        return [[entrant] for entrant in sorted(group, key=lambda entrant: ticket(seed, PURPOSE, entrant.id))]
    return (group,)


def standings(
    competing: Iterable[Sequence[Entrant]],
    bands: Bands,
    limits: Mapping[str, int],
    places: Mapping[str, int],
    seed: str | None,
) -> list[Standing]:
    """The competing entrants in rank order, numbered by tie group; `limits` where less than the band is open to them.

    `places` are positions in recorded orders, `seed` the public seed where residual ties are drawn by lot.
    """
    found: list[Standing] = []
    number, before, band = 0, -1, 0
    for group in competing:
        first = group[0]
        score = first.score or 0
        if score != before:  # once a score, and not a group: best first, equal ones stand together
            before, band = score, bands.band(score)
        if len(group) == 1:  # almost everybody
            limit = limits.get(first.id, band)
            found.append(Standing(first.id, score, band, limit, first.district, number, len(found)))
            number += 1
            continue
        for part in settled(group, places, seed):
            found += [
                Standing(each.id, score, band, limits.get(each.id, band), each.district, number, position)
                for position, each in enumerate(part, len(found))
            ]
            number += 1
    return found
