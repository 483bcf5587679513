"""What the home page of a school lists."""

import pytest
from django.test import Client
from django.urls import reverse

from safeschools.web.todo import SHOWN, school_tasks
from scoring.queries.assessment import draft_figures
from scoring.record import open_item_scores
from tests.factories import make_participation, make_user

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
