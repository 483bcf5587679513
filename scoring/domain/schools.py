"""One school of the year as the ranking and the reports see it."""

from dataclasses import dataclass
from typing import Final, NamedTuple

#: the bases of a rating that say that the city has checked the school: on a spot check, or ruling on an appeal
BY_CITY: Final = frozenset({"verified", "ruled"})

#: why a school is left out: the city has not checked it, and only the city's total counts (score.final_source)
UNCHECKED: Final = "not_checked"
#: why a school is left out: below the floor by a score the city has not checked, in a year that goes there by the
#: city's alone (elig.below70_basis)
LOW_UNCHECKED: Final = "low_not_checked"


class Force(NamedTuple):
    """What a score may do in a year: it `counts` for a star (score.final_source), it `falls` below the floor with what
    follows (elig.below70_basis). A score that the city has checked may do both.
    """

    counts: bool = True
    falls: bool = True


CHECKED: Final = Force()


class SchoolFacts(NamedTuple):
    """What is known of a school at one revision. Scores in hundredths, None where there is none yet.

    `handed_in`: the assessment counts for the year's figures; `judged`: a district or the city has judged it;
    `counts`: so has whoever must before it has a star (score.final_source); `falls`: below the floor the score has its
    consequence (elig.below70_basis); `recommended`: by its district, None while that is open; `ceiling`: the star the
    district recommended on purpose (with a reason), None where it set no such limit; `weak`: key items that limit the
    star, `reviewed_weak` by the district's points alone; `in_scope`: taking part and not withdrawn. `last` is last
    year's final score.
    """

    id: int
    code: str
    name: str
    district: int
    district_code: str
    state: str
    hold: str
    on_roster: bool
    score: int | None
    claimed: int | None
    reviewed: int | None
    keys: int | None
    weak: int
    reviewed_weak: int
    basis: str
    vetoed: bool
    band: int
    last: int | None
    in_scope: bool
    handed_in: bool
    judged: bool
    counts: bool
    falls: bool
    recommended: bool | None
    ceiling: int | None

    @property
    def checked(self) -> bool:
        """Whether the city has judged an item of the school."""
        return self.basis in BY_CITY


@dataclass(frozen=True, slots=True)
class Placed:
    """A school with its projected star: `rank` is shared by tied schools, None for those outside the ranking.

    `secured` and `highest` are the least and the most the star may still become (theorems T5 and T4).
    """

    facts: SchoolFacts
    rank: int | None
    star: int
    secured: int
    highest: int
    code: str
