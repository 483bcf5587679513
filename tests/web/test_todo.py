"""What the home page of a school lists, and what the bell of every page counts."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from safeschools.web.todo import SHOWN, school_tasks, waiting_for
from scoring.actions import vetoes
from scoring.queries.assessment import draft_figures
from scoring.record import open_item_scores
from tests.factories import make_participation, make_user
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
