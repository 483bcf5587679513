"""Facts to points by the five methods, on the standard's own items."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.facts import FactsError
from scoring.domain.items import Item, Method, read_item
from scoring.domain.points import points
from scoring.domain.protocol import read_standard_item
from tests.domain.engine import ask

PARAMS = Path(__file__).resolve().parents[2] / "scoring" / "fixtures" / "standard_v1_params.json"
STANDARD = {item["code"]: item for item in json.loads(PARAMS.read_text("utf-8"))["items"]}
SWEEPS = read_standard_item(STANDARD["D1-01"])
COUNSELLOR = read_standard_item(STANDARD["D1-05"])
MOODS = read_standard_item(STANDARD["D1-04"])
HAZARDS = read_standard_item(STANDARD["D2-02"])
NO_MAJOR = read_standard_item(STANDARD["D2-03"])
CAMERAS = read_standard_item(STANDARD["D5-07"])
DISPUTES = read_standard_item(STANDARD["D1-02"])
VETO = read_standard_item(STANDARD["D1-V1"])


def counts(item: Item, **changed: int) -> dict[str, Any]:
    return {
        "counts": dict.fromkeys((rule.id for rule in item.deductions), 0)
        | {f"{item.code}.{name[1:]}": number for name, number in changed.items()}
    }


def test_the_whole_standard_can_be_read_and_sums_to_one_hundred() -> None:
    items = [read_standard_item(item) for item in STANDARD.values()]
    assert sum(item.max for item in items) == 10_000
    assert {item.method for item in items} == set(Method)


@pytest.mark.parametrize(
    ("facts", "expected", "last"),
    [
        (counts(SWEEPS), 200, "full"),
        (counts(SWEEPS, _1=2), 120, "deducted"),
        (counts(SWEEPS, _3=9), 120, "capped"),
        (counts(SWEEPS, _1=9), 0, "floor"),
        (counts(COUNSELLOR, _1=3), 140, "deducted"),
    ],
)
def test_deduction(facts: dict[str, Any], expected: int, last: str) -> None:
    item = COUNSELLOR if "D1-05.1" in facts["counts"] else SWEEPS
    result = points(item, facts)
    assert (result.points, result.max, result.complete) == (expected, 200, True)
    assert result.steps[-1].kind == last


@pytest.mark.parametrize(
    ("item", "facts", "expected"),
    [
        (MOODS, {"level": "A"}, (250, 250)),
        (MOODS, {"level": "D"}, (0, 250)),
        (NO_MAJOR, {"met": True}, (200, 200)),
        (NO_MAJOR, {"met": False}, (0, 200)),
        (DISPUTES, {"numerator": 0, "denominator": 0}, (200, 200)),
        (CAMERAS, {"numerator": 0, "denominator": 0}, (0, 0)),
        (HAZARDS, {"numerator": 0, "denominator": 0}, (0, 300)),
        (HAZARDS, {"numerator": 0, "denominator": 0, "confirmed": True}, (300, 300)),
        (HAZARDS, {"numerator": 98, "denominator": 100}, (300, 300)),
        (HAZARDS, {"numerator": 80, "denominator": 100}, (0, 300)),
        (HAZARDS, {"numerator": 801, "denominator": 1000}, (2, 300)),
        (VETO, {"occurred": True}, (0, 0)),
    ],
)
def test_the_other_methods(item: Item, facts: dict[str, Any], expected: tuple[int, int]) -> None:
    result = points(item, facts)
    assert (result.points, result.max) == expected
    assert result.complete


def test_only_a_veto_that_occurred_is_one() -> None:
    assert points(VETO, {"occurred": True}).vetoed
    assert not points(VETO, {"occurred": False}).vetoed


@pytest.mark.parametrize("item", [SWEEPS, MOODS, NO_MAJOR, DISPUTES, VETO], ids=lambda item: item.method.value)
def test_missing_facts_earn_nothing_and_are_not_complete(item: Item) -> None:
    result = points(item, {})
    assert (result.points, result.complete, result.vetoed) == (0, False, False)


def test_a_rule_not_yet_counted_leaves_the_item_incomplete() -> None:
    assert not points(SWEEPS, {"counts": {"D1-01.1": 1}}).complete
    assert not points(DISPUTES, {"numerator": 3}).complete


@pytest.mark.parametrize(
    ("item", "facts", "code"),
    [
        (SWEEPS, {"counts": {"D1-01.1": -1}}, "FACTS_COUNT"),
        (SWEEPS, {"counts": {"D1-01.1": True}}, "FACTS_COUNT"),
        (SWEEPS, {"counts": {"D1-01.1": "1"}}, "FACTS_COUNT"),
        (SWEEPS, {"counts": {"D1-01.1": 10**9}}, "FACTS_COUNT"),
        (SWEEPS, {"counts": [1]}, "FACTS_COUNT"),
        (SWEEPS, {"counts": {"D1-02.1": 1}}, "FACTS_RULE"),
        (SWEEPS, {"level": "A"}, "FACTS_UNKNOWN"),
        (SWEEPS, [], "FACTS_UNKNOWN"),
        (MOODS, {"level": "E"}, "FACTS_LEVEL"),
        (MOODS, {"level": 1}, "FACTS_LEVEL"),
        (NO_MAJOR, {"met": 1}, "FACTS_YES_NO"),
        (VETO, {"occurred": "no"}, "FACTS_YES_NO"),
        (DISPUTES, {"numerator": 3, "denominator": 2}, "FACTS_NUMERATOR"),
        (DISPUTES, {"numerator": -1, "denominator": 2}, "FACTS_COUNT"),
        (DISPUTES, {"numerator": 1, "denominator": 2, "confirmed": "x"}, "FACTS_YES_NO"),
    ],
)
def test_impossible_facts(item: Item, facts: object, code: str) -> None:
    with pytest.raises(FactsError) as refused:
        points(item, facts)
    assert refused.value.code == code
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("essay", {}),
        ("deduction", {}),
        ("deduction", {"deductions": []}),
        ("deduction", {"deductions": [{"id": "a", "points": "1", "per": "week"}]}),
        ("deduction", {"deductions": [{"id": "a", "points": "1"}, {"id": "a", "points": "2"}]}),
        ("deduction", {"deductions": [{"id": "a", "points": "0.005"}]}),
        ("levels", {"levels": [{"grade": "A", "points": "9"}]}),
        ("ratio", {"full_at_pct": "80", "zero_at_pct": "90"}),
        ("ratio", {"full_at_pct": "90", "zero_at_pct": "80", "zero_denominator": "half"}),
    ],
)
def test_items_that_make_no_sense(method: str, params: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"ITEM_|POINTS_"):
        read_item("X", method, 200, params)


@given(st.sampled_from(sorted(STANDARD)), st.data())
def test_points_never_leave_their_range(code: str, data: st.DataObject) -> None:
    item = read_standard_item(STANDARD[code])
    small = st.integers(0, 60)
    denominator = data.draw(small)
    facts: dict[Method, dict[str, Any]] = {
        Method.DEDUCTION: {"counts": {rule.id: data.draw(small) for rule in item.deductions}},
        Method.LEVELS: {"level": data.draw(st.sampled_from([grade for grade, _ in item.levels] or ["A"]))},
        Method.BINARY: {"met": data.draw(st.booleans())},
        Method.RATIO: {"numerator": data.draw(st.integers(0, denominator)), "denominator": denominator},
        Method.VETO: {"occurred": data.draw(st.booleans())},
    }
    result = points(item, facts[item.method])
    assert 0 <= result.points <= result.max <= item.max
    assert result.complete


@given(st.integers(0, 100), st.integers(1, 100))
def test_a_better_rate_never_earns_less(numerator: int, denominator: int) -> None:
    low, high = sorted((min(numerator, denominator), denominator))
    earned = [points(HAZARDS, {"numerator": each, "denominator": denominator}).points for each in range(low, high + 1)]
    assert earned == sorted(earned)


def test_the_line_protocol_says_points_and_steps() -> None:
    answer = ask(op="points", item=STANDARD["D1-01"], facts=counts(SWEEPS, _1=2))
    assert answer == {
        "points": "1.20",
        "applicable": "2.00",
        "complete": True,
        "steps": [
            {"kind": "full", "points": "2.00"},
            {"kind": "deducted", "points": "0.80", "rule": "D1-01.1", "count": 2},
        ],
    }


@pytest.mark.parametrize("item", [None, {}, {"method": "levels"}, {"method": "binary", "max": "2.005"}, 5])
def test_the_line_protocol_answers_broken_items(item: object) -> None:
    assert "error" in ask(op="points", item=item, facts={})
