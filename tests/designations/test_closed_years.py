"""A closed year stays as it was closed: no run is made or decided in it, and what comes later changes no figure."""

from functools import partial

import pytest

from campaigns.actions.years import close_year
from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun, Quota
from safeschools.lib.errors import WrongState
from scoring.recompute import settle
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
