"""The final score: rounded half-up exactly once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.refusal import Refusal
from campaigns.domain.scale import ONE_PLACE, TWO_PLACES, USUAL, Scale
from scoring.domain.numbers import half_up, hundredths, shown
from scoring.domain.score import final_score
from tests.domain.engine import ask


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.sampled_from([TWO_PLACES, ONE_PLACE]))
def test_the_score_is_the_nearest_of_its_steps_and_a_half_goes_up(part: int, applicable: int, step: int) -> None:
    earned = part % (applicable + 1)
    score = final_score(earned, applicable, Scale(step, full_points=False))
    assert score is not None
    exact = Fraction(10_000 * earned, applicable)
    assert 0 <= score <= 10_000
    assert score % step == 0
    assert -Fraction(step, 2) <= exact - score < Fraction(step, 2)


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.sampled_from([TWO_PLACES, ONE_PLACE]))
def test_full_points_for_what_does_not_apply_take_off_what_is_lost_and_no_more(
    part: int, applicable: int, step: int
) -> None:
    earned = part % (applicable + 1)
    score = final_score(earned, applicable, Scale(step, full_points=True))
    exact = 10_000 - (applicable - earned)
    assert score == (exact if step == TWO_PLACES else (exact + 5) // 10 * 10)
    assert score >= (final_score(earned, applicable, Scale(step, full_points=False)) or 0)


def test_a_part_of_the_standard_is_measured_by_itself() -> None:
    full = Scale(TWO_PLACES, full_points=True)
    assert final_score(1200, 1500, full, whole=2000) == 8500
    assert final_score(1200, 1500, USUAL, whole=2000) == 8000
    with pytest.raises(Refusal, match="POINTS_RANGE"):
        final_score(1200, 1500, full, whole=1400)


@pytest.mark.parametrize("full_points", [False, True])
def test_nothing_applicable_has_no_score(full_points: bool) -> None:
    assert final_score(0, 0, Scale(TWO_PLACES, full_points=full_points)) is None
    assert ask(op="score", earned="0", applicable="0") == {"error": "NOTHING_APPLICABLE"}


@pytest.mark.parametrize(("earned", "applicable"), [(1, 0), (-1, 5), (6, 5)])
def test_points_out_of_range_are_refused(earned: int, applicable: int) -> None:
    with pytest.raises(Refusal, match="POINTS_RANGE"):
        final_score(earned, applicable, USUAL)


@pytest.mark.parametrize(
    ("earned", "applicable", "score", "band"),
    [
        ("80.10", "89.00", "90.00", 3),
        (80.1, 89, "90.00", 3),
        ("89.995", "100", "90.00", 3),
        ("89.994", "100", "89.99", 2),
    ],
)
def test_the_line_protocol(earned: object, applicable: object, score: str, band: int) -> None:
    answer = ask(op="score", earned=earned, applicable=applicable)
    assert (answer["score"], answer["band"]) == (score, band)


@pytest.mark.parametrize("earned", [None, True, "x", [1], "1e999", "1e-999"])
def test_the_line_protocol_refuses_nonsense(earned: object) -> None:
    assert "error" in ask(op="score", earned=earned, applicable="100")


@given(st.integers(0, 10_000))
def test_hundredths_survive_being_shown(value: int) -> None:
    assert hundredths(shown(value)) == value


@pytest.mark.parametrize(
    ("value", "expected"), [(Fraction(1, 2), 1), (Fraction(3, 2), 2), (Fraction(49, 100), 0), (7, 7)]
)
def test_half_up(value: Fraction | int, expected: int) -> None:
    assert half_up(value) == expected
