"""A self-assessment in work, summed up: pure, so held to its properties."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.scale import ONE_PLACE, TWO_PLACES, USUAL, Scale
from scoring.domain.draft import Line, draft, parts
from scoring.domain.score import final_score


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line in any possible state."""
    method = draw(st.sampled_from(["deduction", "levels", "binary", "ratio", "veto"]))
    most = 0 if method == "veto" else draw(st.integers(1, 500))
    answered = draw(st.booleans())
    counted = draw(st.sampled_from([0, most])) if method == "ratio" else most
    points = draw(st.integers(0, counted)) if answered else None
    dimension = draw(st.sampled_from("123"))
    return Line(
        code=f"D{dimension}-{draw(st.integers(1, 99))}",
        title="",
        dimension=dimension,
        dimension_title="",
        method=method,
        is_key=draw(st.booleans()),
        max_points=most,
        applicable=draw(st.booleans()),
        points=points,
        max=counted if answered else None,
        occurred=draw(st.booleans()) if method == "veto" and answered else None,
        returned=draw(st.booleans()),
    )


def line(**more: object) -> Line:
    """A key item of five points, fully earned, except as given."""
    values: dict[str, object] = {
        "code": "D1-01",
        "title": "",
        "dimension": "D1",
        "dimension_title": "",
        "method": "levels",
        "is_key": True,
        "max_points": 500,
        "applicable": True,
        "points": 500,
        "max": 500,
        "occurred": None,
    }
    return Line(**(values | more))  # type: ignore[arg-type]


@given(st.lists(lines(), max_size=60))
def test_the_score_is_earned_over_applicable_and_open_items_earn_nothing(found: list[Line]) -> None:
    whole = draft(found, USUAL)
    applicable = [each for each in found if each.applicable]
    earned = sum(each.points or 0 for each in applicable)
    most = sum(each.max_points if each.max is None else each.max for each in applicable)
    assert (whole.earned, whole.most, whole.score) == (earned, most, final_score(earned, most, USUAL))
    assert whole.done + len(whole.missing) == whole.total == len(applicable)


@given(st.lists(lines(), max_size=60), st.sampled_from([TWO_PLACES, ONE_PLACE]))
def test_what_does_not_apply_is_earned_where_a_year_gives_full_points(found: list[Line], step: int) -> None:
    whole, usual = draft(found, Scale(step, full_points=True)), draft(found, Scale(step, full_points=False))
    assert (usual.given, whole.given) == (0, usual.not_applicable)
    assert (whole.earned, whole.most) == (usual.earned + usual.not_applicable, sum(each.max_points for each in found))
    for each in (whole, usual):
        assert each.earned == sum(each.enters(line) or 0 for line in found)
        assert each.not_applicable == usual.not_applicable
    assert (whole.score is None) is (usual.score is None)
    assert whole.score is None or whole.score >= (usual.score or 0)


@given(st.lists(lines(), max_size=60), st.booleans())
def test_the_dimensions_add_up_to_the_whole(found: list[Line], full_points: bool) -> None:
    whole = draft(found, Scale(TWO_PLACES, full_points=full_points))
    split = [part.draft for part in parts(whole)]
    for name in ("earned", "most", "given", "total", "done", "not_applicable"):
        assert sum(getattr(part, name) for part in split) == getattr(whole, name), name
    assert [part.number for part in parts(whole)] == list(range(1, len(split) + 1))


@given(st.lists(lines(), min_size=1, max_size=40), st.data())
def test_answering_an_open_item_never_lowers_the_score_unless_it_was_left_out(
    found: list[Line], data: st.DataObject
) -> None:
    opened = [each for each in found if each.applicable and each.is_open and each.max_points]
    if not opened:
        return
    chosen = data.draw(st.sampled_from(opened))
    points = data.draw(st.integers(0, chosen.max_points))
    answered = line(
        **{name: getattr(chosen, name) for name in ("code", "dimension", "max_points")},
        points=points,
        max=chosen.max_points,
    )
    after = draft((answered if each is chosen else each for each in found), USUAL)
    assert (after.score or 0) >= (draft(found, USUAL).score or 0)


def test_a_key_item_below_sixty_percent_is_warned_of() -> None:
    assert line(points=299).is_low_key
    assert not line(points=300).is_low_key
    assert not line(points=None, max=None).is_low_key
    assert not line(points=0, max=0).is_low_key
    assert not line(points=0, is_key=False).is_low_key


def test_more_than_twenty_points_that_do_not_apply_are_warned_of() -> None:
    assert not draft([line(applicable=False, max_points=2000), line()], USUAL).warns_not_applicable
    assert draft([line(applicable=False, max_points=2001), line()], USUAL).warns_not_applicable
    assert draft([line(method="ratio", max_points=2001, points=0, max=0), line()], USUAL).warns_not_applicable


def test_vetoes_are_counted_apart() -> None:
    veto = {"method": "veto", "max_points": 0, "is_key": False}
    whole = draft([line(**veto, points=0, max=0, occurred=True), line(**veto, points=None, max=None), line()], USUAL)
    assert (len(whole.vetoes), len(whole.open_vetoes), len(whole.declared)) == (2, 1, 1)
    assert whole.score == 10000


def test_nothing_at_all() -> None:
    nothing = draft([], USUAL)
    assert (nothing.score, nothing.percent, parts(nothing)) == (None, 0, [])
