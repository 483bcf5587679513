"""The allocation rule of a year: names and values as in allocation.md section 4. Floor rounding is not among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from campaigns.domain.refusal import Refusal
from campaigns.domain.rounding import nearest
from campaigns.domain.seats import STARS, Caps, Seats, seats
from scoring.domain.bands import Bands


class Overflow(StrEnum):
    """What becomes of schools for whom their own star has no place (decision quota.overflow)."""

    CASCADE = "cascade"
    FORFEIT = "forfeit"
    OWN_TIER_FIRST = "own_tier_first"


class TieResidual(StrEnum):
    """What becomes of schools still exactly tied at the line (decision quota.ties). `include` breaks caps: what-if."""

    EXCLUDE = "exclude"
    LOTTERY = "lottery"
    INCLUDE = "include"


class Denominator(StrEnum):
    """What the caps are percentages of (decision quota.denominator)."""

    REGISTERED = "registered"
    QUALIFIED = "qualified"


class Scope(StrEnum):
    """One ranking for the city, or reserved district places first."""

    CITY = "city"
    DISTRICT_SLOTS = "district_slots"


Slots = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How stars are given out. `denominator` may also be the number of participating schools itself."""

    overflow: Overflow = Overflow.CASCADE
    tie_keys: tuple[str, ...] = ()
    tie_residual: TieResidual = TieResidual.EXCLUDE
    lottery_seed: str = ""
    denominator: Denominator | int = Denominator.REGISTERED
    scope: Scope = Scope.CITY
    slots: Slots = field(default_factory=dict)
    pool_unused: bool = True

    def __post_init__(self) -> None:
        if self.tie_residual is TieResidual.LOTTERY and not self.lottery_seed.strip():
            raise Refusal("LOTTERY_SEED")
        if self.scope is Scope.DISTRICT_SLOTS and not self.slots:
            raise Refusal("SLOTS_MISSING")
        if len(set(self.tie_keys)) != len(self.tie_keys):
            raise Refusal("RULE_TIE_KEYS")
        if not isinstance(self.denominator, Denominator) and self.denominator < 0:
            raise Refusal("RULE_DENOMINATOR", value=self.denominator)

    @property
    def seed(self) -> str | None:
        """The public seed where ties are drawn by lot."""
        return self.lottery_seed if self.tie_residual is TieResidual.LOTTERY else None


@dataclass(frozen=True, slots=True)
class Policy:
    """Bands and caps of a year. Places instead of caps are for theory, where the numbers themselves are given."""

    bands: Bands
    caps: Caps | Seats

    def seats(self, participants: int) -> Seats:
        """The year's places for this many participating schools."""
        return self.caps if isinstance(self.caps, Seats) else seats(self.caps, participants)


def reserved_slots(sizes: Mapping[str, int], year: Seats, *, seed: str) -> Slots:
    """The year's places shared among the districts by their participating schools (decision quota.districts).

    Where the total leaves fewer places than the stars have, those of the lower stars are not reserved. The public
    `seed` decides which of two equal districts is rounded up.
    """
    places: dict[int, int] = {}
    left = year.total
    for star in STARS:
        places[star] = min(year.of(star), left)
        left -= places[star]
    return nearest(sizes, places, seed=seed)


def check_slots(slots: Slots, year: Seats) -> None:
    """Reserved district places may not exceed the city's: refuse what would break a cap."""
    reserved = {star: sum(places.get(star, 0) for places in slots.values()) for star in STARS}
    if any(reserved[star] > year.of(star) for star in STARS) or sum(reserved.values()) > year.total:
        raise Refusal("SLOTS_OVER_QUOTA")
