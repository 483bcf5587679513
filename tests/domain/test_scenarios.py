"""Readings of an unfinished year: what the projection owes to claims nobody has checked (allocation.md, 8 and 9.5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.seats import STARS, Seats
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.case import Case
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule
from scoring.domain.scenarios import inflation, readings
from scoring.domain.schools import SchoolFacts
from tests.domain.strategies import facts_of

PLACES = Seats(three=2, two=2, one=2, total=6)


def visited(number: int, gap: int, district: str = "A") -> SchoolFacts:
    """A school whose claim lay `gap` hundredths above what the visit found."""
    return facts_of(number, 8800 - gap, claimed=8800, basis="verified", district_code=district)


def read(schools: list[SchoolFacts], *decisions: Adjustment) -> list[dict[str, Any]]:
    entrants = tuple(Entrant(facts.code, facts.score, facts.district_code) for facts in schools)
    case = Case(entrants, Policy(Bands(), PLACES), Rule(), decisions)
    return readings(case, schools, allocate(case.entrants, case.policy, case.rule, decisions))


def used(reading: dict[str, Any]) -> list[int]:
    return [tier["used"] for tier in reading["tiers"]]


def test_a_district_speaks_for_itself_from_five_visits_on() -> None:
    four = [visited(number, 100) for number in range(4)]
    five = [visited(10 + number, 50, "B") for number in range(5)]
    assert inflation(four) == ({}, None)
    assert inflation([*four, *five]) == ({"B": 50}, 72)  # (4 × 100 + 5 × 50) / 9 = 72.2


@pytest.mark.parametrize(("gaps", "mean"), [((1, 0, 1, 0, 1), 1), ((-1, 0, -1, 0, 0), 0), ((-100,) * 5, -100)])
def test_the_mean_is_rounded_half_up(gaps: tuple[int, ...], mean: int) -> None:
    assert inflation([visited(number, gap) for number, gap in enumerate(gaps)]) == ({"A": mean}, mean)


def test_unreviewed_claims_count_not_at_all_in_full_or_less_what_visits_found() -> None:
    checked = [visited(number, 300) for number in range(5)]  # 85.00 each: tied for two places of two and of one star
    waiting = [facts_of(10, 9100, judged=False), facts_of(11, 9400, judged=False)]
    none, claimed, lower = read([*checked, *waiting])
    assert used(none) == [0, 0, 0]
    assert used(claimed) == [2, 0, 0]
    assert used(lower) == [1, 1, 0]  # 94.00 − 3.00 keeps three stars, 91.00 − 3.00 comes down to two
    assert lower["tiers"][1]["cutoff"] == 8800
    assert (lower["districts"], lower["city"]) == (1, 300)


def test_a_district_without_enough_visits_is_taken_at_the_citys_mean() -> None:
    checked = [visited(number, 200, "B") for number in range(5)]
    lower = read([*checked, facts_of(10, 9100, judged=False)])[2]
    assert (lower["districts"], lower["city"]) == (1, 200)
    assert lower["tiers"][1]["used"] == 1  # 89.00


def test_where_nothing_waits_the_three_say_the_same() -> None:
    found = read([facts_of(1, 9300), facts_of(2, 8700), facts_of(3, 8700)])
    assert used(found[0]) == used(found[1]) == used(found[2]) == [1, 2, 0]


def test_a_pin_of_a_school_that_is_only_guessed_at_does_not_bind_the_guess() -> None:
    pin = Adjustment(Kind.PIN, "named by the leading group", "S01", 3)
    assert used(read([facts_of(1, 9500, judged=False)], pin)[0]) == [0, 0, 0]
    assert used(read([facts_of(1, 9500)], pin)[0]) == [1, 0, 0]


def test_an_order_of_tied_schools_holds_in_a_reading_that_leaves_the_group_as_it_is() -> None:
    tied = [facts_of(number, 9500) for number in (1, 2, 3)]
    order = Adjustment(Kind.TIE_ORDER, "minutes", schools=("S03", "S02", "S01"))
    waiting = facts_of(4, 9600, judged=False)
    assert [used(reading)[0] for reading in read([*tied, waiting], order)] == [2, 2, 2]
    assert [used(reading)[0] for reading in read([*tied, waiting])] == [0, 1, 1]


@given(st.lists(st.tuples(st.integers(7900, 9500), st.booleans(), st.integers(-200, 400)), max_size=14))
def test_no_reading_breaks_a_cap_and_the_middle_one_is_the_projection(rows: list[tuple[int, bool, int]]) -> None:
    schools = [
        facts_of(number, score, judged=checked, claimed=score + gap, basis="verified" if checked else "claimed")
        for number, (score, checked, gap) in enumerate(rows)
    ]
    found = read(schools)
    assert [reading["kind"] for reading in found] == ["unscored", "claimed", "deflated"]
    for reading in found:
        assert all(tier["used"] <= PLACES.of(star) for star, tier in zip(STARS, reading["tiers"], strict=True))
    entrants = [Entrant(facts.code, facts.score, facts.district_code) for facts in schools]
    projected = allocate(entrants, Policy(Bands(), PLACES), Rule())
    assert used(found[1]) == [projected.tiers[star].awarded for star in STARS]
