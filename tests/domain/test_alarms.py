"""Alarms are read off the stored report: one for every cause, gone with it."""

from typing import Any

import pytest

from scoring.domain.alarms import alarms, is_far_off


def tier(star: int, **fields: Any) -> dict[str, Any]:
    """A star with room to spare."""
    plain = {"star": star, "cap": 10, "used": 4, "demand": 4, "closed_by": "none", "tie": None, "next_place_at": 210}
    return plain | fields


def kinds(*tiers: dict[str, Any], districts: tuple[dict[str, Any], ...] = (), flags: tuple[str, ...] = ()) -> list[str]:
    return [alarm["kind"] for alarm in alarms({"tiers": tiers, "districts": districts, "flags": flags}, {})]


def test_a_year_in_order_raises_no_alarm() -> None:
    assert not kinds(tier(3), tier(2), tier(1))


def test_a_full_star_says_how_many_are_left_over() -> None:
    full = tier(3, used=10, demand=25, closed_by="quota")
    assert alarms({"tiers": [full], "districts": [], "flags": []}, {}) == [
        {"kind": "cap_reached", "star": 3, "cap": 10, "left_over": 15}
    ]


def test_schools_placed_by_decision_are_not_taken_for_admitted_ones() -> None:
    full = tier(3, cap=2, used=2, demand=1, closed_by="quota")
    (alarm,) = alarms({"tiers": [full], "districts": [], "flags": []}, {3: 2})
    assert alarm["left_over"] == 1


def test_a_star_that_ends_exactly_with_its_last_contender_is_no_alarm() -> None:
    assert not kinds(tier(3, used=10, demand=10))


def test_a_star_without_a_place_says_when_it_has_one() -> None:
    star = tier(3, cap=0, closed_by="quota", next_place_at=20)
    (alarm,) = alarms({"tiers": [star], "districts": [], "flags": []}, {})
    assert alarm == {"kind": "no_place", "star": 3, "cap": 0, "first_place_at": 20}


def test_a_star_the_year_does_not_give_is_no_alarm() -> None:
    assert not kinds(tier(3, cap=0, closed_by="quota", next_place_at=None))


def test_a_tie_at_the_line_is_one_alarm() -> None:
    tied = tier(2, used=9, demand=15, closed_by="tie", tie={"score": 8850, "size": 3, "left": 1})
    assert kinds(tied) == ["tie"]


@pytest.mark.parametrize(
    ("stars", "places", "far"),
    [(12, 10, False), (13, 10, True), (7, 10, True), (1, 0, False), (2, 0, True), (3, 2, False)],
)
def test_a_district_is_far_off_by_more_than_a_fifth_and_at_least_two(stars: int, places: int, far: bool) -> None:
    row = {"code": "1", "name": "A", "stars": {"3": stars}, "slots": {"3": places}}
    assert is_far_off(stars, places) == far
    assert kinds(districts=(row,)) == ["district_off"] * far


def test_more_stars_than_places_comes_first() -> None:
    assert kinds(tier(3, used=11, demand=12, closed_by="quota"), flags=("over_cap",)) == ["over_cap", "cap_reached"]
