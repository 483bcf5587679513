"""Decisions of the leading group on screen: both signatures, their effects, what the public and the school read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.actions.naming import record_naming
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.effects import told_effects
from scoring.actions.group_decisions import confirm
from scoring.models import GroupDecision
from scoring.tasks import recompute_year
from tests.designations.group_decisions import PAPER, decided, proposed
from tests.designations.stage import DAY
from tests.designations.world import allocatable_year, browser, lead, officer, participation, url
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    """Eleven schools, one place of each star: 96.00, 94.00 and 92.00 hold them; places by decision are allowed."""
    made = allocatable_year(decisions={"quota.pins": "on"})
    recompute_year(made.pk)
    return made


def test_the_page_finds_a_school_and_takes_both_signatures(year: CampaignYear) -> None:
    desk, chief = browser(officer()), browser(lead())
    school = participation(year, 9600).school
    assert school.name in desk.get(url("group_decision_list"), {"text": school.code}).content.decode()
    form = url("group_decision_propose", school.code)
    assert "Placed at three stars" in desk.get(form).content.decode()
    answer = desk.post(form, {"decision": "exclude.None", "document": "7", "reason": "m", "evidence": "http://x.org"})
    assert answer.status_code == 422
    assert "must begin with https://" in answer.content.decode()
    assert desk.post(form, {"decision": "exclude.None", "document": "7", "reason": "minutes"}).status_code == 302
    decision = GroupDecision.objects.get()
    assert (decision.kind, decision.star, decision.document) == ("exclude", None, "7")
    assert desk.post(url("group_decision_confirm", decision.pk)).status_code == 403
    page = chief.get(url("group_decision_list")).content.decode()
    assert "Left out of the ranking" in page
    assert "A new decision" not in page
    assert chief.post(url("group_decision_confirm", decision.pk)).status_code == 302
    assert chief.post(url("group_decision_confirm", decision.pk)).status_code == 409
    assert chief.post(url("group_decision_reject", decision.pk), {"reason": ""}).status_code == 422
    assert chief.post(url("group_decision_reject", decision.pk), {"reason": "again"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.decision_reason) == ("rejected", "again")


def test_places_are_offered_only_where_the_year_allows_them(year: CampaignYear) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(decisions={})
    form = url("group_decision_propose", participation(year, 9600).school.code)
    desk = browser(officer())
    assert "Placed at" not in desk.get(form).content.decode()
    answer = desk.post(form, {"decision": "pin.3", "document": "7", "reason": "minutes"})
    assert answer.status_code == 422
    assert not GroupDecision.objects.exists()


@pytest.mark.parametrize(
    ("kind", "star", "step"),
    [
        ("exclude", None, "Eligibility: not ranked"),
        ("max_star", 1, "Ceiling: not three stars"),
        ("max_star", 0, "Ceiling: no star"),
        ("pin", 2, "Placed by decision: two stars"),
    ],
)
def test_the_panel_says_which_paper_decided_and_why(year: CampaignYear, kind: str, star: int | None, step: str) -> None:
    row = participation(year, 9600)
    decided(row, kind, star)
    runs.run(year, by=officer())
    page = browser(lead()).get(url("run_why", 1, row.school.code)).content.decode()
    assert step in page
    assert f"Document {PAPER.document}: {PAPER.reason}" in page
    other = browser(lead()).get(url("run_why", 1, participation(year, 9400).school.code)).content.decode()
    assert PAPER.document not in other


def test_the_list_asks_the_same_questions_for_one_decision_and_for_many(year: CampaignYear) -> None:
    client = browser(lead())

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(url("group_decision_list"))
        return len(found)

    proposed(participation(year, 9600), "exclude")
    asked()
    few = asked()
    for score in (9400, 9200, 9000, 8800):
        decided(participation(year, score), "max_star", 1)
    assert asked() == few


def test_the_decision_page_says_whom_each_decision_moved_and_who_was_passed_over(year: CampaignYear) -> None:
    decided(participation(year, 9200), "pin", 3)
    decided(participation(year, 9400), "max_star", 1)
    decided(participation(year, 7600), "exclude")
    run = runs.run(year, by=officer())
    placed, limited, harmless = told_effects(run, year)
    names = {row.school_id: row.rating.score for row in year.participations.select_related("rating")}
    assert [(names[row.school_id], before, after) for row, before, after in placed.moves] == [
        (9600, 3, 2),
        (9200, 2, 3),
    ]
    ((row, better),) = placed.passed
    assert (names[row.school_id], [names[each.school_id] for each in better]) == (9200, [9600])
    assert (limited.passed, harmless.passed, harmless.moves) == ([], [], [])
    page = browser(lead()).get(url("run_decide", run.number)).content.decode()
    assert "stands before 1 better school" in page
    assert "1 school is placed by decision" in page
    assert "Nobody has another star because of it." in page


def test_the_decision_page_asks_the_same_questions_for_one_decision_and_for_many(year: CampaignYear) -> None:
    client = browser(lead())

    def asked() -> int:
        run = runs.run(year, by=officer())
        client.get(url("run_decide", run.number))
        with CaptureQueriesContext(connection) as found:
            client.get(url("run_decide", run.number))
        return len(found)

    decided(participation(year, 9600), "exclude")
    few = asked()
    for score in (9400, 9200, 9000, 8800):
        decided(participation(year, score), "max_star", 1)
    assert asked() == few


def test_the_public_register_names_the_document_of_a_place_by_decision(year: CampaignYear) -> None:
    decided(participation(year, 9000), "pin", 3)
    run = runs.run(year, by=officer())
    runs.propose(run, by=officer())
    runs.approve(run, by=lead())
    authority = make_user("naming_authority")
    record_naming(AllocationRun.objects.get(pk=run.pk), by=authority, document="测综委〔2025〕9号", decided_on=DAY)
    visitor = Client(headers={"accept-language": "en"})
    said = f"Placed by decision of the leading group, {PAPER.document}"
    assert visitor.get(url("register")).content.decode().count(said) == 1
    assert visitor.get(url("register_csv")).content.decode().count(PAPER.document) == 1
    entries = visitor.get(f"/api/v1/public/register/{year.calendar_year}/").json()["results"]
    assert sorted(entry["placed_by"] for entry in entries) == ["", "", PAPER.document]


def test_a_school_reads_its_own_decision_and_nobody_elses(year: CampaignYear) -> None:
    row, other = participation(year, 9000), participation(year, 9600)
    decided(row, "pin", 3)
    run = runs.run(year, by=officer())
    runs.propose(run, by=officer())
    runs.approve(run, by=lead())
    authority = make_user("naming_authority")
    record_naming(AllocationRun.objects.get(pk=run.pk), by=authority, document="测综委〔2025〕9号", decided_on=DAY)
    own = browser(make_user("school_head", school=row.school)).get(url("school_result")).content.decode()
    assert f"Document {PAPER.document}: {PAPER.reason}" in own
    theirs = browser(make_user("school_head", school=other.school)).get(url("school_result")).content.decode()
    assert PAPER.document not in theirs
    assert row.school.name not in theirs


def test_the_ranked_table_draws_no_line_for_a_placed_school_and_says_who_is_limited(year: CampaignYear) -> None:
    decided(participation(year, 9000), "pin", 3)
    decided(participation(year, 9600), "max_star", 2)
    runs.run(year, by=officer())
    page = browser(lead()).get(url("run", 1), {"line": "all"}).content.decode()
    assert page.count('<tr class="cut">') == 2
    assert page.count("Limited by decision</span>") == 1
    assert "Placed by decision" in page


def test_the_second_person_is_told_what_waits(year: CampaignYear) -> None:
    decision = proposed(participation(year, 9600), "exclude")
    words = "1 decision of the leading group is to be confirmed"
    assert words in browser(lead()).get(reverse("waiting")).content.decode()
    assert words not in browser(officer()).get(reverse("waiting")).content.decode()
    confirm(decision, by=lead())
    assert words not in browser(lead()).get(reverse("waiting")).content.decode()
