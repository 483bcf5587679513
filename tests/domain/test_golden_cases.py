"""Every golden case, every variant, every field."""

import json
from fractions import Fraction
from typing import Any

import pytest

from tests.domain.engine import ask
from tests.domain.golden import SHARED, cases, vectors
from tests.domain.rounding import is_controlled

VARIANTS = [
    pytest.param(case, rule, case["expected"][name], id=f"{case['id']}-{name}")
    for case in cases("allocation")
    for name, rule in case["variants"].items()
]


def question(case: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    """The case with one of its rules, as the line protocol wants it."""
    return {name: case[name] for name in ("id", "policy", "schools", "adjustments")} | {"rule": rule}


@pytest.mark.parametrize(("case", "rule", "expected"), VARIANTS)
def test_allocation(case: dict[str, Any], rule: dict[str, Any], expected: dict[str, Any]) -> None:
    assert ask(op="allocate", case=question(case, rule)) == expected


@pytest.mark.parametrize("case", cases("report"), ids=lambda case: case["id"])
def test_report(case: dict[str, Any]) -> None:
    answer = ask(op="report", case=question(case, case["variants"]["default"]))
    assert {name: answer[name] for name in case["expected"]} == case["expected"]


@pytest.mark.parametrize("case", cases("rounding"), ids=lambda case: case["id"])
def test_rounding_is_controlled_and_as_near_as_possible(case: dict[str, Any]) -> None:
    answer = ask(op="rounding", sizes=case["sizes"], quotas=case["quotas"])
    assert answer["method"] == "nearest"
    quotas = {int(star): places for star, places in case["quotas"].items()}
    slots = {code: {int(star): places for star, places in row.items()} for code, row in answer["slots"].items()}
    assert is_controlled(case["sizes"], quotas, slots)
    shares = {
        (code, int(star)): Fraction(share) for code, row in case["fair_shares"].items() for star, share in row.items()
    }
    rounded_up = (share % 1 for (code, star), share in shares.items() if slots[code][star] > share)
    assert sum(rounded_up, Fraction()) == Fraction(case["expected"]["gain"])


@pytest.mark.skipif(not SHARED.exists(), reason="the shared golden cases are not beside this clone")
@pytest.mark.parametrize("kind", ["allocation", "report", "rounding"])
def test_our_copy_is_the_shared_one(kind: str) -> None:
    shared = [json.loads(path.read_text("utf-8")) for path in sorted((SHARED / "cases" / kind).glob("*.json"))]
    assert cases(kind) == shared
    assert vectors() == json.loads((SHARED / "data" / "vectors.json").read_text("utf-8"))
