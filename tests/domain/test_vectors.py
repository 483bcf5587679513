"""The published vectors: band edges, severity, ratio items, rescaling, float traps, apportionment."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from campaigns.domain.apportionment import largest_remainder
from campaigns.domain.scale import USUAL
from campaigns.domain.seats import POLICY_CAPS, Seats, seats
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.numbers import hundredths, shown
from scoring.domain.score import final_score
from tests.domain.engine import ask
from tests.domain.golden import vectors

VECTORS = vectors()
PARAMS = Path(__file__).resolve().parents[2] / "scoring" / "fixtures" / "standard_v1_params.json"
ITEMS = {item["code"]: item for item in json.loads(PARAMS.read_text("utf-8"))["items"]}


@pytest.mark.parametrize("row", VECTORS["caps"], ids=lambda row: f"{row['year']}-{row['participants']}")
def test_caps(row: dict[str, int]) -> None:
    expected = Seats(three=row["three"], two=row["two"], one=row["one"], total=row["total"])
    assert seats(POLICY_CAPS[row["year"]], row["participants"]) == expected


@pytest.mark.parametrize("row", VECTORS["bands"], ids=lambda row: row["score"])
def test_bands(row: dict[str, Any]) -> None:
    score = hundredths(row["score"])
    assert POLICY_BANDS.band(score) == row["star_by_score"]
    assert POLICY_BANDS.below_floor(score) is row["below70"]


@pytest.mark.parametrize("row", VECTORS["severity"])
def test_severity(row: dict[str, Any]) -> None:
    level = row["level"]
    request = {name: row[name] for name in ("deaths", "serious_injuries", "direct_loss_yuan")}
    assert ask(op="severity", **request) == {"severity": level}


@pytest.mark.parametrize("row", VECTORS["ratio"], ids=lambda row: f"{row['item']}-{row['num']}-{row['den']}")
def test_ratio(row: dict[str, Any]) -> None:
    facts = {"numerator": row["num"], "denominator": row["den"]}
    answer = ask(op="points", item=ITEMS[row["item"]], facts=facts)
    assert answer["points"] == shown(hundredths(row["points"]))


@pytest.mark.parametrize("row", VECTORS["na_rescale"], ids=lambda row: row["raw"])
def test_rescaling_without_items_that_do_not_apply(row: dict[str, str]) -> None:
    applicable = 10_000 - hundredths(row["not_applicable_points"])
    answer = ask(op="score", earned=row["raw"], applicable=shown(applicable))
    assert answer["score"] == row["final"]


@pytest.mark.parametrize("row", VECTORS["float_traps"]["rescale"], ids=lambda row: row["float"])
def test_rescaling_is_exact_where_floats_are_not(row: dict[str, Any]) -> None:
    assert final_score(100 * Fraction(row["raw"]), 100 * Fraction(row["applicable"]), USUAL) == 100 * row["exact"]


@pytest.mark.parametrize("row", VECTORS["float_traps"]["sum"], ids=lambda row: row["float"])
def test_sums_of_deductions_are_exact_where_floats_are_not(row: dict[str, Any]) -> None:
    left = 100 * row["start"] - sum(hundredths(points) for points in row["deductions"])
    assert left == 100 * row["exact"]


@pytest.mark.parametrize("row", VECTORS["allocation"], ids=lambda row: str(row["total"]))
def test_largest_remainder(row: dict[str, Any]) -> None:
    assert largest_remainder(row["total"], row["participants"]) == row["result"]
