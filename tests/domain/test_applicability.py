"""Which items apply to which school, from the register alone."""

import json
from pathlib import Path

import pytest

from campaigns.domain.refusal import Refusal
from scoring.domain.applicability import applies

PARAMS = Path(__file__).resolve().parents[2] / "scoring" / "fixtures" / "standard_v1_params.json"
STANDARD = json.loads(PARAMS.read_text("utf-8"))["items"]


@pytest.mark.parametrize(
    ("rule", "school_type", "facilities", "expected"),
    [
        ("all", "211", (), True),
        ("!111", "111", (), False),
        ("!111", "211", (), True),
        ("111", "111", (), True),
        ("111;119", "119", (), True),
        ("111;119", "211", (), False),
        ("canteen", "211", ("canteen", "lab"), True),
        ("canteen", "211", ("lab",), False),
        ("canteen;boarding", "211", ("canteen",), False),
        ("!111; school_bus", "111", ("school_bus",), False),
        ("312;lab", "312", ("lab",), True),
    ],
)
def test_the_grammar(rule: str, school_type: str, facilities: tuple[str, ...], expected: bool) -> None:
    assert applies(rule, school_type, facilities) is expected


@pytest.mark.parametrize("rule", ["", "swimming_pool", "all;", "11", "!canteen", "ALL"])
def test_words_nobody_knows_are_refused(rule: str) -> None:
    with pytest.raises(Refusal, match="APPLICABILITY"):
        applies(rule, "211", ())


@pytest.mark.parametrize(
    ("school_type", "facilities", "expected"),
    [
        ("111", ("canteen",), "85.5"),
        ("218", ("catered_meals",), "89.0"),
        ("211", ("canteen",), "92.0"),
        ("211", ("canteen", "school_bus"), "95.5"),
        ("342", ("canteen", "boarding", "lab"), "95.5"),
        ("211", (), "88.0"),
    ],
)
def test_the_applicable_maximum_of_typical_schools(
    school_type: str, facilities: tuple[str, ...], expected: str
) -> None:
    """domain.md section 11."""
    tenths = sum(
        int(item["max"].replace(".", "")) if "." in item["max"] else 10 * int(item["max"])
        for item in STANDARD
        if applies(item["applicable_to"], school_type, facilities)
    )
    assert f"{tenths // 10}.{tenths % 10}" == expected
