"""What the home page of a school lists, and what the bell of every page counts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import CampaignYear, Phase
from safeschools.accounts.actions.manage import set_active
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from safeschools.web.todo import SHOWN, school_tasks
from safeschools.web.waiting import waiting_for
from scoring.actions import draws, vetoes
from scoring.models import TieOrder
from scoring.queries.assessment import draft_figures
from scoring.record import open_item_scores
from tests.designations.world import RESULTS, allocatable_year, committed, lead, lottery_year, officer
from tests.factories import make_participation, make_user, make_year
from tests.scoring.review.world import World, item

pytestmark = pytest.mark.django_db


def test_open_items_are_listed_by_dimension_and_the_rest_together(client: Client) -> None:
    participation = make_participation(state="self_assessing")
    open_item_scores([participation.pk])
    figures = draft_figures(participation)
    tasks = school_tasks(participation, figures["draft"], figures["parts"])
    assert len(tasks) == SHOWN + 2
    assert tasks[0].url.endswith("?show=open")
    assert tasks[-1].url == reverse("assessment_submit", args=[participation.year.calendar_year])
    client.force_login(make_user("school_editor", school=participation.school))
    html = client.get(reverse("school_home")).content.decode()
    assert all(task.url in html for task in tasks)


def test_nothing_is_listed_for_what_is_handed_in() -> None:
    participation = make_participation(state="submitted")
    figures = draft_figures(participation)
    assert school_tasks(participation, figures["draft"], figures["parts"]) == []


def shown(client: Client, name: str) -> str:
    return client.get(reverse(name), headers={"Accept-Language": "en"}).content.decode()


def test_the_bell_counts_what_waits_until_it_is_done(client: Client) -> None:
    world = World()
    row = world.hand_in()
    found = item(row, "D2-V1").item
    veto = vetoes.propose(row, by=world.reviewer, item=found, document="教安〔2026〕3号", reason="D级房屋在用")
    client.force_login(make_user("bureau_lead"))
    assert reverse("waiting_count") in shown(client, "own_account")
    assert shown(client, "waiting_count") == "1"
    assert reverse("veto_list", args=[row.year.calendar_year]) in shown(client, "waiting")
    client.post(reverse("veto_confirm", args=[veto.pk]))
    assert shown(client, "waiting_count") == "0"
    assert "Nothing waits for you" in shown(client, "waiting")


def test_what_waits_is_within_the_scope_and_the_rights() -> None:
    mine = make_participation(state="submitted")
    make_participation(mine.year, state="submitted")  # in another district
    reviewer = make_user("district_reviewer", district=mine.district)
    with override("en"):
        titles = [task.title for task in waiting_for(reviewer, mine.year)]
    assert titles == ["1 school awaits the review"]
    assert waiting_for(make_user("auditor"), mine.year) == []


def lines(user: User, year: CampaignYear | None) -> list[tuple[str, str]]:
    with override("en"):
        return [(task.title, task.hint) for task in waiting_for(user, year)]


def test_a_line_says_until_when() -> None:
    mine = make_participation(state="submitted")
    review = mine.year.phases.get(kind=Phase.Kind.DISTRICT_REVIEW)
    Phase.objects.filter(pk=review.pk).update(ends_at=timezone.now() + timedelta(days=3))
    ((title, hint),) = lines(make_user("district_reviewer", district=mine.district), mine.year)
    assert title == "1 school awaits the review"
    assert "3 days left" in hint


def test_the_officer_is_told_of_the_roster_and_of_runs_that_came_back() -> None:
    year, (ran, lead) = allocatable_year(), (officer(), make_user("bureau_lead"))
    assert lines(ran, year) == []
    run = runs.run(year, by=ran)
    assert [title for title, _ in lines(ran, year)] == [f"Run #{run.number} is not proposed yet"]
    runs.propose(run, by=ran)
    assert lines(ran, year) == []
    runs.reject(AllocationRun.objects.get(pk=run.pk), by=lead, reason="The list of one district is being corrected.")
    assert lines(ran, year) == [
        (f"Run #{run.number} is rejected.", "The list of one district is being corrected."),
    ]
    waiting = make_year()
    ended = timezone.now() - timedelta(minutes=1)
    Phase.objects.filter(year=waiting, kind=Phase.Kind.SELF_ASSESSMENT).update(ends_at=ended)
    assert [title for title, _ in lines(ran, waiting)] == ["The roster is not frozen yet"]


def test_who_gives_roles_is_told_of_new_accounts_even_without_a_year() -> None:
    security = make_user("security_admin")
    assert lines(security, None) == []
    make_user("bureau_officer", is_active=False)
    make_user("bureau_officer", is_active=False, last_login=timezone.now())  # was in use, then switched off
    unwanted = make_user("bureau_officer", is_active=False)
    set_active(unwanted, by=security, active=False, reason="made by mistake")
    assert lines(security, None) == [("1 new account awaits its release", "")]


def test_the_second_person_is_told_of_an_order_and_of_a_draw() -> None:
    chief, year = lead(), lottery_year(9500, 9500, 9500, 8600)
    draw, secret = committed(year)
    assert lines(chief, year) == []
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    assert lines(chief, year) == [("The public draw is to be confirmed", "")]
    other = allocatable_year()
    TieOrder.objects.create(year=other, schools=["1", "2"], document="18", reason="by lot", proposed_by=officer())
    assert lines(chief, other) == [("1 order among tied schools is to be confirmed", "")]
