"""Which items apply to a school: school type and facility flags of the register, never a tick (score.na_guard).

Tokens separated by ";": `all`; `111` this school type (several: one of them); `!111` every type but this one; a word
such as `canteen`: the facility must be there. Types, exclusions and facilities must all hold.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from campaigns.domain.refusal import Refusal

FACILITIES: Final = ("canteen", "catered_meals", "boarding", "school_bus", "lab")


@dataclass(frozen=True, slots=True)
class Applicability:
    """A parsed rule."""

    types: frozenset[str] = frozenset()
    not_types: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()

    def holds(self, school_type: str, facilities: Collection[str]) -> bool:
        """Whether the item applies to a school of this type with these facilities."""
        return (
            (not self.types or school_type in self.types)
            and school_type not in self.not_types
            and self.facilities <= set(facilities)
        )


def parse(rule: str) -> Applicability:
    """The rule as data; Refusal APPLICABILITY for a token nobody knows."""
    types: set[str] = set()
    not_types: set[str] = set()
    needed: set[str] = set()
    for word in (part.strip() for part in rule.split(";")):
        if re.fullmatch(r"\d{3}", word, re.ASCII):
            types.add(word)
        elif re.fullmatch(r"!\d{3}", word, re.ASCII):
            not_types.add(word[1:])
        elif word in FACILITIES:
            needed.add(word)
        elif word != "all":
            raise Refusal("APPLICABILITY", token=word)
    return Applicability(frozenset(types), frozenset(not_types), frozenset(needed))


def applies(rule: str, school_type: str, facilities: Collection[str]) -> bool:
    """Whether an item with this `applicable_to` applies to the school."""
    return parse(rule).holds(school_type, facilities)
