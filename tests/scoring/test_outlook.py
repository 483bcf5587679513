"""What a school reads after handing in: its projected and its secured star, and nothing of others."""

import re

import pytest
from django.test import Client

from campaigns.actions import freeze_roster
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from scoring.recompute import settle
from tests.factories import make_rated, make_user, make_year, put

pytestmark = pytest.mark.django_db
State = Participation.State


@pytest.fixture
def year() -> CampaignYear:
    """Places for one school of each star among five."""
    return make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)


def home(participation: Participation) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("school_head", school=participation.school))
    page = client.get("/school/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_before_the_review_nothing_is_certain(year: CampaignYear) -> None:
    mine = make_rated(year, 9500, state="submitted")
    for _ in range(4):
        make_rated(year, 7500)
    settle(year.pk)
    shown = home(mine)
    assert "As things stand, your school would have three stars." in shown
    assert "Nothing is certain before your district has reviewed the assessment." in shown


def test_the_star_is_certain_when_all_are_reviewed(year: CampaignYear) -> None:
    mine = make_rated(year, 9500, state="reviewed")
    late = [make_rated(year, 7500, state="submitted"), *(make_rated(year, 7600) for _ in range(3))][0]
    settle(year.pk)
    assert "Nothing is certain yet: 1 school is not reviewed and may still come before yours." in home(mine)
    put(late, State.REVIEWED)
    touch(year.pk, [late.pk])
    settle(year.pk)
    assert "Certain: three stars; all schools are reviewed." in home(mine)


def test_a_star_can_be_certain_while_others_wait() -> None:
    year = make_year(cap_three=10000, cap_two=0, cap_one=0, cap_total=10000)
    mine = make_rated(year, 9500, state="reviewed")
    make_rated(year, 9600, state="submitted")
    for _ in range(3):
        make_rated(year, 7500)
    settle(year.pk)
    certain = "Certain: three stars, whatever the 1 school not reviewed yet scores."
    supposed = "Until the roster is frozen, this supposes that no reviewed school withdraws."
    assert f"{certain} {supposed}" in home(mine)
    freeze_roster(year, by=make_user("bureau_officer"))
    settle(year.pk)
    assert certain in home(mine)
    assert supposed not in home(mine)


def test_an_open_tie_says_what_it_could_bring_and_names_nobody(year: CampaignYear) -> None:
    mine, other = make_rated(year, 9500, state="reviewed"), make_rated(year, 9500, state="reviewed")
    for _ in range(3):
        make_rated(year, 7500)
    settle(year.pk)
    shown = home(mine)
    assert "your school would have no star" in shown
    assert "by how this is decided, yours may reach three stars" in shown
    assert other.school.name not in shown


@pytest.mark.parametrize("state", ["returned", "not_recommended", "allocated"])
def test_in_other_states_there_is_no_outlook(year: CampaignYear, state: str) -> None:
    mine = make_rated(year, 9500, state=state)
    settle(year.pk)
    assert "Your star as things stand" not in home(mine)


def test_where_the_rules_secure_nothing_no_unreviewed_school_is_blamed() -> None:
    """Theorem T5 speaks of the cascade alone; under another answer to quota.overflow nothing is secured."""
    answers = {"quota.overflow": "forfeit"}
    year = make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000, decisions=answers)
    mine = make_rated(year, 9500, state="reviewed")
    for _ in range(4):
        make_rated(year, 7500)
    settle(year.pk)
    shown = home(mine)
    assert "All schools are reviewed; by the rules of this year only the run makes a star certain." in shown
    assert "Nothing is certain" not in shown
