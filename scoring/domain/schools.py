"""One school of the year as the ranking and the reports see it."""

from dataclasses import dataclass
from typing import NamedTuple


class SchoolFacts(NamedTuple):
    """What is known of a school at one revision. Scores in hundredths, None where there is none yet.

    `handed_in`: the assessment counts for the year's figures; `judged`: a district or the city has judged it;
    `recommended`: by its district, None while that is open; `ceiling`: the star the district recommended on purpose
    (with a reason), None where it set no such limit; `in_scope`: taking part and not withdrawn. `last` is last
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
    basis: str
    vetoed: bool
    band: int
    last: int | None
    in_scope: bool
    handed_in: bool
    judged: bool
    recommended: bool | None
    ceiling: int | None


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
