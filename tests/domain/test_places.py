"""Places of a city and of its districts: quotas, apportionment, controlled rounding."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.domain.apportionment import largest_remainder, nomination_ceilings, recommendation_ceilings
from campaigns.domain.refusal import Refusal
from campaigns.domain.rounding import nearest
from campaigns.domain.seats import POLICY_CAPS, STARS, Caps, Seats, next_place_at, places, seats
from tests.domain.engine import ask
from tests.domain.rounding import is_controlled

districts = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 300), min_size=1)


@given(st.integers(1, 3), st.integers(0, 20_000))
def test_places_never_exceed_the_percentage_and_are_the_most_that_do_not(year: int, participants: int) -> None:
    caps = POLICY_CAPS[year]
    found = seats(caps, participants)
    for star in STARS:
        assert 100 * 100 * found.of(star) <= caps.of(star) * participants < 100 * 100 * (found.of(star) + 1)
    assert found.three + found.two + found.one <= found.total
    assert 0 <= found.orphans <= 2


@given(st.integers(1, 10_000), st.integers(0, 500))
def test_the_next_place_comes_exactly_there(share: int, present: int) -> None:
    needed = next_place_at(share, present)
    assert needed is not None
    assert places(share, needed) >= present + 1 > places(share, needed - 1)


def test_a_cap_of_zero_never_gives_a_place() -> None:
    assert next_place_at(0, 0) is None


@pytest.mark.parametrize("share", [-1, 10_001, Fraction(20_001, 2)])
def test_impossible_caps_are_refused(share: int) -> None:
    with pytest.raises(Refusal, match="POLICY_CAPS"):
        Caps(share, 0, 0, 0)


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(Refusal, match="POLICY_QUOTAS"):
        Seats(-1, 0, 0, 0)
    with pytest.raises(Refusal, match="PARTICIPANTS"):
        places(500, -1)
    with pytest.raises(Refusal, match="APPORTIONMENT_NEGATIVE"):
        largest_remainder(-1, {"A": 1})


@given(st.integers(0, 2000), districts)
def test_largest_remainder_gives_everything_out_and_stays_within_one(total: int, participants: dict[str, int]) -> None:
    granted = largest_remainder(total, participants)
    everybody = sum(participants.values())
    assert sum(granted.values()) == (total if everybody else 0)
    for code, size in participants.items():
        assert not everybody or abs(Fraction(total * size, everybody) - granted[code]) < 1


def test_equal_remainders_go_to_the_larger_district_then_to_the_code() -> None:
    assert largest_remainder(1, {"B": 2, "A": 2, "C": 4}) == {"A": 0, "B": 0, "C": 1}
    assert largest_remainder(3, {"B": 2, "A": 2}) == {"A": 2, "B": 1}


def test_recommendation_ceilings_are_a_fifth_larger_than_the_share() -> None:
    """quota.districts: the city's 371 places times 120 %, rounded down, by largest remainder."""
    participants = {"云城区": 231, "江北区": 198, "石桥县": 305, "白川县": 266, "青田县": 187, "高新区": 50}
    ceilings = recommendation_ceilings(371, participants)
    assert sum(ceilings.values()) == 445
    assert recommendation_ceilings(100, {"A": 3, "B": 300})["A"] <= 3


def test_of_reserved_places_a_district_may_recommend_a_fifth_more_rounded_up() -> None:
    slots = {"A": {3: 1, 2: 2, 1: 2}, "B": {3: 0, 2: 0, 1: 1}, "C": {3: 0, 2: 0, 1: 0}}
    assert nomination_ceilings(slots, {"A": 15, "B": 1, "C": 1}) == {"A": 6, "B": 1, "C": 0}


@given(st.dictionaries(st.sampled_from("ABCDEFGHIJ"), st.integers(0, 120), min_size=1), st.integers(1, 3))
def test_a_controlled_rounding_always_exists(sizes: dict[str, int], year: int) -> None:
    city = seats(POLICY_CAPS[year], sum(sizes.values()))
    quotas = {star: city.of(star) for star in STARS}
    assert is_controlled(sizes, quotas, nearest(sizes, quotas))


def gain(sizes: dict[str, int], quotas: dict[int, int], slots: dict[str, dict[int, int]]) -> Fraction:
    shares = {
        (code, star): Fraction(quotas[star] * sizes[code], sum(sizes.values())) for code in sizes for star in quotas
    }
    return sum((share % 1 for (code, star), share in shares.items() if slots[code][star] > share), Fraction())


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from("ABC"), st.integers(1, 40), min_size=1), st.integers(1, 3))
def test_no_controlled_rounding_is_nearer(sizes: dict[str, int], year: int) -> None:
    city = seats(POLICY_CAPS[year], sum(sizes.values()))
    quotas = {star: city.of(star) for star in STARS}
    floors = {
        code: {star: quotas[star] * size // sum(sizes.values()) for star in quotas} for code, size in sizes.items()
    }
    cells = [(code, star) for code in sizes for star in quotas]
    best = Fraction(-1)
    for ups in product((0, 1), repeat=len(cells)):
        slots = {code: dict(row) for code, row in floors.items()}
        for (code, star), up in zip(cells, ups, strict=True):
            slots[code][star] += up
        if is_controlled(sizes, quotas, slots):
            best = max(best, gain(sizes, quotas, slots))
    assert gain(sizes, quotas, nearest(sizes, quotas)) == best


def test_the_code_of_a_district_decides_nothing() -> None:
    sizes, quotas = {"A": 10, "B": 10}, {3: 1, 2: 2, 1: 3}
    winners = {max(sizes, key=lambda code: nearest(sizes, quotas, seed=seed)[code][3]) for seed in "abcdefgh"}
    assert winners == {"A", "B"}


def test_forty_districts_are_no_trouble() -> None:
    sizes = {f"D{number:02d}": 7 * number % 97 + 1 for number in range(40)}
    city = seats(POLICY_CAPS[2], sum(sizes.values()))
    quotas = {star: city.of(star) for star in STARS}
    assert is_controlled(sizes, quotas, nearest(sizes, quotas))


@pytest.mark.parametrize(
    ("sizes", "quotas"),
    [({}, {"3": 1}), ({"A": 0}, {"3": 1}), ({"A": -1}, {"3": 0}), ({"A": 1}, {"x": 1}), (5, {}), ({}, 5)],
)
def test_the_line_protocol_refuses_impossible_roundings(sizes: object, quotas: object) -> None:
    assert "error" in ask(op="rounding", sizes=sizes, quotas=quotas)
