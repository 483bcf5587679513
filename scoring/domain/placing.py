"""Places in the ranking, shared by tied schools (1, 2, 2, 4)."""

from typing import Final

from scoring.domain.allocation import Allocation
from scoring.domain.trail import Code

#: results that leave a school out of the ranking altogether (elig.below70_effect)
UNRANKED: Final = frozenset(
    {
        Code.NOT_PARTICIPATING,
        Code.VETO_ACCIDENT,
        Code.EXCLUDED_BY_COMMITTEE,
        Code.UNSCORED,
        Code.DISQUALIFIED_SCORE,
    }
)


def places(found: Allocation) -> dict[str, int]:
    """The place of every ranked school by the order of the rule, also of those that reach no star."""
    by_school: dict[str, int] = {}
    for group in found.roster.groups:
        ranked = [entrant.id for entrant in group if found.reasons[entrant.id].code not in UNRANKED]
        by_school |= dict.fromkeys(ranked, len(by_school) + 1)
    return by_school
