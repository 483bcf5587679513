"""C2.2.5: at most 30, 45, 60 % of the participating schools get a star, and at most so many of each."""

import csv
from pathlib import Path

import pytest

from campaigns.domain.seats import POLICY_CAPS, STARS, seats
from tests.domain.engine import allocate

CAPS = Path(__file__).resolve().parents[2] / "campaigns" / "fixtures" / "policy_years.csv"


def test_the_caps_are_those_of_the_document() -> None:
    with CAPS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [int(row["year_index"]) for row in rows] == list(POLICY_CAPS)
    for row in rows:
        caps = POLICY_CAPS[int(row["year_index"])]
        printed = [int(row[name]) for name in ("three_star_cap", "two_star_cap", "one_star_cap", "total_cap_pct")]
        assert [100 * percent for percent in printed] == [caps.three, caps.two, caps.one, caps.total]


@pytest.mark.parametrize(
    ("year", "expected"), [(1, (61, 123, 185, 371)), (2, (123, 185, 247, 556)), (3, (185, 247, 309, 742))]
)
def test_not_more_than_is_rounded_down(year: int, expected: tuple[int, int, int, int]) -> None:
    """quota.rounding: 30 % of 1,237 is 371.1, which allows 371."""
    found = seats(POLICY_CAPS[year], 1237)
    assert (found.three, found.two, found.one, found.total) == expected


@pytest.mark.parametrize("year", POLICY_CAPS)
def test_excellent_schools_everywhere_change_nothing_about_the_caps(year: int) -> None:
    roster = [{"id": f"S{number:03d}", "score": f"{90 + number % 11}"} for number in range(237)]
    answer = allocate(roster, policy={"year": year}, rule={"tie_residual": "lottery", "lottery_seed": "seed"})
    places = seats(POLICY_CAPS[year], 237)
    assert answer["counts"] == {str(star): places.of(star) for star in STARS}
    assert sum(answer["counts"].values()) <= places.total


def test_with_fewer_than_twenty_schools_the_first_year_has_no_three_star_place() -> None:
    """quota.small_cities: a ceiling stays a ceiling."""
    answer = allocate([{"id": f"S{number:02d}", "score": f"{99 - number}"} for number in range(19)])
    assert answer["counts"] == {"3": 0, "2": 1, "1": 2}


def test_unused_places_are_not_moved() -> None:
    """quota.unused: nobody below a line gets its star, however many places are free."""
    answer = allocate([{"id": "A", "score": "89.99"}, {"id": "B", "score": "84"}], rule={"denominator": 1000})
    assert answer["stars"] == {"A": 2, "B": 1}
    assert answer["tiers"]["3"]["unused"] == 50


def test_a_surplus_three_star_school_comes_before_lower_scores_at_two_stars() -> None:
    """quota.overflow: the cascade."""
    roster = [{"id": name, "score": score} for name, score in (("A", "97"), ("B", "95"), ("C", "91"), ("D", "88"))]
    answer = allocate(roster, rule={"denominator": 20})
    assert answer["stars"] == {"A": 3, "B": 2, "C": 2, "D": 1}
    assert answer["reasons"]["B"]["code"] == "AWARDED_LOWER"


def test_a_tied_group_at_the_line_is_left_out_as_a_whole_and_nobody_overtakes_it() -> None:
    """quota.ties: the cap is never exceeded."""
    roster = [{"id": name, "score": score} for name, score in (("A", "95"), ("B", "95"), ("C", "92"))]
    answer = allocate(roster, rule={"denominator": 20})
    assert answer["stars"] == {"A": 2, "B": 2, "C": 1}
    assert answer["tiers"]["3"]["tie"] == {"score": "95.00", "size": 2, "slots_left": 1}
