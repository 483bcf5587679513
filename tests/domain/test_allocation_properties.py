"""What the allocation promises, on small adversarial years (allocation.md section 3, theorems T1 to T3)."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.domain.seats import POLICY_CAPS, STARS, Seats, seats
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant, rank_key
from scoring.domain.rule import Policy, Rule
from tests.domain.strategies import (
    CASCADE,
    LOTTERY,
    excluding,
    highest,
    policies,
    rosters,
    rules,
    wasteful,
    within_caps,
)


def stars(allocation: Allocation) -> dict[str, int]:
    return {school: reason.star for school, reason in allocation.reasons.items()}


@given(rosters(scored=False), policies() | policies(tight=True), rules)
def test_no_cap_is_ever_broken(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    assert within_caps(stars(allocate(roster, policy, rule)), policy.seats(len(roster)))


@given(rosters(scored=False), policies(), rules)
def test_nobody_has_a_star_above_its_band(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    found = stars(allocate(roster, policy, rule))
    assert all(found[school.id] <= highest(school) for school in roster)


@given(rosters(largest=40), st.integers(1, 3), st.integers(0, 400))
def test_the_caps_of_the_policy_hold_for_every_number_of_participants(
    roster: list[Entrant], year: int, participants: int
) -> None:
    rule = replace(CASCADE, denominator=participants)
    found = stars(allocate(roster, Policy(Bands(), POLICY_CAPS[year]), rule))
    assert within_caps(found, seats(POLICY_CAPS[year], participants))


@given(rosters(keys=2), policies(), st.sampled_from((CASCADE, LOTTERY)))
def test_no_justified_envy(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    """By score and, where scores are equal, by the published keys."""
    found = stars(allocate(roster, policy, replace(rule, tie_keys=("first", "second"))))
    for school, other in product(roster, repeat=2):
        better = rank_key(school) < rank_key(other)
        assert not (better and found[other.id] > found[school.id] and highest(school) >= found[other.id])


@given(rosters(keys=1), policies(), excluding)
def test_equals_are_treated_equally(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    found = stars(allocate(roster, policy, replace(rule, tie_keys=("first",))))
    for school, other in product(roster, repeat=2):
        if rank_key(school) == rank_key(other) and min(highest(school), highest(other)) >= found[other.id]:
            assert found[school.id] >= found[other.id]


@given(rosters(), policies())
def test_no_waste_up_to_ties(roster: list[Entrant], policy: Policy) -> None:
    found = stars(allocate(roster, policy, CASCADE))
    assert not wasteful(roster, found, policy.seats(len(roster)))


@given(rosters(), policies())
def test_no_waste_at_all_in_a_strict_order(roster: list[Entrant], policy: Policy) -> None:
    found = stars(allocate(roster, policy, LOTTERY))
    for star in STARS:
        free = policy.seats(len(roster)).of(star) - list(found.values()).count(star)
        assert not free or not any(highest(school) >= star > found[school.id] for school in roster)


@settings(max_examples=60)
@given(rosters(largest=5), policies())
def test_only_one_assignment_has_all_these_properties(roster: list[Entrant], policy: Policy) -> None:
    """T1: the result can be judged by properties alone."""
    places = policy.seats(len(roster))

    def fair(found: dict[str, int]) -> bool:
        return not any(
            (school.score or 0) >= (other.score or 0)
            and found[other.id] > found[school.id]
            and highest(school) >= found[other.id]
            for school, other in product(roster, repeat=2)
        )

    assignments = (
        dict(zip([school.id for school in roster], chosen, strict=True))
        for chosen in product(*(range(highest(school) + 1) for school in roster))
    )
    good = [
        found
        for found in assignments
        if within_caps(found, places) and fair(found) and not wasteful(roster, found, places)
    ]
    assert good == [stars(allocate(roster, policy, CASCADE))]


@given(rosters(), policies())
def test_three_published_lines_decide_everything(roster: list[Entrant], policy: Policy) -> None:
    """Section 4, items 11 to 13."""
    places = policy.seats(len(roster))
    competing = [school.score or 0 for school in roster if highest(school)]
    lines, ceiling = {}, 10_001
    for star in STARS:
        lowest = policy.bands.line(star)
        fitting = (
            [
                line
                for line in range(lowest, ceiling + 1)
                if sum(1 for score in competing if line <= score < ceiling) <= places.of(star)
            ]
            if lowest <= ceiling
            else []
        )
        lines[star] = ceiling = min(fitting, default=ceiling)
    expected = {
        school.id: next((star for star in STARS if highest(school) and (school.score or 0) >= lines[star]), 0)
        for school in roster
    }
    assert stars(allocate(roster, policy, CASCADE)) == expected


@given(rosters(keys=2), policies(), rules, st.data())
def test_the_order_of_the_list_means_nothing(
    roster: list[Entrant], policy: Policy, rule: Rule, data: st.DataObject
) -> None:
    rule = replace(rule, tie_keys=("first", "second"))
    shuffled = data.draw(st.permutations(roster))
    assert allocate(shuffled, policy, rule).reasons == allocate(roster, policy, rule).reasons


@given(rosters(keys=1), policies(), rules)
def test_ids_mean_nothing_without_a_lottery(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    rule = replace(rule, tie_keys=("first",), tie_residual=CASCADE.tie_residual)
    renamed = {school.id: f"Z{99 - number}" for number, school in enumerate(roster)}
    again = allocate([school._replace(id=renamed[school.id]) for school in roster], policy, rule)
    assert {
        renamed[school]: reason for school, reason in allocate(roster, policy, rule).reasons.items()
    } == again.reasons


@given(rosters(), policies(), rules, st.sampled_from(STARS))
def test_one_more_place_lowers_nobody(roster: list[Entrant], policy: Policy, rule: Rule, star: int) -> None:
    places = policy.seats(len(roster))
    more = {each: places.of(each) + (each == star) for each in STARS}
    larger = Policy(policy.bands, Seats(more[3], more[2], more[1], places.total + 1))
    before, after = stars(allocate(roster, policy, rule)), stars(allocate(roster, larger, rule))
    assert all(after[school] >= star_before for school, star_before in before.items())


@given(rosters(), policies(), st.integers(1, 500))
def test_a_better_score_never_lowers_the_own_star_in_a_strict_order(
    roster: list[Entrant], policy: Policy, gain: int
) -> None:
    before = stars(allocate(roster, policy, LOTTERY))
    for number, school in enumerate(roster):
        better = school._replace(score=min(10_000, (school.score or 0) + gain))
        after = stars(allocate([*roster[:number], better, *roster[number + 1 :]], policy, LOTTERY))
        assert after[school.id] >= before[school.id]


@given(rosters(), policies())
def test_without_ties_excluding_and_drawing_agree(roster: list[Entrant], policy: Policy) -> None:
    """T3: only exact ties hurt."""
    distinct = list({school.score: school for school in roster}.values())
    assert stars(allocate(distinct, policy, CASCADE)) == stars(allocate(distinct, policy, LOTTERY))


@given(rosters(scored=False), policies(), rules)
def test_every_school_has_one_reason_that_fits_its_star(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    allocation = allocate(roster, policy, rule)
    assert set(allocation.reasons) == {school.id for school in roster}
    for reason in allocation.reasons.values():
        named = reason.code.value in ("AWARDED", "AWARDED_LOWER", "PINNED")
        assert named is bool(reason.star)
        assert [step.star for step in reason.trail] == [3, 2, 1][: len(reason.trail)]
        assert not reason.star or reason.trail[-1].star == reason.star
    assert sum(allocation.counts.values()) == sum(map(bool, stars(allocation).values()))
