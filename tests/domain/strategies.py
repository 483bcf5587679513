"""Small adversarial years: scores on and beside the lines, many ties, few places; and what to judge a result by."""

from hypothesis import strategies as st

from campaigns.domain.seats import STARS, Seats
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Overflow, Policy, Rule, TieResidual

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
def policies(draw: st.DrawFn) -> Policy:
    """Places instead of caps: everything from none to plenty."""
    three, two, one = (draw(st.integers(0, 4)) for _ in range(3))
    return Policy(Bands(), Seats(three=three, two=two, one=one, total=three + two + one))


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
