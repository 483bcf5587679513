"""District places by controlled rounding (allocation.md section 6.1).

Fair shares are Q[t]·n[d]/n with Q the city's whole places per star. Each cell becomes its share rounded down or up,
each district's total likewise, each star's sum exactly Q[t]; such a rounding always exists. Among them the nearest
one is chosen: the largest sum of fractional parts rounded up, exactly, by a flow of least cost in whole numbers.
"""

from collections.abc import Mapping
from hashlib import sha256

from campaigns.domain.flow import Network
from campaigns.domain.refusal import Refusal

Slots = dict[str, dict[int, int]]


def nearest(sizes: Mapping[str, int], quotas: Mapping[int, int], *, seed: str = "") -> Slots:
    """Places per district and star. Of equal cells the larger district's is rounded up first, then the smaller public
    ticket's (never the code: code order would favour the same district every year).
    """
    everybody = sum(sizes.values())
    if everybody == 0:
        if any(quotas.values()):
            raise Refusal("ROUNDING_EMPTY")
        return {code: dict.fromkeys(quotas, 0) for code in sizes}
    slots = {
        code: {star: places * size // everybody for star, places in quotas.items()} for code, size in sizes.items()
    }
    for code, star in _rounded_up(sizes, quotas, slots, everybody, seed):
        slots[code][star] += 1
    return slots


def _rounded_up(
    sizes: Mapping[str, int], quotas: Mapping[int, int], floors: Slots, everybody: int, seed: str
) -> list[tuple[str, int]]:
    """The cells to round up: star → district arcs of capacity one, districts bound to their own floor and ceiling."""
    order = {code: rank for rank, code in enumerate(_preference(sizes, seed))}
    weight = len(order) * len(quotas) * len(order) + 1
    network = Network()
    source, sink = "source", "sink"  # stars and districts are pairs, so that no district's code can be one of these
    cells: dict[tuple[str, int], int] = {}
    for star, places in quotas.items():
        left = places - sum(floors[code][star] for code in sizes)
        network.arc(source, ("star", star), left, 0)
        for code, size in sizes.items():
            if part := places * size % everybody:
                cells[code, star] = network.arc(("star", star), ("district", code), 1, -(part * weight + order[code]))
    compulsory = -(everybody * weight * (len(cells) + 1))
    total = sum(quotas.values())
    for code, size in sizes.items():
        floor = sum(floors[code].values())
        lowest, highest = total * size // everybody - floor, -(-total * size // everybody) - floor
        network.arc(("district", code), sink, lowest, compulsory)
        network.arc(("district", code), sink, highest - lowest, 0)
    network.send(source, sink)
    return [cell for cell, arc in cells.items() if network.used(arc)]


def _preference(sizes: Mapping[str, int], seed: str) -> list[str]:
    """Districts from least to most preferred for a place that could go to either."""
    tickets = {code: sha256(f"starquota/1\nslots\n{seed}\n{code}".encode()).hexdigest() for code in sizes}
    return sorted(sorted(sizes, key=tickets.__getitem__, reverse=True), key=sizes.__getitem__)
