"""C2.2.5: a year may fix its participants when the self-assessment has ended in every district (quota.snapshot)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from campaigns.actions import extend_deadline, freeze_roster, unfreeze_roster, withdraw
from campaigns.models import CampaignYear, Participation, Phase
from campaigns.policies import freeze_ahead
from campaigns.queries import may_leave, roster_due
from campaigns.tasks import freeze_due_rosters
from safeschools.api.allowed import year_actions
from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of
from safeschools.designations.actions.runs import RosterNotFrozen, run
from safeschools.lib.errors import Invalid, WrongState
from safeschools.web.dashboard import board
from safeschools.web.waiting import waiting_for
from scoring.actions import draws
from scoring.tasks import settle_lagging
from tests.designations.world import browser, lead, officer, sources, url
from tests.factories import make_district, make_participation, make_rated, make_year

pytestmark = pytest.mark.django_db

AT_DEADLINE = {"quota.snapshot": "deadline"}
GRACE = 120


def year_over(days: float, **decisions: str) -> CampaignYear:
    """A year with two schools that have handed in and one that has not, whose deadline is so many days past."""
    # Phases end thirty days after the moment they are made for.
    moment = datetime.now(UTC) - timedelta(days=30 + days)
    caps: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
    year = make_year(now=moment, decisions=AT_DEADLINE | decisions, **caps)
    phase(year).update(grace_minutes=GRACE)
    for score in (9000, 9100):
        make_rated(year, score)
    make_participation(year, state="self_assessing")
    return CampaignYear.objects.select_related("campaign").get(pk=year.pk)


def phase(year: CampaignYear) -> QuerySet[Phase]:
    return year.phases.filter(kind=Phase.Kind.SELF_ASSESSMENT)


def told(year: CampaignYear) -> list[str]:
    """What the officer is told of the roster, behind the bell and on the overview."""
    tasks = [f"{task.title} {task.hint}" for task in waiting_for(officer(), year)]
    return [text for text in tasks if "名册" in text]


def test_the_system_freezes_the_roster_once_the_grace_is_over() -> None:
    """quota.snapshot: whoever handed in is on it; the log says that nobody pressed, and no second freeze follows."""
    year = year_over(1)
    freeze_due_rosters()
    freeze_due_rosters()
    year.refresh_from_db()
    assert (year.roster_version, year.roster_size) == (1, 2)
    assert Participation.objects.filter(on_roster=True).count() == 2
    (event,) = Event.objects.filter(verb="year.freeze_roster")
    assert (event.actor, event.actor_name, event.params["size"]) == (None, "", 2)
    assert sentence_of(event) == f"自评截止后，系统冻结了 {year} 年度参评名册第 1 版，共 2 所学校。"
    assert run(year, by=officer()).outcome["denominator"] == 2


@pytest.mark.parametrize("days", [-1, 0, GRACE / 24 / 60 - 0.001])
def test_before_the_end_of_the_grace_nobody_freezes_it(days: float) -> None:
    """quota.snapshot: neither the system nor a person; the pages say when, and offer no button."""
    year = year_over(days)
    freeze_due_rosters()
    year.refresh_from_db()
    assert year.roster_frozen_at is None
    with pytest.raises(WrongState) as caught:
        freeze_roster(year, by=officer())
    ahead = freeze_ahead(year)
    assert ahead is not None
    assert not ahead.is_due
    assert caught.value.hint == ahead.said
    with pytest.raises(RosterNotFrozen) as early:
        run(year, by=officer())
    assert early.value.hint == ahead.said
    for name in ("year_phases", "allocation"):
        page = browser(officer()).get(url(name)).text
        assert ahead.said in page
        assert 'data-dialog-open="freeze"' not in page
    assert not told(year)
    assert "freeze_roster" not in year_actions(officer(), year)


def test_the_last_extension_of_a_district_is_waited_for_and_its_grace() -> None:
    """quota.snapshot: "everybody" is the district that ends last."""
    year = year_over(1)
    end = datetime.now(UTC) + timedelta(days=2)
    extend_deadline(phase(year).get(), district=make_district(), by=officer(), ends_at=end, reason="停电")
    assert roster_due(year) == end + timedelta(seconds=1, minutes=GRACE)
    freeze_due_rosters()
    assert not Event.objects.filter(verb="year.freeze_roster").exists()


def test_from_the_deadline_on_nobody_withdraws_though_the_freeze_has_not_come_yet() -> None:
    """quota.snapshot: a freeze that comes late freezes what stood at the deadline."""
    year = year_over(1)
    row = make_rated(year, 8000, "submitted")
    row = Participation.objects.select_related("year").get(pk=row.pk)
    assert not may_leave(row)
    with pytest.raises(WrongState, match=r"自评已经截止"):
        withdraw(row, by=officer(), reason="撤并")
    row.year = year_over(-1)
    assert may_leave(row)


def test_a_list_of_the_api_asks_once_whether_the_roster_is_due() -> None:
    """quota.snapshot: however many schools it shows."""
    year = year_over(-1)
    client, costs = browser(officer()), []
    client.get(f"/api/v1/years/{year.calendar_year}/participations/")
    for more in (0, 8):
        for _number in range(more):
            make_participation(year, state="invited")
        with CaptureQueriesContext(connection) as seen:
            rows = client.get(f"/api/v1/years/{year.calendar_year}/participations/").json()["results"]
        assert sum("withdraw" in row["allowed_actions"] for row in rows) == 1 + more
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_draw_that_is_missing_keeps_the_roster_open_and_the_officers_are_told() -> None:
    """quota.snapshot, quota.ties: told before the deadline and after it; the freeze follows the commitment."""
    early = year_over(-3, **{"quota.ties": "lottery"})
    assert "还没有作出承诺" in told(early)[0]
    with pytest.raises(Invalid, match="公开结果的日期必须在此之后"):
        draws.commit(early, by=officer(), sources=sources(days=2))
    draws.commit(early, by=officer(), sources=sources(days=5))
    assert not told(early)

    year = year_over(1, **{"quota.ties": "lottery"})
    freeze_due_rosters()
    year.refresh_from_db()
    assert year.roster_frozen_at is None
    assert "还没有作出承诺" in told(year)[0]
    settle_lagging()
    year = CampaignYear.objects.select_related("campaign").get(pk=year.pk)
    assert any("还没有作出承诺" in notice.note for notice in board(year)["notices"])
    draw, _secret = draws.commit(year, by=officer(), sources=sources())
    freeze_due_rosters()
    year.refresh_from_db()
    draw.refresh_from_db()
    assert year.roster_size == 2
    assert Event.objects.get(verb="year.freeze_roster").data == {"digest": draw.roster_digest}
    assert not told(year)


def test_a_roster_nobody_would_be_on_is_not_frozen() -> None:
    """quota.snapshot: the officers read why, and nothing fails again and again."""
    year = year_over(1)
    Participation.objects.filter(year=year).update(state="invited", submitted_at=None)
    freeze_due_rosters()
    year.refresh_from_db()
    assert year.roster_frozen_at is None
    assert "还没有学校提交自评" in told(year)[0]


def test_another_version_is_for_people_and_has_its_reason() -> None:
    """quota.snapshot: the system freezes the first version only."""
    year = year_over(1)
    freeze_due_rosters()
    unfreeze_roster(year, by=officer(), reason="漏报一校")
    make_rated(year, 9200)
    freeze_due_rosters()
    year.refresh_from_db()
    assert year.roster_frozen_at is None
    assert freeze_roster(year, by=officer()) == 3
    assert year.roster_version == 2


def test_the_reconcile_process_freezes_it_without_a_broker() -> None:
    year = year_over(1)
    call_command("drain")
    year.refresh_from_db()
    assert (year.roster_size, year.sheet.report["participants"]) == (2, 2)
    assert year.sheet.revision == year.revision


def test_who_presses_after_the_deadline_is_only_faster() -> None:
    """quota.snapshot: the same roster, where the background work stands still."""
    year = year_over(1)
    assert "系统即将自动冻结名册" in told(year)[0]
    assert "freeze_roster" in year_actions(officer(), year)
    page = browser(lead()).get(url("allocation")).text
    assert 'data-dialog-open="freeze"' not in page
    assert 'data-dialog-open="freeze"' in browser(officer()).get(url("allocation")).text
    assert freeze_roster(year, by=officer()) == 2
    freeze_due_rosters()
    assert Event.objects.filter(verb="year.freeze_roster").count() == 1


def test_a_year_that_freezes_at_the_start_of_ranking_is_left_to_people() -> None:
    year = year_over(1, **{"quota.snapshot": "ranking_start"})
    freeze_due_rosters()
    year.refresh_from_db()
    assert year.roster_frozen_at is None
    assert freeze_ahead(year) is None
    row = Participation.objects.select_related("year").filter(year=year, state="self_assessing").get()
    assert may_leave(row)
