"""The workbench on screen: who may do which step, what is shown, and how much it costs."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.models import CampaignYear
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from scoring.models import Recommendation, RecommendationList
from tests.designations.world import allocatable_year, lead, officer, proposed
from tests.factories import make_rated, make_user, make_year

pytestmark = pytest.mark.django_db
RunState = AllocationRun.State


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def url(name: str, *rest: object) -> str:
    return reverse(name, args=[CampaignYear.objects.get().calendar_year, *rest])


def state(run: AllocationRun) -> str:
    run.refresh_from_db()
    return run.state


def test_the_whole_way_by_two_people() -> None:
    year = make_year()
    for number in range(20):
        make_rated(year, 8000 + 100 * number)
    desk, chief = signed_in(officer()), signed_in(lead())
    assert "Freeze the roster" in desk.get(url("allocation")).content.decode()
    assert desk.post(url("roster_freeze")).status_code == 302
    assert "Run the allocation" in desk.get(url("allocation")).content.decode()
    assert desk.post(url("run_create"))["Location"] == url("run", 1)
    assert "Propose for approval" in desk.get(url("run", 1)).content.decode()
    desk.post(url("run_propose", 1))
    assert "somebody else has to decide" in desk.get(url("run_decide", 1)).content.decode()
    page = chief.get(url("run_decide", 1)).content.decode()
    assert "Approve this allocation" in page
    assert "somebody else has to decide" not in page
    chief.post(url("run_approve", 1))
    run = AllocationRun.objects.get()
    assert (run.state, run.proposed_by, run.decided_by) == (RunState.APPROVED, officer(), lead())
    assert "Go to the naming" in chief.get(url("run_decide", 1)).content.decode()


def test_a_rejection_comes_back_with_its_reason() -> None:
    run = proposed(allocatable_year())
    chief = signed_in(lead())
    assert chief.post(url("run_reject", 1), {"reason": " "}).status_code == 422
    assert state(run) == RunState.PROPOSED
    chief.post(url("run_reject", 1), {"reason": "Two visits are open"})
    assert state(run) == RunState.REJECTED
    assert "Two visits are open" in signed_in(officer()).get(url("run_decide", 1)).content.decode()


def test_the_own_proposal_is_refused_with_a_sentence() -> None:
    run = runs.run(allocatable_year(), by=officer())
    runs.propose(run, by=lead())
    answer = signed_in(lead()).post(url("run_approve", 1))
    assert answer.status_code == 403
    assert "a second person has to decide" in answer.content.decode()


def test_facts_that_moved_on_are_shown_and_stop_the_proposal() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    touch(year.pk)
    desk = signed_in(officer())
    assert "The facts have moved on since this run" in desk.get(url("run", 1)).content.decode()
    assert desk.post(url("run_propose", 1)).status_code == 409
    assert state(run) == RunState.DRAFT


def test_every_line_of_the_table_leads_to_its_reason() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    desk = signed_in(officer())
    school = run.lines.get(score=9400).participation.school
    address = url("run_why", 1, school.code)
    assert address in desk.get(url("run", 1)).content.decode()
    panel = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    for words in ("Eligibility: valid", "94.00 ≥ 90.00", "Places: three stars full", "Result: two stars"):
        assert words in panel
    assert 'lang="zh-CN"' in panel
    assert "because of the quota the school has two stars" in panel
    whole = desk.get(address).content.decode()
    assert "<html" in whole
    assert "Result: two stars" in whole


def test_equal_scores_are_compared_key_by_key() -> None:
    year = make_year(tie_keys=["key_points", "last_score"], cap_three=10000, cap_total=10000)
    first, second = make_rated(year, 9500), make_rated(year, 9500)
    desk = signed_in(officer())
    desk.post(url("roster_freeze"))
    desk.post(url("run_create"))
    panel = desk.get(url("run_why", 1, first.school.code)).content.decode()
    assert "Equal scores: 95.00" in panel
    assert second.school.short_name in panel


def test_cut_lines_stand_where_the_places_end() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    page = desk.get(url("run", 1)).content.decode()
    assert "three stars: 1 of 1 places used".lower() in page.lower()
    assert page.count('class="cut"') == 3


@pytest.mark.parametrize("two_stars_full", [False, True])
def test_a_ceiling_of_the_district_is_not_called_passed_on(two_stars_full: bool) -> None:
    """Where the ceiling alone decided it is named; where places ran out below it, the school was passed on."""
    year = make_year(cap_three=10000, cap_two=0 if two_stars_full else 10000, cap_one=10000, cap_total=10000)
    school = make_rated(year, 9500)
    listed = RecommendationList.objects.create(year=year, district=school.district, state="submitted")
    Recommendation.objects.create(list=listed, participation=school, recommended=True, star=2, reason="r")
    desk = signed_in(officer())
    desk.post(url("roster_freeze"))
    desk.post(url("run_create"))
    page = desk.get(f"{url('run', 1)}?line=all").content.decode()
    assert ("Passed on" in page, "Limited by decision" in page) == (two_stars_full, not two_stars_full)


def test_the_first_school_outside_a_cut_is_opened_with_its_distance() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    page = desk.get(url("run", 1))
    shown = page.context["line"]
    assert shown == next(row.line for row in page.context["rows"] if row.cut)
    assert "This run took 96.00 points for three stars; 2.00 are missing" in page.content.decode()
    best = shown.run.lines.get(star=3)
    best_page = desk.get(url("run_why", 1, best.participation.school.code)).content.decode()
    assert "0.00 points above the line for three stars (96.00)" in best_page


def test_schools_near_a_cut_off_show_how_near() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    rows = desk.get(f"{url('run', 1)}?line=all").context["rows"]
    cutoffs = [row["cutoff"] for row in desk.get(url("run", 1)).context["gauges"]["tiers"]]
    for row in rows:
        near = [row.line.score - cutoff for cutoff in cutoffs if row.line.rank and abs(row.line.score - cutoff) <= 100]
        assert row.gap == min(near, key=abs, default=None)
    assert any(row.gap is None for row in rows)


def test_two_runs_are_compared_by_what_differs() -> None:
    year = allocatable_year()
    first = runs.run(year, by=officer())
    moved = first.lines.get(score=9400).participation
    moved.item_scores.update(reviewed_points=0)
    touch(year.pk, [moved.pk])
    runs.run(year, by=officer())
    page = signed_in(officer()).get(f"{url('run_compare')}?a=1&b=2")
    assert {row.after.score for row in page.context["page"]} == {0, 9200, 9000}
    for left, right, more in page.context["sides"]:
        assert more == right["used"] - left["used"]
    total = page.context["sides"][-1]
    assert page.context["empty"] == [side["cap"] - side["used"] for side in total[:2]]
    assert signed_in(officer()).get(f"{url('run_compare')}?a=x&b=99").status_code == 200


def test_one_run_alone_has_nothing_to_be_compared_with() -> None:
    runs.run(allocatable_year(), by=officer())
    assert "There is one run only" in signed_in(officer()).get(url("run_compare")).content.decode()


def test_the_workbook_holds_every_school_with_its_reason() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    sheet = load_workbook(BytesIO(desk.get(url("run_export", 1)).content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[7] for row in rows] == [3, 2, 1, 0, 0, 0, 0, 0, 0, 0]
    assert rows[0][5] == 96
    assert "three stars" in str(rows[0][9])


def test_a_replay_is_one_click_away() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    assert "Byte for byte the same" in signed_in(make_user("auditor")).get(url("run_replay", 1)).content.decode()


VIEWS = ("allocation", "run", "run_why", "run_decide", "run_replay", "run_export", "run_compare")
STEPS = ("roster_freeze", "run_create", "run_propose", "run_approve", "run_reject")
MAY = {
    "bureau_officer": {*VIEWS, "roster_freeze", "run_create", "run_propose"},
    "bureau_lead": {*VIEWS, "run_approve", "run_reject"},
    "naming_authority": set(VIEWS),
    "auditor": set(VIEWS),
    "district_lead": set(),
    "school_head": set(),
    "system_admin": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what(role: str) -> None:
    run = runs.run(allocatable_year(), by=make_user("bureau_officer"))
    code = run.lines.earliest("pk").participation.school.code
    client = signed_in(make_user(role))
    for name in (*VIEWS, *STEPS):
        rest: list[object] = [] if name in ("allocation", "run_compare", "roster_freeze", "run_create") else [1]
        rest += [code] if name == "run_why" else []
        answer = client.get(url(name, *rest)) if name in VIEWS else client.post(url(name, *rest))
        assert (answer.status_code != 403) == (name in MAY[role]), name


def test_what_does_not_exist_is_not_found() -> None:
    allocatable_year()
    desk = signed_in(officer())
    desk.post(url("run_create"))
    for address in (url("run", 9), url("run_why", 1, "0000000000"), url("run_decide", 9), url("run_export", 9)):
        assert desk.get(address).status_code == 404
    assert desk.post(url("run_propose", 9)).status_code == 404
    assert desk.get(url("run_create")).status_code == 405


@pytest.mark.parametrize("name", ["allocation", "run", "run_decide", "run_why", "run_compare", "run_export"])
def test_the_statements_do_not_grow_with_the_schools(name: str) -> None:
    def statements(schools: int) -> int:
        year = allocatable_year(*(8000 + 10 * number for number in range(schools)), tie_keys=["key_points"])
        run = runs.run(year, by=officer())
        code = run.lines.earliest("pk").participation.school.code
        rest = {"run_why": [1, code], "allocation": [], "run_compare": []}.get(name, [1])
        address = reverse(name, args=[year.calendar_year, *rest]) + (
            "?a=1&b=1" if name == "run_compare" else "?line=all"
        )
        client = signed_in(officer())
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        CampaignYear.objects.filter(pk=year.pk).update(calendar_year=1990 + schools)
        return len(captured)

    assert statements(1) == statements(30) <= 16
