"""C2.2.2, C2.2.4 and C2.2.5 on stored facts: caps hold in every run, low scores are out, attainment knows no quota."""

import pytest

from safeschools.designations.actions import runs
from safeschools.designations.queries.runs import stars_given
from scoring.models import RatingSheet
from tests.designations.world import allocatable_year, officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("caps", [(500, 1000, 1500, 3000), (1000, 1500, 2000, 4500), (1500, 2000, 2500, 6000)])
def test_no_run_exceeds_a_cap_rounded_down(caps: tuple[int, int, int, int]) -> None:
    names = ("cap_three", "cap_two", "cap_one", "cap_total")
    year = allocatable_year(*(8000 + 50 * number for number in range(37)), **dict(zip(names, caps, strict=True)))
    given = stars_given(runs.run(year, by=officer()))
    limits = dict(zip((3, 2, 1, 0), (cap * 37 // 10_000 for cap in caps), strict=True))
    assert all(given[star] <= limits[star] for star in limits)


def test_a_reviewed_score_below_seventy_is_out_but_stays_a_participant() -> None:
    year = allocatable_year(9000, 6999)
    run = runs.run(year, by=officer())
    assert run.lines.get(score=6999).code == "DISQUALIFIED_SCORE"
    assert run.outcome["denominator"] == 2


def test_attainment_counts_every_school_at_eighty_whether_or_not_there_was_a_place() -> None:
    year = allocatable_year(9000, 8000, 7999, cap_three=0, cap_two=0, cap_one=0, cap_total=0)
    runs.run(year, by=officer())
    attainment = RatingSheet.objects.get(year=year).report["attainment"]
    assert attainment == {"attained": 2, "scope": 3, "share": 6666}
