"""Small adversarial years: scores on and beside the lines, many ties, few places."""

from hypothesis import strategies as st

from campaigns.domain.seats import Seats
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
