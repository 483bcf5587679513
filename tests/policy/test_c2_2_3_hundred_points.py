"""C2.2.3: the standard is of 100 points; what is published sums to exactly 100.00, and its lines are 90, 85, 80."""

import pytest

from safeschools.lib.errors import Invalid
from scoring.actions import standards
from scoring.queries.readiness import POLICY_BANDS
from tests.factories import make_draft_year, make_school, make_standard, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hundredths", [1, 199, 201])
def test_a_standard_that_does_not_sum_to_100_is_refused_with_the_difference(hundredths: int) -> None:
    officer = make_user("bureau_officer")
    draft = standards.copy(make_standard(officer), by=officer, version="2.0")
    draft.items.filter(code="D2-03").update(max_points=hundredths)
    difference = f"{abs(200 - hundredths) / 100:.2f}"
    with pytest.raises(Invalid, match=difference):
        standards.publish(draft, by=officer)


def test_veto_items_carry_no_points() -> None:
    assert set(make_standard().items.filter(method="veto").values_list("max_points", flat=True)) == {0}


def test_a_new_year_starts_with_the_lines_of_the_policy() -> None:
    make_school()
    year = make_draft_year(by=make_user("bureau_officer"))
    assert {name: getattr(year, name) for name in POLICY_BANDS} == {
        "band_three": 9000,
        "band_two": 8500,
        "band_one": 8000,
        "floor": 7000,
    }
