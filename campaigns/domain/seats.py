"""How many schools may hold a star: caps are percentages of the participating schools (C2.2.5).

Caps are basis points (1500 = 15 %), so that every count is whole-number arithmetic. "Not more than" leaves one
rounding only: down (decision quota.rounding).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from campaigns.domain.refusal import Refusal

STARS: Final = (3, 2, 1)
WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Caps:
    """The year's caps in basis points of the participating schools: one per star, and one for all stars together."""

    three: int | Fraction
    two: int | Fraction
    one: int | Fraction
    total: int | Fraction

    def __post_init__(self) -> None:
        for share in (self.three, self.two, self.one, self.total):
            if not 0 <= share <= WHOLE:
                raise Refusal("POLICY_CAPS", share=share)

    def of(self, star: int) -> int | Fraction:
        """The cap of one star."""
        return {3: self.three, 2: self.two, 1: self.one}[star]


@dataclass(frozen=True, slots=True)
class Seats:
    """Places of a year: the most schools that may hold each star, and any star."""

    three: int
    two: int
    one: int
    total: int

    def __post_init__(self) -> None:
        for places in (self.three, self.two, self.one, self.total):
            if places < 0:
                raise Refusal("POLICY_QUOTAS", places=places)

    def of(self, star: int) -> int:
        """The places of one star."""
        return {3: self.three, 2: self.two, 1: self.one}[star]

    @property
    def all_fit(self) -> bool:
        """Whether the total leaves room for the places of every star, as the policy's caps do."""
        return self.three + self.two + self.one <= self.total

    @property
    def orphans(self) -> int:
        """Places of the total that no star may use; they stay empty (decision quota.unused)."""
        return max(0, self.total - self.three - self.two - self.one)


#: The caps the policy document prints, by year of the campaign (C2.2.5).
POLICY_CAPS: Final[Mapping[int, Caps]] = MappingProxyType(
    {
        1: Caps(three=500, two=1000, one=1500, total=3000),
        2: Caps(three=1000, two=1500, one=2000, total=4500),
        3: Caps(three=1500, two=2000, one=2500, total=6000),
    }
)


def places(share: int | Fraction, participants: int) -> int:
    """The most schools that are not more than `share` basis points of `participants`."""
    if participants < 0:
        raise Refusal("PARTICIPANTS", participants=participants)
    return share * participants // WHOLE


def seats(caps: Caps, participants: int) -> Seats:
    """The places of a year with this many participating schools."""
    return Seats(
        three=places(caps.three, participants),
        two=places(caps.two, participants),
        one=places(caps.one, participants),
        total=places(caps.total, participants),
    )


def next_place_at(share: int | Fraction, present: int) -> int | None:
    """The number of participating schools at which `present` places become one more; None where the cap is zero."""
    return None if share == 0 else -(-WHOLE * (present + 1) // share)
