"""Small adversarial years: scores on and beside the lines, many ties, few places; and what to judge a result by."""

from typing import Any

from hypothesis import strategies as st

from campaigns.domain.seats import STARS, Seats
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Overflow, Policy, Rule, TieResidual
from scoring.domain.schools import SchoolFacts

EDGES = (0, 6999, 7000, 7999, 8000, 8001, 8499, 8500, 8501, 8999, 9000, 9001, 9500, 10_000)

scores = st.sampled_from(EDGES) | st.integers(7900, 9200)
pending = st.none() | scores


@st.composite
def rosters(draw: st.DrawFn, *, scored: bool = True, keys: int = 0, largest: int = 12) -> list[Entrant]:
    """Schools with scores, vetoes, withdrawals and tie keys."""
    size = draw(st.integers(0, largest))
    return [
        Entrant(
            id=f"S{number:02d}",
            score=draw(scores if scored else pending),
            district=draw(st.sampled_from("ABC")),
            participating=draw(st.sampled_from((True, True, True, False))),
            veto=draw(st.sampled_from((False, False, False, True))),
            keys=tuple(draw(st.none() | st.integers(0, 2)) for _ in range(keys)),
        )
        for number in range(size)
    ]


@st.composite
def policies(draw: st.DrawFn, *, tight: bool = False) -> Policy:
    """Places instead of caps: everything from none to plenty; `tight` with a total below those of all stars."""
    three, two, one = (draw(st.integers(0, 4)) for _ in range(3))
    total = draw(st.integers(0, three + two + one)) if tight else three + two + one
    return Policy(Bands(), Seats(three=three, two=two, one=one, total=total))


CASCADE = Rule()
LOTTERY = Rule(tie_residual=TieResidual.LOTTERY, lottery_seed="2026-public-seed")
RULES = (
    CASCADE,
    LOTTERY,
    Rule(overflow=Overflow.FORFEIT),
    Rule(overflow=Overflow.FORFEIT, tie_residual=TieResidual.LOTTERY, lottery_seed="seed"),
    Rule(overflow=Overflow.OWN_TIER_FIRST),
    Rule(overflow=Overflow.OWN_TIER_FIRST, tie_residual=TieResidual.LOTTERY, lottery_seed="seed"),
)
rules = st.sampled_from(RULES)
excluding = st.sampled_from([rule for rule in RULES if rule.tie_residual is TieResidual.EXCLUDE])


def highest(entrant: Entrant) -> int:
    """The best star open to a school, computed apart from the engine."""
    if not entrant.participating or entrant.veto or entrant.score is None:
        return 0
    return (entrant.score >= 8000) + (entrant.score >= 8500) + (entrant.score >= 9000)


def within_caps(given_stars: dict[str, int], places: Seats) -> bool:
    held = list(given_stars.values())
    return all(held.count(star) <= places.of(star) for star in STARS) and sum(map(bool, held)) <= places.total


def wasteful(roster: list[Entrant], found: dict[str, int], places: Seats) -> bool:
    """Whether the best waiting tie group of some star would fit into its free places."""
    for star in STARS:
        free = places.of(star) - list(found.values()).count(star)
        waiting = [school.score or 0 for school in roster if highest(school) >= star > found[school.id]]
        if waiting and waiting.count(max(waiting)) <= free:
            return True
    return False


def facts_of(number: int, score: int | None, *, judged: bool = True, **more: Any) -> SchoolFacts:
    """What is known of a school of district A that claimed `score`; reviewed with it unless told otherwise."""
    facts: dict[str, Any] = {
        "id": number,
        "code": f"S{number:02d}",
        "name": "",
        "district": 1,
        "district_code": "A",
        "state": "reviewed" if judged else "submitted",
        "hold": "",
        "on_roster": True,
        "score": score,
        "claimed": score,
        "reviewed": score if judged else None,
        "keys": None,
        "weak": 0,
        "reviewed_weak": 0,
        "basis": "reviewed" if judged else "claimed",
        "vetoed": False,
        "band": Bands().band(score or 0),
        "last": None,
        "handed_in": True,
        "judged": judged,
        "counts": judged,
        "falls": True,
        "recommended": None,
        "ceiling": None,
        "in_scope": True,
    }
    return SchoolFacts(**facts | more)
