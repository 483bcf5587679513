"""What a provisional result leaves open: intervals of ties (T4) and secured stars (T5), against brute force."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaigns.domain.seats import POLICY_CAPS, Seats
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.projection import open_intervals, secured
from scoring.domain.ranking import Entrant, tie_groups
from scoring.domain.rule import Overflow, Policy, Rule, Scope, TieResidual
from tests.domain.strategies import CASCADE, LOTTERY, excluding, policies, rosters


def intervals(roster: list[Entrant], policy: Policy, rule: Rule) -> dict[str, tuple[int, int]]:
    """For everybody: the star alone where no tie is open."""
    lowest = allocate(roster, policy, rule)
    found = {school: (reason.star, reason.star) for school, reason in lowest.reasons.items()}
    return found | open_intervals(lowest, policy, rule)


@given(rosters(), policies(), excluding, st.text("abc", min_size=1))
def test_every_draw_lands_inside_the_interval(roster: list[Entrant], policy: Policy, rule: Rule, seed: str) -> None:
    """T4 for every rule of one ranking."""
    drawn = allocate(roster, policy, replace(rule, tie_residual=TieResidual.LOTTERY, lottery_seed=seed)).reasons
    for school, (lowest, highest) in intervals(roster, policy, rule).items():
        assert lowest <= drawn[school].star <= highest


@given(rosters(), policies(), excluding, st.data())
def test_every_recorded_order_lands_inside_the_interval(
    roster: list[Entrant], policy: Policy, rule: Rule, data: st.DataObject
) -> None:
    competing = [
        school for school in roster if school.participating and not school.veto and (school.score or 0) >= 8000
    ]
    orders = tuple(
        Adjustment(Kind.TIE_ORDER, "minutes", schools=tuple(data.draw(st.permutations([each.id for each in group]))))
        for group in tie_groups(competing)
        if len(group) > 1
    )
    ordered = allocate(roster, policy, rule, orders).reasons
    for school, (lowest, highest) in intervals(roster, policy, rule).items():
        assert lowest <= ordered[school].star <= highest


def test_a_group_let_in_whole_takes_no_place_from_another_star() -> None:
    """Two stars have two places and four tied schools: whoever of them gets one, the one-star schools keep theirs."""
    roster = [
        Entrant(f"S{number:02d}", score)
        for number, score in enumerate((9500, *[8600] * 4, 8300, 8200, 8100, *[7500] * 12))
    ]
    found = intervals(roster, Policy(Bands(), POLICY_CAPS[1]), Rule(overflow=Overflow.FORFEIT))
    assert found["S01"] == (0, 2)
    assert [found[school] for school in ("S05", "S06", "S07")] == [(1, 1)] * 3


@pytest.mark.parametrize(
    ("places", "rule"),
    [
        (Seats(1, 1, 1, 2), CASCADE),
        (Seats(1, 1, 1, 3), Rule(scope=Scope.DISTRICT_SLOTS, slots={"A": {3: 1}})),
    ],
    ids=["a total below the places of all stars", "district places"],
)
def test_nothing_is_said_of_ties_where_the_theorem_does_not_hold(places: Seats, rule: Rule) -> None:
    policy = Policy(Bands(), places)
    tied = allocate([Entrant("S1", 9500, "A"), Entrant("S2", 9500, "A"), Entrant("S3", 9100, "B")], policy, rule)
    assert open_intervals(tied, policy, rule) == {}


def test_nothing_is_secured_where_all_stars_together_are_short_of_places() -> None:
    ranking = allocate([Entrant("A", 9500), Entrant("B", 8700)], Policy(Bands(), Seats(1, 1, 1, 3)), LOTTERY).ranking
    assert secured(ranking, Seats(1, 1, 1, 3), 0) == {"A": 3, "B": 2}
    assert secured(ranking, Seats(1, 1, 1, 1), 0) == {}


@settings(max_examples=40)
@example([8999], Policy(Bands(), Seats(three=1, two=0, one=1, total=2)), 1)
@given(st.lists(st.integers(7990, 9100), max_size=5, unique=True), policies(), st.integers(0, 2))
def test_a_secured_star_is_the_least_over_all_completions(scores: list[int], policy: Policy, pending: int) -> None:
    schools = [Entrant(f"S{number}", score) for number, score in enumerate(scores)]
    waiting = [Entrant(f"P{number}", None) for number in range(pending)]
    claimed = secured(allocate([*schools, *waiting], policy, LOTTERY).ranking, policy.seats(0), pending)
    grid = sorted({score + step for score in (*scores, 8000, 8500, 9000) for step in (-1, 1)} - set(scores))
    worst = {
        school.id: min(
            allocate([*schools, *completed], policy, LOTTERY).reasons[school.id].star
            for chosen in product(grid, repeat=pending)
            for completed in [[Entrant(f"P{number}", score) for number, score in enumerate(chosen)]]
        )
        for school in schools
    }
    for school in schools:
        star, least = claimed.get(school.id, 0), worst[school.id]
        # between 89.99 and 90.00 there is no score, and the rival of the theorem stands just above in the same band
        tight = (school.score or 0) + 1 in (8000, 8500, 9000)
        assert star <= least if tight else star == least
