"""C2.2.5, quota.pins: what the leading group decides about a school is an input, and it never exceeds a cap."""

import pytest

from campaigns.domain.decisions import defaults
from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.queries.runs import stars_given
from scoring.actions.group_decisions import Paper, confirm, propose
from scoring.tasks import recompute_year
from tests.designations.world import allocatable_year, lead, officer, participation

pytestmark = pytest.mark.django_db


def test_a_year_allows_no_place_by_decision_unless_it_says_so() -> None:
    """quota.pins is off until the year's rules switch it on."""
    assert defaults()["quota.pins"] == "off"


@pytest.mark.parametrize("kind", [("exclude", None), ("max_star", 1), ("pin", 3), ("pin", 1)])
def test_whatever_is_decided_the_caps_hold(kind: tuple[str, int | None]) -> None:
    """A school without a star is placed, one with a star left out or limited: no star has more schools than places."""
    year = allocatable_year(decisions={"quota.pins": "on"})
    recompute_year(year.pk)
    row = participation(year, 9000 if kind[0] == "pin" else 9600)
    paper = Paper("测综委〔2025〕7号", "组长会议研究")
    confirm(propose(row, by=officer(), kind=kind[0], star=kind[1], paper=paper), by=lead())
    given = stars_given(runs.run(CampaignYear.objects.get(pk=year.pk), by=officer()))
    assert all(given[star] <= places for star, places in ((3, 1), (2, 1), (1, 1), (0, 3)))
