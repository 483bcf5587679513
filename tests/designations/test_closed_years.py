"""A closed year stays as it was closed: no run is made or decided in it, and what comes later changes no figure."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command

from campaigns.actions.years import close_year
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun, Quota
from safeschools.lib.errors import WrongState
from scoring.models import Rating, Recommendation, RecommendationList
from scoring.recompute import settle
from scoring.tasks import recompute_year, settle_lagging
from tests.designations.stage import DAY, Stage
from tests.designations.world import allocatable_year, browser, lead, officer, proposed, url

pytestmark = pytest.mark.django_db
RunState = AllocationRun.State


def test_a_closed_year_is_not_run_again() -> None:
    year = allocatable_year()
    settle(year.pk)
    CampaignYear.objects.filter(pk=year.pk).update(state=CampaignYear.State.CLOSED)
    with pytest.raises(WrongState):
        runs.run(year, by=officer())


def test_no_run_of_a_closed_year_is_proposed_or_decided() -> None:
    year = allocatable_year()
    draft, run = runs.run(year, by=officer()), proposed(year)
    settle(year.pk)
    close_year(year, by=officer())
    for step in (
        partial(runs.propose, draft, by=officer()),
        partial(runs.approve, run, by=lead()),
        partial(runs.reject, run, by=lead(), reason="原因"),
    ):
        with pytest.raises(WrongState):
            step()
    assert sorted(AllocationRun.objects.values_list("state", flat=True)) == [RunState.DRAFT, RunState.PROPOSED]
    assert not Quota.objects.exists()
    pages = [browser(person).get(url("run_decide", run.number)).content.decode() for person in (officer(), lead())]
    assert not any("Approve this allocation" in page or "Propose for approval" in page for page in pages)


def figures(year: CampaignYear) -> list[tuple[object, ...]]:
    """Everything stored of every school of the year."""
    rows = Rating.objects.filter(year=year).order_by("pk")
    return [*rows.values_list("score", "rank", "projected_star", "secured_star", "highest_star", "reason")]


def revoke(stage: Stage) -> None:
    """The best school's star is taken back."""
    naming.revoke(stage.designation(), by=stage.lead, document="文", reason="事故", revoked_on=DAY)


def holds(year: CampaignYear) -> None:
    """Both checks are clean, the sheet is that of the year, and no page says that it is behind."""
    year.refresh_from_db()
    assert year.sheet.revision == year.revision
    call_command("recompute", year=year.calendar_year, check=True, stdout=StringIO())
    call_command("verify_results", stdout=StringIO())
    page = browser(officer()).get(url("bureau_dashboard")).content.decode()
    assert "As of revision" in page
    assert "Being recomputed" not in page


@pytest.mark.parametrize("closed_first", [True, False])
def test_a_revocation_moves_no_other_school_before_or_after_the_year_is_closed(closed_first: bool) -> None:
    stage = Stage(9600, 9500, 8600, 8100, 7000, cap_three=2000)
    listed = RecommendationList.objects.create(year=stage.year, district=stage.rows[0].district, state="submitted")
    for row in stage.rows:
        Recommendation.objects.create(list=listed, participation=row, recommended=True, star=3)
    stage.named()
    recompute_year(stage.year.pk)
    before = figures(stage.year)
    assert [row[1:3] for row in before] == [(1, 3), (2, 2), (3, 2), (4, 1), (5, 0)]
    for act in (partial(close_year, stage.year, by=officer()), partial(revoke, stage))[:: 1 if closed_first else -1]:
        act()
        settle_lagging()
        stage.year.refresh_from_db()
    assert Participation.objects.get(pk=stage.rows[0].pk).state == Participation.State.REVOKED
    assert figures(stage.year) == before
    holds(stage.year)


def test_a_year_closed_before_a_fact_came_in_is_not_said_to_be_recomputed_for_ever() -> None:
    stage = Stage()
    stage.named()
    recompute_year(stage.year.pk)
    close_year(stage.year, by=officer())
    touch(stage.year.pk)
    assert "Being recomputed" not in browser(officer()).get(url("bureau_dashboard")).content.decode()
