"""The three families of bounds a controlled rounding keeps, checked apart from the code that makes one."""

from collections.abc import Mapping


def is_controlled(sizes: Mapping[str, int], quotas: Mapping[int, int], slots: Mapping[str, Mapping[int, int]]) -> bool:
    """Whether the places keep all three families of bounds."""
    everybody = sum(sizes.values()) or 1
    total = sum(quotas.values())
    cells = all(
        0 <= slots[code][star] * everybody - (places * size - places * size % everybody) <= everybody
        and (places * size % everybody or slots[code][star] * everybody == places * size)
        for code, size in sizes.items()
        for star, places in quotas.items()
    )
    rows = all(
        total * size // everybody <= sum(slots[code].values()) <= -(-total * size // everybody)
        for code, size in sizes.items()
    )
    return cells and rows and all(sum(row[star] for row in slots.values()) == quotas[star] for star in quotas)
