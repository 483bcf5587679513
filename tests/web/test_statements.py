"""How many SQL statements each main page takes, session and person included, beside few schools and beside many."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Participation
from safeschools.accounts.models import User
from tests.access.table import TABLE
from tests.access.world import City
from tests.factories import make_participation, make_rated, make_school, make_user
from tests.scoring.assessment.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")

#: (role, page): at most so many statements; goals of performance.md: forms and lists 8, dashboards 12. Where a page
#: takes more than its goal today, its present count stands here, so that it can only become less.
PAGES = {
    ("school_editor", "school_home"): 8,
    ("school_editor", "assessment"): 9,
    ("school_editor", "evidence_library"): 8,
    ("school_head", "assessment_submit"): 8,
    ("district_reviewer", "district_home"): 9,
    ("district_reviewer", "review_queue"): 8,
    ("district_reviewer", "review_item"): 15,
    ("district_reviewer", "review_school"): 8,
    ("district_lead", "recommendation"): 10,
    ("district_lead", "school_list"): 8,
    ("district_lead", "school_detail"): 8,
    ("district_lead", "school_edit"): 8,
    ("district_lead", "account_list"): 8,
    ("inspector", "field_home"): 8,
    ("inspector", "visit_page"): 8,
    ("unit_liaison", "agency_home"): 8,
    ("bureau_officer", "bureau_dashboard"): 11,
    ("bureau_officer", "compliance"): 8,
    ("bureau_officer", "participation_list"): 8,
    ("bureau_officer", "participation_detail"): 8,
    ("bureau_officer", "review_progress"): 8,
    ("bureau_officer", "visit_list"): 8,
    ("bureau_officer", "visit_plan"): 8,
    ("bureau_officer", "veto_list"): 8,
    ("bureau_officer", "disqualification_list"): 8,
    ("bureau_officer", "year_list"): 8,
    ("bureau_officer", "year_phases"): 8,
    ("bureau_officer", "standard_list"): 8,
    ("bureau_officer", "standard_detail"): 8,
    ("bureau_officer", "allocation"): 12,
    ("bureau_officer", "run"): 12,
    ("auditor", "event_list"): 8,
    ("auditor", "district_list"): 8,
    ("auditor", "agency_list"): 8,
}


def spent(client: Client, method: str, address: str, data: Any = None, **headers: str) -> list[str]:
    """The statements of one request that is answered well."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address, data, headers=headers)
        getattr(response, "getvalue", bytes)()
    assert response.status_code in (200, 302), (address, response.status_code)
    return [row["sql"] for row in queries.captured_queries if not row["sql"].startswith(FRAME)]


def measured(city: City) -> dict[tuple[str, str], list[str]]:
    """Every page of the table, as a person of its role sees it the second time."""
    pages = {}
    for role, name in PAGES:
        client = Client()
        client.force_login(city.own.people[role])
        arguments = TABLE[name].arguments(city, city.own, role)
        if name == "visit_plan":  # the own school is named, and no spot check of it would count any more
            reviewed = Participation.objects.filter(year=city.year, state=Participation.State.REVIEWED)
            arguments["code"] = reviewed.values_list("school__code", flat=True).earliest("pk")
        address = reverse(name, kwargs=arguments)
        spent(client, "get", address)
        pages[role, name] = spent(client, "get", address)
    return pages


def more_of_everything(city: City, schools: int) -> None:
    """Schools beside the own one, in every district state in turn, each with its people."""
    states = Participation.State
    for number in range(schools):
        school = make_school(city.own.district)
        state = (states.INVITED, states.SUBMITTED, states.REVIEWED, states.ALLOCATED)[number % 4]
        if state in Participation.REVIEW_DONE:
            make_rated(city.year, 8000 + number, state, school=school)
        else:
            make_participation(city.year, school, state=state)
        make_user("school_head", school=school)


def test_no_page_asks_more_than_its_ceiling_and_none_more_beside_30_schools() -> None:
    city = City()
    more_of_everything(city, 4)
    few = measured(city)
    more_of_everything(city, 28)
    many = measured(city)
    above = {page: (len(asked), *asked) for page, asked in few.items() if len(asked) > PAGES[page]}
    assert not above, "\n".join(f"{page}: {asked}" for page, asked in above.items())
    grown = {page: (len(few[page]), len(asked)) for page, asked in many.items() if len(asked) > len(few[page])}
    assert not grown


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW):
        world = World()
        world.start()
        world.fill()
        yield world


def more_on_sqlite() -> int:
    """There the year's revision and its stamp on the school are two statements."""
    return int(connection.vendor == "sqlite")


def signed_in(person: User) -> Client:
    """A person who has seen a page already."""
    client = Client()
    client.force_login(person)
    client.get(reverse("home"))
    return client


def test_saving_an_item_takes_at_most_eight_statements(world: World) -> None:
    client, address = signed_in(world.editor), reverse("item_save", args=[world.year.calendar_year, "D1-04"])
    answer = {"version": 1, "note": "台账齐全。", "level": "B"}
    asked = spent(client, "post", address, answer, **{"X-Autosave": "1"})
    assert len(asked) <= 8, "\n".join(asked)
    assert world.item("D1-04").facts == {"level": "B"}


def test_handing_in_takes_at_most_ten_statements(world: World) -> None:
    client, address = signed_in(world.head), reverse("assessment_submit", args=[world.year.calendar_year])
    asked = spent(client, "post", address, {"truth": "yes"})
    assert len(asked) <= 10 + more_on_sqlite(), "\n".join(asked)
    assert world.row.submissions.get().number == 1


def test_a_key_that_makes_handing_in_happen_once_costs_three_more(world: World) -> None:
    client, address = signed_in(world.head), reverse("assessment_submit", args=[world.year.calendar_year])
    asked = spent(client, "post", address, {"truth": "yes", "idempotency_key": "once"})
    assert len(asked) <= 13 + more_on_sqlite(), "\n".join(asked)
