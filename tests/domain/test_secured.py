"""Secured stars where ties are left out as a whole (T5): the least over all completions, by brute force."""

from collections.abc import Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaigns.domain.seats import POLICY_CAPS, Caps, Seats
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy
from scoring.domain.schools import SchoolFacts
from scoring.domain.secured import FEW, secured_among_ties, secured_stars
from tests.domain.strategies import CASCADE, facts_of, policies

#: few scores, so that schools tie; pending schools may land on each of them, between them, or nowhere
SCORES = (8100, 8300, 8600, 8800, 9100, 9300)
LANDINGS = (None, 8100, 8200, 8300, 8600, 8700, 8800, 9100, 9200, 9300, 9400)

fields = st.lists(st.sampled_from(SCORES), max_size=8).map(
    lambda scores: [Entrant(f"S{number}", score) for number, score in enumerate(scores)]
)
few = st.integers(0, 3)


def claimed(
    schools: Sequence[Entrant], policy: Policy, pending: int, decided: Sequence[Adjustment] = ()
) -> dict[str, int]:
    return secured_among_ties(allocate(schools, policy, CASCADE, decided).ranking, policy.seats(0), pending)


def least(
    schools: Sequence[Entrant], policy: Policy, pending: int, decided: Sequence[Adjustment] = ()
) -> dict[str, int]:
    """The least star of every school over everything the pending ones can score."""
    stars = {school.id: 3 for school in schools}
    for scores in combinations_with_replacement(LANDINGS, pending):
        late = [Entrant(f"P{number}", score) for number, score in enumerate(scores)]
        reasons = allocate([*schools, *late], policy, CASCADE, decided).reasons
        stars = {school: min(star, reasons[school].star) for school, star in stars.items()}
    return stars


@settings(max_examples=60)
@given(fields, policies(), few)
# one pending school ties with the only three-star school: both fall, and push the next one down
@example([Entrant("A", 9300), Entrant("B", 9100)], Policy(POLICY_BANDS, Seats(1, 1, 1, 3)), 1)
# closing three stars takes a pending school that then holds a place of two stars
@example(
    [Entrant(name, score) for name, score in zip("ABCDE", (9300, 9300, 9100, 8800, 8300), strict=True)],
    Policy(POLICY_BANDS, Seats(3, 3, 2, 8)),
    2,
)
def test_a_secured_star_is_the_least_over_all_completions(schools: list[Entrant], policy: Policy, pending: int) -> None:
    assert claimed(schools, policy, pending) == least(schools, policy, pending)


@settings(max_examples=40)
@given(fields, policies(), few, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_beside_ceilings_a_secured_star_is_never_promised_too_much(
    schools: list[Entrant], policy: Policy, pending: int, limits: list[int]
) -> None:
    decided = [
        Adjustment(Kind.MAX_STAR, "r", each.id, limit) for each, limit in zip(schools[::2], limits, strict=False)
    ]
    worst = least(schools, policy, pending, decided)
    assert all(star <= worst[school] for school, star in claimed(schools, policy, pending, decided).items())


@given(fields, policies(), few, st.sampled_from(LANDINGS))
def test_a_secured_star_never_falls_when_a_pending_school_is_scored(
    schools: list[Entrant], policy: Policy, pending: int, landing: int | None
) -> None:
    before = claimed(schools, policy, pending + 1)
    after = claimed([*schools, Entrant("P", landing)], policy, pending)
    assert all(star <= after[school] for school, star in before.items())


@given(fields, policies())
def test_with_nobody_pending_the_star_is_secured(schools: list[Entrant], policy: Policy) -> None:
    reasons = allocate(schools, policy, CASCADE).reasons
    assert claimed(schools, policy, 0) == {school.id: reasons[school.id].star for school in schools}


def test_nothing_is_promised_where_all_stars_together_are_short_of_places() -> None:
    assert claimed([Entrant("A", 9300)], Policy(POLICY_BANDS, Seats(1, 1, 1, 2)), 0) == {}


def facts(schools: Sequence[Entrant]) -> list[SchoolFacts]:
    """Judged where there is a score."""
    return [
        facts_of(number, each.score, code=each.id, judged=each.score is not None) for number, each in enumerate(schools)
    ]


@pytest.mark.parametrize("waiting", [3, FEW + 1], ids=["tried one by one", "more than are tried"])
@given(
    st.lists(st.sampled_from((7500, *SCORES)), min_size=5, max_size=40),
    st.sampled_from([POLICY_CAPS[1], POLICY_CAPS[3], Caps(3000, 3000, 3000, 9000)]),
    st.data(),
)
def test_a_secured_star_outlives_whatever_pending_schools_do(
    waiting: int, scores: list[int], caps: Caps, data: st.DataObject
) -> None:
    """Some withdraw, which leaves fewer places, others are scored: what is promised holds."""
    policy = Policy(POLICY_BANDS, caps)
    schools = [Entrant(f"S{number}", score) for number, score in enumerate(scores)]
    late = [Entrant(f"P{number}", None) for number in range(waiting)]
    everybody = [*schools, *late]
    promised = secured_stars(facts(everybody), allocate(everybody, policy, CASCADE), policy, CASCADE, roster_open=True)
    landings = data.draw(st.lists(st.sampled_from(LANDINGS), min_size=waiting, max_size=waiting))
    for staying in range(waiting + 1):
        scored = [each._replace(score=score) for each, score in zip(late, landings[:staying], strict=False)]
        reasons = allocate([*schools, *scored], policy, CASCADE).reasons
        assert all(star <= reasons[school].star for school, star in promised.items())


def test_a_place_lost_with_a_withdrawal_is_promised_only_on_a_frozen_roster() -> None:
    policy = Policy(POLICY_BANDS, POLICY_CAPS[2])
    scores = (9780, 9550, 9510, 9140, 9100, 8680, 8580, 8260, 8000, *[7500] * 10)
    schools = [Entrant(f"S{number}", score) for number, score in enumerate(scores)]
    everybody = [*schools, Entrant("P", None)]
    allocation = allocate(everybody, policy, CASCADE)
    promised = {
        roster_open: secured_stars(facts(everybody), allocation, policy, CASCADE, roster_open=roster_open)["S6"]
        for roster_open in (True, False)
    }
    assert promised == {True: 0, False: 1}
    assert allocate(schools, policy, CASCADE).reasons["S6"].star == 0


def test_places_by_decision_are_promised_as_long_as_there_are_enough() -> None:
    policy = Policy(POLICY_BANDS, POLICY_CAPS[1])
    schools = [Entrant(f"S{number}", score) for number, score in enumerate((9500, 9400, *[7500] * 17))]
    everybody = [*schools, Entrant("P", None)]
    allocation = allocate(everybody, policy, CASCADE, [Adjustment(Kind.PIN, "minutes", "S1", 3)])
    promised = {
        roster_open: secured_stars(facts(everybody), allocation, policy, CASCADE, roster_open=roster_open)
        for roster_open in (True, False)
    }
    assert promised[True] == {}
    assert promised[False]["S1"] == 3
