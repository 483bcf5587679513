"""A request sent twice has one effect and one answer, byte for byte."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from time_machine import travel

from safeschools.audit.models import Event
from safeschools.designations.models import AllocationRun
from safeschools.once.models import Answer
from safeschools.once.record import BadKey, answer_once, fingerprint
from scoring.models import Submission
from tests.designations.world import allocatable_year, proposed
from tests.factories import make_user, put
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> World:
    """A school whose head may submit now."""
    world = World()
    with travel(NOW, tick=False):
        world.start()
        world.fill()
    return world


def submit(client: Client, world: World, **fields: str) -> Any:
    address = reverse("assessment_submit", args=[world.year.calendar_year])
    with travel(NOW, tick=False):
        return client.post(address, {"truth": "yes", **fields})


def test_a_form_sent_twice_submits_once_and_answers_the_same(client: Client, school: World) -> None:
    client.force_login(school.head)
    first, second = (submit(client, school, idempotency_key="k") for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert (first.content, first["Location"]) == (second.content, second["Location"])
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Submission.objects.count() == 1
    assert Event.objects.filter(verb="assessment.submit").count() == 1


def test_without_a_key_the_second_sending_is_told_that_the_state_has_changed(client: Client, school: World) -> None:
    client.force_login(school.head)
    assert submit(client, school).status_code == 302
    assert submit(client, school).status_code in (403, 409)


def test_the_same_key_with_another_content_is_refused(client: Client, school: World) -> None:
    client.force_login(school.head)
    submit(client, school, idempotency_key="k")
    again = submit(client, school, idempotency_key="k", more="x")
    assert again.status_code == 422
    assert Submission.objects.count() == 1


def test_a_refusal_is_not_kept_so_the_corrected_form_goes_through(client: Client, school: World) -> None:
    client.force_login(school.head)
    assert submit(client, school, idempotency_key="k", truth="").status_code == 422
    assert not Answer.objects.exists()
    assert submit(client, school, idempotency_key="k").status_code == 302


def test_an_error_raised_keeps_nothing(client: Client, school: World) -> None:
    put(school.row, "reviewed")
    client.force_login(school.head)
    assert submit(client, school, idempotency_key="k").status_code >= 400
    assert not Answer.objects.exists()


def test_keys_are_each_persons_own(client: Client) -> None:
    run = proposed(allocatable_year())
    address = reverse("run_approve", args=[run.year.calendar_year, run.number])
    states = []
    for _ in range(2):
        client.force_login(make_user("bureau_lead"))
        states.append(client.post(address, headers={"Idempotency-Key": "same"}).status_code)
    assert states == [302, 409]


def test_the_pages_forms_carry_a_key_of_their_own(client: Client, school: World) -> None:
    client.force_login(school.head)
    address = reverse("assessment_submit", args=[school.year.calendar_year])
    with travel(NOW, tick=False):
        pages = [client.get(address).content.decode() for _ in range(2)]
    keys = [page.partition('name="idempotency_key" value="')[2][:32] for page in pages]
    assert all(key.isalnum() for key in keys)
    assert keys[0] != keys[1]


def test_the_content_counts_and_the_form_protection_does_not() -> None:
    post = RequestFactory().post
    same = fingerprint(post("/a/", {"x": "1", "csrfmiddlewaretoken": "p", "idempotency_key": "q"}))
    assert same == fingerprint(post("/a/", {"x": "1", "csrfmiddlewaretoken": "r", "idempotency_key": "s"}))
    others = [post("/a/", {"x": "2"}), post("/b/", {"x": "1"}), post("/a/?y", {"x": "1"})]
    others += [post("/a/", body, content_type="application/json") for body in ('{"x": 1}', '{"x": 2}')]
    assert len({same, *map(fingerprint, others)}) == 6


@pytest.mark.parametrize("key", ["x" * 256, "line\nbreak", "nul\0"])
def test_a_key_that_is_none_is_refused_before_anything_happens(key: str) -> None:
    with pytest.raises(BadKey):
        answer_once(make_user("auditor"), key, "f", lambda: pytest.fail("acted"))


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at once; what each gave back."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def work(index: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[index] = act()
        finally:
            connection.close()

    threads = [Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_of_many_at_once_one_acts_and_all_get_its_answer() -> None:
    run = proposed(allocatable_year())
    lead = make_user("bureau_lead")
    address = reverse("run_approve", args=[run.year.calendar_year, run.number])
    clients = [Client() for _ in range(6)]
    for client in clients:
        client.force_login(lead)
    answers = together(*(partial(each.post, address, {"idempotency_key": "k"}) for each in clients))
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, answers[0]["Location"], b"")
    }
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert AllocationRun.objects.get().state == "approved"
    assert Event.objects.filter(verb="allocation.approve").count() == 1
