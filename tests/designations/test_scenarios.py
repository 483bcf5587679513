"""Named what-ifs: kept with an audit sentence, opened again, compared with any result, deleted by the author."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.designations.actions import runs
from safeschools.designations.actions.scenarios import delete_scenario, save_scenario
from safeschools.designations.models import AllocationRun, Scenario
from safeschools.lib.errors import Invalid, NotAllowed
from tests.designations.world import allocatable_year, lead, officer
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MORE = {"caps": {"3": "20.00"}}


@pytest.fixture
def run() -> AllocationRun:
    return runs.run(allocatable_year(), by=officer())


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def url(name: str, run: AllocationRun, *rest: object) -> str:
    return reverse(name, args=[run.year.calendar_year, *rest])


def kept(run: AllocationRun, name: str = "A", changes: Any = MORE, by: User | None = None) -> Scenario:
    return save_scenario(run, by=by or officer(), name=name, changes=changes)


def test_a_what_if_is_kept_as_it_was_tried(run: AllocationRun) -> None:
    desk = browser(officer())
    tried = url("run_what_if", run, run.number) + "?cap_three=20"
    assert "Keep as a scenario named" in desk.get(tried).content.decode()
    answer = desk.post(url("scenario_save", run, run.number) + "?cap_three=20", {"name": "Twenty percent"})
    scenario = Scenario.objects.get()
    assert answer["Location"] == url("scenario", run, scenario.pk)
    assert (scenario.name, scenario.changes, scenario.created_by) == ("Twenty percent", MORE, officer())
    page = desk.get(answer["Location"]).content.decode()
    assert 'value="20.00"' in page
    assert "94.00 points: three stars." in page
    assert url("scenario", run, scenario.pk) in desk.get(url("run", run, run.number)).content.decode()


def test_keeping_and_deleting_stand_in_the_event_log(run: AllocationRun) -> None:
    scenario = kept(run)
    delete_scenario(scenario, by=officer())
    assert not Scenario.objects.exists()
    events = Event.objects.filter(verb__startswith="scenario.").order_by("pk")
    assert [(event.verb, event.data) for event in events] == [
        ("scenario.save", {"changes": MORE}),
        ("scenario.delete", {"changes": MORE}),
    ]


def test_only_its_author_deletes_a_scenario(run: AllocationRun) -> None:
    scenario = kept(run)
    with pytest.raises(NotAllowed):
        delete_scenario(scenario, by=lead())
    assert browser(lead()).post(url("scenario_delete", run, scenario.pk)).status_code == 404
    assert "Delete the scenario?" not in browser(lead()).get(url("scenario", run, scenario.pk)).content.decode()
    desk = browser(officer())
    assert "Delete the scenario?" in desk.get(url("scenario", run, scenario.pk)).content.decode()
    assert desk.post(url("scenario_delete", run, scenario.pk)).status_code == 302
    assert not Scenario.objects.exists()


def test_another_account_of_the_same_person_is_the_author_too(run: AllocationRun) -> None:
    User.objects.filter(pk__in=[officer().pk, lead().pk]).update(person="P1")
    scenario = kept(run)
    assert browser(lead()).post(url("scenario_delete", run, scenario.pk)).status_code == 302


def test_a_scenario_never_changes(run: AllocationRun) -> None:
    scenario = kept(run)
    scenario.name = "B"
    with pytest.raises(TypeError):
        scenario.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.update(name="B")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (" ", MORE),
        ("A", {}),
        ("A", {"caps": {}}),
        ("A", {"caps": {"3": "200"}}),
        ("A", {"places": {"3": "2"}}),
        ("A", {"caps": ["3"]}),
        ("A", {"scores": {"9999": "90"}}),
    ],
    ids=str,
)
def test_what_means_nothing_is_not_kept(run: AllocationRun, name: str, changes: Any) -> None:
    with pytest.raises(Invalid):
        kept(run, name, changes)
    assert not Scenario.objects.exists()


def test_a_name_is_given_once_a_run(run: AllocationRun) -> None:
    kept(run)
    answer = browser(officer()).post(url("scenario_save", run, 1) + "?cap_three=30", {"name": "A"})
    assert answer.status_code == 409
    assert "scenario of this name already" in answer.content.decode()


def test_a_scenario_is_compared_with_its_run_and_with_another_scenario(run: AllocationRun) -> None:
    first, second = kept(run), kept(run, "B", {"caps": {"3": "0.00"}})
    desk = browser(lead())
    page = desk.get(url("run_compare", run) + f"?a=1&b=s{first.pk}")
    assert [(row.before.star, row.after.star) for row in page.context["page"]] == [(2, 3), (1, 2)]
    assert [more for _x, _y, more in page.context["sides"]] == [1, 0, -1, 0]
    page = desk.get(url("run_compare", run) + f"?a=s{first.pk}&b=s{second.pk}")
    assert [(row.before.star, row.after.star) for row in page.context["page"]] == [(3, 2), (3, 1), (2, 0)]
    text = page.content.decode()
    assert "Same facts" in text
    assert desk.get(url("run_compare", run) + "?a=s0&b=s99999999999").status_code == 200


def test_a_run_against_itself_as_a_scenario_would_be(run: AllocationRun) -> None:
    """The stored result and the one computed from the frozen facts agree school by school."""
    same = kept(run, "same", {"caps": {"total": "30.01"}})
    page = browser(officer()).get(url("run_compare", run) + f"?a=1&b=s{same.pk}")
    assert page.context["page"].paginator.count == 0
    assert page.context["a"].results == page.context["b"].results


@pytest.mark.parametrize("role", ["auditor", "naming_authority"])
def test_who_only_reads_opens_and_compares_but_keeps_nothing(run: AllocationRun, role: str) -> None:
    scenario = kept(run)
    reader = browser(make_user(role))
    assert reader.get(url("scenario", run, scenario.pk)).status_code == 200
    assert "Keep as a scenario" not in reader.get(url("run_what_if", run, 1) + "?cap_three=20").content.decode()
    assert reader.post(url("scenario_save", run, 1) + "?cap_three=20", {"name": "X"}).status_code == 403
