"""C2.2.3: 100 points; 90 and above three stars, 85–89 two, 80–84 one. Open question: decision score.bands."""

import json
from pathlib import Path

import pytest

from scoring.domain.bands import POLICY_BANDS
from scoring.domain.numbers import hundredths
from scoring.domain.score import TWO_PLACES, final_score

STANDARD = Path(__file__).resolve().parents[2] / "scoring" / "fixtures" / "standard_v1_params.json"


@pytest.mark.parametrize(
    ("score", "stars"),
    [
        ("100", 3),
        ("90.00", 3),
        ("89.99", 2),
        ("89.50", 2),
        ("85.00", 2),
        ("84.99", 1),
        ("84.50", 1),
        ("80.00", 1),
        ("79.99", 0),
        ("70.00", 0),
    ],
)
def test_bands_are_half_open_on_the_published_score(score: str, stars: int) -> None:
    assert POLICY_BANDS.band(hundredths(score)) == stars


def test_every_score_falls_into_exactly_one_band_and_a_better_score_never_into_a_lower_one() -> None:
    bands = [POLICY_BANDS.band(score) for score in range(10_001)]
    assert bands == sorted(bands)
    assert [bands.count(star) for star in (0, 1, 2, 3)] == [8000, 500, 500, 1001]


def test_the_score_is_rounded_once_and_never_up_to_a_line_by_display() -> None:
    """score.precision: 89.994 of 100 stays below 90; 80.10 of 89 applicable points is exactly 90."""
    assert POLICY_BANDS.band(final_score(89_994, 100_000, TWO_PLACES) or 0) == 2
    assert POLICY_BANDS.band(final_score(8010, 8900, TWO_PLACES) or 0) == 3


def test_the_standard_has_one_hundred_points() -> None:
    items = json.loads(STANDARD.read_text("utf-8"))["items"]
    assert sum(hundredths(item["max"]) for item in items) == 10_000
    assert {item["max"] for item in items if item["veto"]} == {"0"}
