"""Places in the ranking, shared by tied schools (1, 2, 2, 4)."""

from collections.abc import Iterable, Mapping
from typing import Final

from scoring.domain.ranking import Entrant, tie_groups
from scoring.domain.trail import Code, Reason

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


def places(entrants: Iterable[Entrant], reasons: Mapping[str, Reason]) -> dict[str, int]:
    """The place of every ranked school by the order of the rule, also of those that reach no star."""
    found: dict[str, int] = {}
    for group in tie_groups(entrant for entrant in entrants if reasons[entrant.id].code not in UNRANKED):
        found |= dict.fromkeys((entrant.id for entrant in group), len(found) + 1)
    return found
