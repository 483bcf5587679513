"""C2.2.5: percentages of the participating schools: who they are, and from when on their number is fixed."""

from typing import Any

import pytest

from campaigns.actions import freeze_roster, unfreeze_roster, withdraw
from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.designations.actions import runs
from safeschools.lib.errors import WrongState
from scoring.management.oracle import differences
from scoring.queries.recommendations import ceilings
from scoring.tasks import recompute_year
from tests.designations.world import browser, officer, url
from tests.factories import make_participation, make_rated, make_user, make_year, put

pytestmark = pytest.mark.django_db
State = Participation.State
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


def test_who_handed_in_counts_and_who_left_before_the_freeze_does_not() -> None:
    """quota.denominator: submitted, whatever became of it; never started and withdrawn are out."""
    year = make_year(**CAPS)
    for state in ("submitted", "returned", "reviewed", "recommended", "not_recommended", "disqualified"):
        make_rated(year, 9000, state)
    for state in ("invited", "self_assessing", "withdrawn"):
        make_participation(year, state=state)
    assert freeze_roster(year, by=officer()) == 6
    year.refresh_from_db()
    assert runs.run(year, by=officer()).outcome["denominator"] == 6


def test_after_the_freeze_nothing_moves_the_goalposts() -> None:
    """quota.snapshot: a veto, a low score or a late hand-in change no cap; leaving is refused."""
    year = make_year(**CAPS)
    rows = [make_rated(year, 9000 + number) for number in range(4)]
    freeze_roster(year, by=officer())
    year.refresh_from_db()
    put(rows[0], State.DISQUALIFIED)
    make_rated(year, 9900)
    with pytest.raises(WrongState):
        withdraw(make_rated(year, 9000, "submitted"), by=officer(), reason="撤并")
    with pytest.raises(WrongState):
        freeze_roster(year, by=officer())
    assert runs.run(year, by=officer()).outcome["denominator"] == 4


def test_another_number_is_another_version_with_a_reason_until_stars_are_decided() -> None:
    year = make_year(**CAPS)
    make_rated(year, 9000)
    freeze_roster(year, by=officer())
    make_rated(year, 9100)
    unfreeze_roster(year, by=officer(), reason="漏报一校")
    assert Event.objects.get(verb="year.unfreeze_roster").reason == "漏报一校"
    assert freeze_roster(year, by=officer()) == 2
    year = CampaignYear.objects.get(pk=year.pk)
    assert (year.roster_version, year.roster_size) == (2, 2)
    run = runs.run(year, by=officer())
    runs.propose(run, by=officer())
    runs.approve(run, by=make_user("bureau_lead"))
    with pytest.raises(WrongState):
        unfreeze_roster(year, by=officer(), reason="再改")


def test_a_year_may_count_all_schools_in_scope() -> None:
    """quota.denominator: who has not handed in counts for the caps, before the freeze and after it, and has no star."""
    year = make_year(decisions={"quota.denominator": "in_scope"}, **CAPS)
    rated = [make_rated(year, 9000 + number) for number in range(2)]
    late = make_participation(year, state="invited")
    make_participation(year, state="self_assessing")
    make_participation(year, state="withdrawn")
    recompute_year(year.pk)
    year = CampaignYear.objects.get(pk=year.pk)
    assert year.sheet.report["participants"] == 4
    assert [ceiling.city_participants for ceiling in ceilings(year).values()] == [4] * 4
    assert differences(year) == []
    assert freeze_roster(year, by=officer()) == 4
    run = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer())
    assert run.outcome["denominator"] == 4
    assert run.lines.get(participation=late).code == "UNSCORED"
    runs.propose(run, by=officer())
    runs.approve(run, by=make_user("bureau_lead"))
    states = [Participation.objects.get(pk=row.pk).state for row in (*rated, late)]
    assert states == [State.ALLOCATED, State.ALLOCATED, State.INVITED]


@pytest.mark.parametrize(("answer", "handed_in", "ready"), [("submitted", 1, 1), ("in_scope", 1, 2)])
def test_the_page_of_the_freeze_says_who_counts(answer: str, handed_in: int, ready: int) -> None:
    year = make_year(decisions={"quota.denominator": answer}, **CAPS)
    make_rated(year, 9000)
    make_participation(year, state="invited")
    page = browser(officer()).get(url("year_phases"))
    assert (page.context["handed_in"], page.context["ready"]) == (handed_in, ready)
    assert (year.who_counts in page.text, year.after_the_freeze in page.text) == (True, True)
    assert ("hand in later" in page.text) is (answer == "submitted")
