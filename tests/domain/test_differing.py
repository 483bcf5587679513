"""The first difference of two documents, and what has moved between two cases."""

from typing import Any

import pytest

from scoring.domain.differing import first_difference
from scoring.domain.moved import Fact, moved

SAME: list[Any] = [{}, [], None, {"a": [1, {"b": None}]}, "x"]


@pytest.mark.parametrize("document", SAME)
def test_a_document_does_not_differ_from_itself(document: Any) -> None:
    assert first_difference("at", document, document) is None


@pytest.mark.parametrize(
    ("stored", "recomputed", "said"),
    [
        ({"b": 1, "a": 2}, {"b": 2, "a": 2}, "at.b: stored 1, recomputed 2"),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, "at.a: stored 1, recomputed 2"),
        ({"a": None}, {}, "at.a: stored null, recomputed nothing"),
        ([1, 2], [1, 2, 3], "at[2]: stored nothing, recomputed 3"),
        ({"a": [{"b": True}]}, {"a": [{"b": 1}]}, "at.a[0].b: stored true, recomputed 1"),
        (1.0, 1, "at: stored 1.0, recomputed 1"),
        ({}, [], "at: stored {}, recomputed []"),
        (10**30, 1, f"at: stored {10**30}, recomputed 1"),
        ("x" * 300, "y", f'at: stored "{"x" * 199}…, recomputed "y"'),
    ],
)
def test_the_first_difference_is_named_by_its_path(stored: Any, recomputed: Any, said: str) -> None:
    assert str(first_difference("at", stored, recomputed)) == said


def case(*schools: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    """A stored case with these schools and scores."""
    rows = [
        {"id": name, "score": score, "district": "d", "participating": True, "veto": False} for name, score in schools
    ]
    policy = {
        "thresholds": {"3": "90.00", "2": "85.00", "1": "80.00"},
        "disqualify_below": "70.00",
        "caps": {"3": "5.00", "2": "10.00", "1": "15.00", "total": "30.00"},
    }
    return {"schools": rows, "policy": policy, "rule": {}, "adjustments": []} | more


def test_scores_come_with_the_band_they_reach() -> None:
    found = moved(case(("a", "95.00"), ("b", "86.00")), case(("a", "89.99"), ("b", "86.00")))
    assert found.schools == {"a": (Fact("score", "95.00", "89.99"), Fact("band", 3, 2))}
    assert found


def test_a_school_that_came_or_went_says_that_alone() -> None:
    found = moved(case(("a", "95.00")), case(("b", "95.00")))
    assert found.schools == {"a": (Fact("roster", True, False),), "b": (Fact("roster", False, True),)}


def test_decisions_are_told_by_their_paper_and_what_follows_from_the_facts_by_its_kind() -> None:
    decided = {"kind": "exclude", "reason": "x", "school": "a", "document": "7"}
    followed = {"kind": "max_star", "reason": "recommended_lower", "school": "a", "star": 1}
    elsewhere = {"kind": "pin", "reason": "x", "school": "z", "star": 1, "document": "8"}
    before = case(("a", "95.00"))
    found = moved(before, case(("a", "95.00"), adjustments=[decided, followed, elsewhere]))
    assert found.schools == {
        "a": (Fact("decision", None, ("exclude", None, "7", "x")), Fact("max_star", None, 1)),
        "z": (Fact("decision", None, ("pin", 1, "8", "x")),),
    }


def test_orders_rules_and_lines_are_told_apart_from_schools() -> None:
    order = {"kind": "tie_order", "reason": "x", "schools": ["a", "b"], "document": "9"}
    before, after = case(("a", "95.00"), ("b", "95.00")), case(("a", "95.00"), ("b", "95.00"), adjustments=[order])
    after["rule"] = {"lottery_seed": "s"}
    after["policy"] = after["policy"] | {"thresholds": {"3": "91.00", "2": "85.00", "1": "80.00"}}
    found = moved(before, after)
    assert not found.schools
    assert found.orders == (Fact("tie_order", None, (("a", "b"), "9")),)
    assert (found.rule, found.policy) == ({"lottery_seed": "s"}, {"thresholds": {"3": "91.00"}})
    assert moved(after, before).orders == (Fact("tie_order", (("a", "b"), "9"), None),)
    assert not moved(before, before)
