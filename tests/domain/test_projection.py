"""What a provisional result leaves open: intervals of ties (T4) and secured stars (T5), against brute force."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.projection import secured, tie_intervals
from scoring.domain.ranking import Entrant, tie_groups
from scoring.domain.rule import Policy
from tests.domain.strategies import CASCADE, LOTTERY, policies, rosters


@given(rosters(), policies(), st.text("abc", min_size=1))
def test_every_draw_lands_inside_the_interval(roster: list[Entrant], policy: Policy, seed: str) -> None:
    intervals = tie_intervals(roster, policy, CASCADE)
    plain = allocate(roster, policy, CASCADE).reasons
    drawn = allocate(roster, policy, replace(LOTTERY, lottery_seed=seed)).reasons
    for school, reason in drawn.items():
        lowest, highest = intervals.get(school, (plain[school].star, plain[school].star))
        assert lowest <= reason.star <= highest


@given(rosters(), policies(), st.data())
def test_every_recorded_order_lands_inside_the_interval(
    roster: list[Entrant], policy: Policy, data: st.DataObject
) -> None:
    competing = [
        school for school in roster if school.participating and not school.veto and (school.score or 0) >= 8000
    ]
    orders = tuple(
        Adjustment(Kind.TIE_ORDER, "minutes", schools=tuple(data.draw(st.permutations([each.id for each in group]))))
        for group in tie_groups(competing)
        if len(group) > 1
    )
    intervals = tie_intervals(roster, policy, CASCADE)
    plain = allocate(roster, policy, CASCADE).reasons
    for school, reason in allocate(roster, policy, CASCADE, orders).reasons.items():
        lowest, highest = intervals.get(school, (plain[school].star, plain[school].star))
        assert lowest <= reason.star <= highest


@settings(max_examples=40)
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
    assert claimed == {school: star for school, star in worst.items() if school in claimed}
    assert all(not star for school, star in worst.items() if school not in claimed)
