"""What the engine refuses, and with which code."""

from typing import Any

import pytest

from tests.domain.engine import allocate, ask

A = {"id": "A", "score": "95"}
B = {"id": "B", "score": "95"}
C = {"id": "C", "score": "88"}
SLOT = {"3": 1, "2": 0, "1": 0}


def code(schools: list[dict[str, Any]], **case: Any) -> object:
    return allocate(schools, **{"rule": {"denominator": 20}} | case).get("error")


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("100.01", "SCORE_RANGE"),
        ("-0.01", "SCORE_RANGE"),
        (101, "SCORE_RANGE"),
        ("1e300", "SCORE_RANGE"),
        ("89.995", "SCORE_PRECISION"),
        (89.995, "SCORE_PRECISION"),
        ("90." + "0" * 40 + "1", "SCORE_PRECISION"),
        ("1e-200", "SCORE_PRECISION"),
        ("ninety", "SCORE_FORMAT"),
        ("NaN", "SCORE_FORMAT"),
        ("Infinity", "SCORE_FORMAT"),
        (float("nan"), "SCORE_FORMAT"),
        ("", "SCORE_FORMAT"),
        ("9_0", "SCORE_FORMAT"),
        ("９０", "SCORE_FORMAT"),
        (True, "SCORE_FORMAT"),
        ([95], "SCORE_FORMAT"),
    ],
)
def test_scores(score: object, expected: str) -> None:
    assert code([{"id": "A", "score": score}]) == expected


@pytest.mark.parametrize("score", [95, 95.0, "95", "95.0", "95.000", "9.5e1", "+95", "095"])
def test_the_same_score_written_differently(score: object) -> None:
    assert allocate([{"id": "A", "score": score}, B], rule={"denominator": 40})["counts"]["3"] == 2


@pytest.mark.parametrize(
    ("schools", "expected"),
    [
        ([A, A], "DUPLICATE_SCHOOL"),
        ([{"score": "90"}], "SCHOOL_ID"),
        ([{"id": 7, "score": "90"}], "SCHOOL_ID"),
        ([A | {"veto": 1}], "SCHOOL_VETO"),
        ([A | {"participating": "yes"}], "SCHOOL_PARTICIPATING"),
        ([A | {"star": 3}], "SCHOOL_FORMAT"),
        (["A"], "SCHOOL_FORMAT"),
    ],
)
def test_schools(schools: list[Any], expected: str) -> None:
    assert code(schools) == expected


@pytest.mark.parametrize(
    ("adjustment", "expected"),
    [
        ({"kind": "exclude", "school": "A", "reason": " "}, "ADJUSTMENT_REASON"),
        ({"kind": "exclude", "school": "A"}, "ADJUSTMENT_REASON"),
        ({"kind": "exclude", "school": "Z", "reason": "minutes"}, "ADJUSTMENT_SCHOOL"),
        ({"kind": "exclude", "reason": "minutes"}, "ADJUSTMENT_SCHOOL"),
        ({"kind": "promote", "school": "A", "reason": "minutes"}, "ADJUSTMENT_KIND"),
        ({"kind": "max_star", "school": "A", "star": 4, "reason": "minutes"}, "ADJUSTMENT_STAR"),
        ({"kind": "max_star", "school": "A", "reason": "minutes"}, "ADJUSTMENT_STAR"),
        ({"kind": "pin", "school": "A", "star": 0, "reason": "minutes"}, "ADJUSTMENT_STAR"),
        ({"kind": "pin", "school": "A", "star": True, "reason": "minutes"}, "ADJUSTMENT_STAR"),
        ({"kind": "pin", "school": "C", "star": 3, "reason": "minutes"}, "PIN_ABOVE_LIMIT"),
        ({"kind": "tie_order", "schools": ["A", "C"], "reason": "minutes"}, "TIE_ORDER_NOT_TIED"),
        ({"kind": "tie_order", "schools": ["A"], "reason": "minutes"}, "TIE_ORDER_INCOMPLETE"),
        ({"kind": "tie_order", "schools": [], "reason": "minutes"}, "TIE_ORDER_INCOMPLETE"),
        ({"kind": "tie_order", "schools": ["A", "B", "A"], "reason": "minutes"}, "ADJUSTMENT_CONFLICT"),
        ({"kind": "tie_order", "schools": ["A", "Z"], "reason": "minutes"}, "ADJUSTMENT_SCHOOL"),
    ],
)
def test_adjustments(adjustment: dict[str, Any], expected: str) -> None:
    assert code([A, B, C], adjustments=[adjustment]) == expected


def pin(school: str, star: int) -> dict[str, Any]:
    return {"kind": "pin", "school": school, "star": star, "reason": "minutes"}


def test_more_pins_than_places_are_refused() -> None:
    assert code([A, B], adjustments=[pin("A", 3), pin("B", 3)]) == "PIN_OVER_QUOTA"


def test_pins_may_not_break_the_total_cap() -> None:
    caps = {"3": "5", "2": "10", "1": "15", "total": "5"}
    assert code([A, C], policy={"caps": caps}, adjustments=[pin("A", 3), pin("C", 2)]) == "PIN_OVER_QUOTA"


def test_a_school_is_pinned_once() -> None:
    assert code([A, B], adjustments=[pin("A", 2), pin("A", 1)]) == "ADJUSTMENT_CONFLICT"


@pytest.mark.parametrize(
    "change", [{"veto": True}, {"participating": False}, {"score": None}, {"score": "79.99"}], ids=str
)
def test_an_ineligible_school_cannot_be_pinned(change: dict[str, Any]) -> None:
    assert code([A | change], adjustments=[pin("A", 1)]) == "PIN_ABOVE_LIMIT"


def test_an_order_may_not_separate_what_tie_keys_already_decide() -> None:
    first, second = A | {"tie_keys": {"k": 1}}, B | {"tie_keys": {"k": 2}}
    order = {"kind": "tie_order", "schools": ["A", "B"], "reason": "minutes"}
    rule = {"denominator": 20, "tie_keys": ["k"]}
    assert code([first, second], adjustments=[order], rule=rule) == "TIE_ORDER_NOT_TIED"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"overflow": "spill"}, "RULE_OVERFLOW"),
        ({"tie_residual": "coin"}, "RULE_TIE_RESIDUAL"),
        ({"tie_residual": "lottery"}, "LOTTERY_SEED"),
        ({"tie_keys": ["a", "a"]}, "RULE_TIE_KEYS"),
        ({"denominator": -1}, "RULE_DENOMINATOR"),
        ({"denominator": True}, "RULE_DENOMINATOR"),
        ({"denominator": "everybody"}, "RULE_DENOMINATOR"),
        ({"scope": "province"}, "RULE_SCOPE"),
        ({"scope": "district_slots"}, "SLOTS_MISSING"),
        ({"scope": "district_slots", "denominator": 20, "slots": {"A": SLOT, "B": SLOT}}, "SLOTS_OVER_QUOTA"),
        ({"slots": {"A": {"4": 1}}}, "SLOTS_FORMAT"),
        ({"pool_unused": 1}, "RULE_POOL_UNUSED"),
        ({"rounding": "up"}, "RULE_FORMAT"),
    ],
    ids=str,
)
def test_rules(rule: dict[str, Any], expected: str) -> None:
    assert code([A], rule=rule) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"year": 4}, "POLICY_YEAR"),
        ({"year": True}, "POLICY_YEAR"),
        ({}, "POLICY_YEAR"),
        ({"caps": {"3": 5, "2": 10, "1": 15}}, "POLICY_CAPS"),
        ({"caps": {"3": 5, "2": 10, "1": 15, "total": 101}}, "POLICY_CAPS"),
        ({"quotas": {"3": 1, "2": 1}}, "POLICY_QUOTAS"),
        ({"quotas": {"3": -1, "2": 1, "1": 1}}, "POLICY_QUOTAS"),
        ({"year": 1, "thresholds": {"3": "84"}}, "POLICY_THRESHOLDS"),
        ({"year": 1, "thresholds": {"3": "ninety"}}, "THRESHOLD_FORMAT"),
        ({"year": 1, "rounding": "up"}, "POLICY_FORMAT"),
    ],
    ids=str,
)
def test_policies(policy: dict[str, Any], expected: str) -> None:
    assert code([A], policy=policy) == expected


@pytest.mark.parametrize("case", [None, 7, [], {}, {"schools": 5}, {"schools": [], "policy": 3}])
def test_broken_cases_are_answered(case: object) -> None:
    assert "error" in ask(op="allocate", case=case)
