"""What a year's figures say of what is still open, under every rule that may be chosen."""

import pytest

from campaigns.actions.years import withdraw
from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import runs
from scoring.models import Rating
from scoring.recompute import settle
from tests.designations.world import drawn, frozen, lottery_year, officer
from tests.factories import make_rated, make_year

pytestmark = pytest.mark.django_db

#: two places of two stars, three of one star, and four schools tied at two stars
TIED = (9500, *[8600] * 4, 8300, 8200, 8100, *[7500] * 12)


def figures(year: CampaignYear, score: int) -> Rating:
    return Rating.objects.filter(participation__year=year, score=score).order_by("pk")[0]


@pytest.mark.parametrize("overflow", ["cascade", "forfeit", "own_tier_first"])
def test_a_tie_keeps_neither_figures_nor_runs_from_being_made(overflow: str) -> None:
    year = make_year(decisions={"quota.overflow": overflow})
    for score in TIED:
        make_rated(year, score)
    settle(year.pk)
    tied = figures(year, 8600)
    assert (tied.projected_star, tied.highest_star) == (0, 2)
    run = runs.run(frozen(year), by=officer())
    assert run.lines.filter(star=1).count() == (0 if overflow == "cascade" else 3)


def test_a_lottery_year_with_a_total_below_the_places_promises_nothing() -> None:
    year = lottery_year(9500, 9400, 9300, *[7500] * 7, cap_total=1000)
    drawn(year)
    settle(year.pk)
    best = figures(year, 9500)
    assert (best.projected_star, best.secured_star) == (3, 0)


def test_a_promise_outlives_that_a_school_not_reviewed_withdraws() -> None:
    year = make_year(cap_three=1000, cap_two=1500, cap_one=2000, cap_total=4500)
    late = make_rated(year, 7500, state=Participation.State.SUBMITTED)
    for score in (9780, 9550, 9510, 9140, 9100, 8680, 8580, 8260, 8000, *[7500] * 10):
        make_rated(year, score)
    settle(year.pk)
    promised = {row.pk: row.secured_star for row in Rating.objects.filter(participation__year=year)}
    assert sum(map(bool, promised.values())) == 6
    withdraw(late, by=officer(), reason="合并")
    settle(year.pk)
    assert all(row.projected_star >= promised[row.pk] for row in Rating.objects.filter(participation__year=year))
