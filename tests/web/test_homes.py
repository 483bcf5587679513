"""Where each role lands, in each state of the year, and what a school is told to do next."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignYear, Phase
from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES
from tests.factories import make_participation, make_school, make_user, make_year

pytestmark = pytest.mark.django_db

START = datetime(2025, 9, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
KINDS = list(Phase.Kind.values)
OPEN, CLOSED, DRAFT = CampaignYear.State.OPEN, CampaignYear.State.CLOSED, CampaignYear.State.DRAFT


def year_of(state: str) -> CampaignYear:
    """A year whose phases follow each other, a month each."""
    year = make_year(now=START, state=OPEN)
    for number, kind in enumerate(KINDS):
        begin = START + number * MONTH
        year.phases.filter(kind=kind).update(starts_at=begin, ends_at=begin + MONTH - timedelta(seconds=1))
    CampaignYear.objects.filter(pk=year.pk).update(state=state)
    return year


def everybody() -> dict[str, User]:
    """A person of every role, those of a place in the same district."""
    school = make_school()
    places = {"school": school, "district": school.district}
    scopes = {slug: role.scope.value for slug, role in ROLES.items()}
    return {
        slug: make_user(slug, **({scope: places[scope]} if scope in places else {})) for slug, scope in scopes.items()
    }


def home_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(reverse("home"), follow=True, headers={"Accept-Language": "en"})
    assert response.status_code == 200, (person.role, response.redirect_chain, response.status_code)
    return response.content.decode()


def test_before_there_is_any_year_every_home_answers() -> None:
    pages = {role: home_of(person) for role, person in everybody().items()}
    assert "Set up a campaign" in pages["bureau_officer"]
    for role in ("district_lead", "district_reviewer", "auditor"):
        assert "No campaign year yet" in pages[role]
        assert reverse("campaign_new") not in pages[role]
    assert "The bureau sets up the campaign; then your tasks stand here." in pages["district_lead"]
    assert "takes no part" in pages["school_head"]


@pytest.mark.parametrize("state", [DRAFT, CLOSED])
def test_in_a_draft_and_in_a_closed_year_every_home_answers_and_no_school_is_sent_to_work(state: str) -> None:
    people = everybody()
    year = year_of(state)
    if state == CLOSED:
        make_participation(year, people["school_head"].school)
    pages = {role: home_of(person) for role, person in people.items()}
    assert "Begin" not in pages["school_editor"]
    wanted = "A closed year is never changed." if state == CLOSED else "takes no part"
    assert wanted in pages["school_editor"]


def test_in_each_phase_every_home_answers_and_the_school_is_told_what_is_possible() -> None:
    people = everybody()
    year = year_of(OPEN)
    make_participation(year, people["school_head"].school)
    work = KINDS.index(Phase.Kind.SELF_ASSESSMENT)
    for number, kind in enumerate(KINDS):
        with time_machine.travel(START + number * MONTH + timedelta(days=3)):
            pages = {role: home_of(person) for role, person in people.items()}
        assert ("Begin the self-assessment" in pages["school_editor"]) == (number <= work), kind
        assert ("The deadline has passed." in pages["school_editor"]) == (number > work), kind
