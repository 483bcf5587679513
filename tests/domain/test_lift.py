"""Which items lift a school to the next line: its own marks, the fixed lines, the fewest items, against brute force."""

from collections.abc import Iterable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.scale import ONE_PLACE, TWO_PLACES, USUAL, Scale
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.lift import Mark, lift, needed
from scoring.domain.score import final_score


@st.composite
def schools(draw: st.DrawFn) -> list[Mark]:
    """A handful of items; nothing applicable is possible."""
    made = []
    for number in range(draw(st.integers(0, 7))):
        most = draw(st.integers(0, 400))
        points = most - draw(st.integers(0, min(most, 90)))
        made.append(Mark(f"{number}", "", "", points, most, is_key=draw(st.booleans())))
    return made


SCALES = st.builds(Scale, st.sampled_from([TWO_PLACES, ONE_PLACE]), st.booleans())


@given(st.integers(1, 10_000), st.integers(1, 10_000), SCALES)
def test_the_points_needed_are_the_fewest(line: int, applicable: int, scale: Scale) -> None:
    fewest = needed(line, applicable, scale)
    assert (final_score(fewest, applicable, scale) or 0) >= line
    assert fewest == 0 or (final_score(fewest - 1, applicable, scale) or 0) < line


@given(schools(), SCALES)
def test_the_items_named_reach_the_line_and_fewer_do_not(marks: list[Mark], scale: Scale) -> None:
    found = lift(marks, POLICY_BANDS, scale)
    earned, applicable = sum(mark.points for mark in marks), sum(mark.most for mark in marks)
    score = final_score(earned, applicable, scale)
    if found is None:
        assert score is None or score >= POLICY_BANDS.three
        return
    assert score is not None

    def reached(more: int) -> bool:
        return (final_score(earned + more, applicable, scale) or 0) >= found.line

    assert score < found.line
    assert reached(sum(mark.gap for mark in found.together))
    assert reached(found.missing)
    assert not reached(found.missing - 1)
    for fewer in combinations(marks, len(found.together) - 1):
        assert not reached(sum(mark.gap for mark in fewer))
    assert set(found.alone) == {mark for mark in marks if mark.gap and reached(mark.gap)}


@given(schools(), SCALES)
def test_where_key_items_cap_the_star_the_items_named_lead_to_it_and_fewer_do_not(
    marks: list[Mark], scale: Scale
) -> None:
    """score.key_items: with every item of a way at its full points, score and weak key items leave the star open."""
    applicable = sum(mark.most for mark in marks)

    def open_with(full: Iterable[Mark]) -> int:
        points = {mark: mark.most if mark in full else mark.points for mark in marks}
        score = final_score(sum(points.values()), applicable, scale)
        weak = sum(mark.is_key and 5 * points[mark] < 3 * mark.most for mark in marks)
        return 0 if score is None else min(POLICY_BANDS.band(score), {0: 3, 1: 2}.get(weak, 1))

    found = lift(marks, POLICY_BANDS, scale, capped=True)
    if found is None:
        assert not applicable or open_with(()) == 3
        return
    assert open_with(()) == found.star - 1 or open_with(()) == 0
    assert open_with(found.together) >= found.star
    for fewer in combinations(marks, len(found.together) - 1):
        assert open_with(fewer) < found.star
    assert set(found.alone) == {mark for mark in marks if mark.gap and open_with([mark]) >= found.star}


def test_the_next_line_is_the_next_star_by_score() -> None:
    marks = [Mark("1.1", "门卫", "一", 8100, 9000), Mark("1.2", "消防", "一", 500, 1000)]
    found = lift(marks, POLICY_BANDS, USUAL)
    assert found is not None
    assert (found.star, found.line, found.missing) == (3, 9000, 400)
    assert [mark.code for mark in found.alone] == ["1.1", "1.2"]
    assert [mark.code for mark in found.together] == ["1.1"]


def test_below_the_floor_the_first_star_is_the_next() -> None:
    found = lift([Mark("1", "", "", 0, 100)], POLICY_BANDS, USUAL)
    assert found is not None
    assert (found.star, found.missing) == (1, 80)
