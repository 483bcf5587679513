"""C2.2.3: 100 points; 90 and above three stars, 85–89 two, 80–84 one. Open question: decision score.bands."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.actions import save_bands, save_decisions
from campaigns.domain.scale import USUAL
from campaigns.domain.seats import POLICY_CAPS
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.lib.errors import Invalid
from scoring.actions.years import open_year
from scoring.domain.bands import POLICY_BANDS, Bands, judged, uneven
from scoring.domain.numbers import hundredths
from scoring.domain.score import final_score
from scoring.management.oracle import differences
from scoring.models import Rating
from scoring.tasks import recompute_year
from tests.factories import make_draft_year, make_school, make_scores, make_user, put

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


@pytest.mark.parametrize(
    ("answer", "score", "stars"),
    [("half_open", 8999, 2), ("half_up_integer", 8950, 3), ("half_up_integer", 8949, 2), ("floor_integer", 8999, 2)],
)
@pytest.mark.django_db
def test_a_year_may_round_to_whole_points_before_the_lines(answer: str, score: int, stars: int) -> None:
    """score.bands: the opening turns the printed lines into those a published score is compared with."""
    officer = make_user("bureau_officer")
    school = make_school()
    year = make_draft_year(by=officer)
    save_decisions(year, by=officer, choices={"score.bands": answer})
    open_year(year, by=officer)
    row = Participation.objects.get(school=school)
    make_scores(row, score)
    put(row, Participation.State.SUBMITTED)
    touch(year.pk, [row.pk])
    recompute_year(year.pk)
    assert Rating.objects.get(participation=row).band == stars
    assert differences(CampaignYear.objects.get(pk=year.pk)) == []


@pytest.mark.parametrize("answer", ["half_up_integer", "floor_integer"])
@given(score=st.integers(0, 10_000), lines=st.lists(st.integers(1, 100), min_size=4, max_size=4, unique=True))
def test_rounding_to_whole_points_first_is_what_the_moved_lines_do(answer: str, score: int, lines: list[int]) -> None:
    """score.bands: for whole lines, comparing the score with the moved line is rounding first and comparing then."""
    floor, *stars = sorted(line * 100 for line in lines)
    names = dict(zip(("floor", "one", "two", "three"), (floor, *stars), strict=True))
    whole = ((score + 50) // 100 if answer == "half_up_integer" else score // 100) * 100
    assert uneven(names, answer) == []
    assert Bands(**judged(names, answer)).band(score) == Bands(**names).band(whole)


@pytest.mark.django_db
def test_lines_between_whole_points_stop_a_year_that_judges_whole_points() -> None:
    """score.bands: rounded or cut off, no whole number lies between 89 and 90."""
    officer = make_user("bureau_officer")
    make_school()
    year = make_draft_year(by=officer)
    save_decisions(year, by=officer, choices={"score.bands": "half_up_integer"})
    bands = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 8950}
    save_bands(year, by=officer, bands=bands, caps=POLICY_CAPS[1])
    with pytest.raises(Invalid, match="整数"):
        open_year(year, by=officer)


def test_every_score_falls_into_exactly_one_band_and_a_better_score_never_into_a_lower_one() -> None:
    bands = [POLICY_BANDS.band(score) for score in range(10_001)]
    assert bands == sorted(bands)
    assert [bands.count(star) for star in (0, 1, 2, 3)] == [8000, 500, 500, 1001]


def test_the_score_is_rounded_once_and_never_up_to_a_line_by_display() -> None:
    """score.precision: 89.994 of 100 stays below 90; 80.10 of 89 applicable points is exactly 90."""
    assert POLICY_BANDS.band(final_score(89_994, 100_000, USUAL) or 0) == 2
    assert POLICY_BANDS.band(final_score(8010, 8900, USUAL) or 0) == 3


def test_the_standard_has_one_hundred_points() -> None:
    items = json.loads(STANDARD.read_text("utf-8"))["items"]
    assert sum(hundredths(item["max"]) for item in items) == 10_000
    assert {item["max"] for item in items if item["veto"]} == {"0"}
