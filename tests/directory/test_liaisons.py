"""Whom a member unit has named: written down by the officer, ended by the officer, one at a time (C3)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of
from safeschools.directory.actions.liaisons import end_liaison, name_liaison
from safeschools.directory.models import Agency, Liaison
from safeschools.lib.errors import Invalid, WrongState
from tests.factories import make_agency, make_draft_year, make_user

pytestmark = pytest.mark.django_db
WORDS = {"name": " 李敏 ", "phone": "0000-0000000", "since": "2025-06-01"}


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer", display_name="王芳")


@pytest.fixture
def client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def unit() -> Agency:
    return make_agency(name="测试公安局")


def test_the_officer_writes_a_liaison_down_and_everybody_reads_it(client: Client, unit: Agency) -> None:
    address = reverse("agency_liaison", args=[unit.code])
    assert address in client.get(reverse("agency_list")).content.decode()
    answer = client.post(address, WORDS | {"idempotency_key": "k"})
    assert client.post(address, WORDS | {"idempotency_key": "k"}).status_code == answer.status_code == 302
    liaison = Liaison.objects.get()
    assert (liaison.agency, liaison.name, liaison.phone) == (unit, "李敏", "0000-0000000")
    assert (liaison.since, liaison.until) == (date(2025, 6, 1), None)
    event = Event.objects.get(verb="liaison.name")
    assert (event.object_id, event.actor_name) == (unit.pk, "王芳")
    assert sentence_of(event) == "王芳登记 李敏 为测试公安局的联络员。"
    reader = Client()
    reader.force_login(make_user("auditor"))
    page = reader.get(reverse("agency_list")).content.decode()
    assert "李敏" in page
    assert address not in page


def test_a_faulty_form_keeps_what_was_typed(client: Client, unit: Agency) -> None:
    answer = client.post(reverse("agency_liaison", args=[unit.code]), WORDS | {"name": "", "since": "gestern"})
    assert answer.status_code == 422
    assert "gestern" in answer.content.decode()
    assert not Liaison.objects.exists()


def test_the_present_one_is_ended_before_the_next_is_named(client: Client, unit: Agency, officer: User) -> None:
    first = name_liaison(unit, by=officer, name="李敏", phone="", since=date(2025, 6, 1))
    address, end = reverse("agency_liaison", args=[unit.code]), reverse("liaison_end", args=[unit.code])
    page = client.get(address).content.decode()
    assert f'action="{end}"' in page
    assert f'class="btn btn-default" href="{reverse("agency_list")}"' in page
    assert client.post(address, WORDS | {"name": "王磊"}).status_code == 409
    assert client.post(end, {"until": "2025-05-31"}).status_code == 422
    assert client.post(end, {"until": "2025-09-01"}).status_code == 302
    first.refresh_from_db()
    assert first.until == date(2025, 9, 1)
    assert Event.objects.filter(verb="liaison.end", object_id=unit.pk).count() == 1
    assert client.post(address, WORDS | {"name": "王磊", "since": "2025-09-01"}).status_code == 302
    assert Liaison.objects.get(until__isnull=True).name == "王磊"


def test_the_actions_refuse_what_makes_no_sense(unit: Agency, officer: User) -> None:
    with pytest.raises(WrongState):
        end_liaison(unit, by=officer, until=date(2025, 9, 1))
    name_liaison(unit, by=officer, name="李敏", phone="", since=date(2025, 6, 1))
    with pytest.raises(WrongState):
        name_liaison(unit, by=officer, name="王磊", phone="", since=date(2025, 7, 1))
    with pytest.raises(Invalid):
        end_liaison(unit, by=officer, until=date(2025, 5, 31))
    assert Liaison.objects.get(until__isnull=True).name == "李敏"


def test_the_warning_before_a_year_opens_leads_to_the_page_that_mends_it(client: Client, officer: User) -> None:
    year = make_draft_year(by=officer)
    page = client.get(reverse("setup_step", args=[year.pk, "check"])).content.decode()
    warned = next(line for line in page.split("<li") if "还没有联络员" in line)
    assert f'href="{reverse("agency_list")}"' in warned
