"""C4: fourteen bodies have duties; the food and drug administration has no seat among the members (body.fda)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from inspections.actions import visits
from safeschools.accounts.roles import ROLES
from safeschools.audit.queries import events_of
from safeschools.directory.actions.liaisons import name_liaison
from safeschools.directory.actions.seats import seat
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency
from safeschools.directory.queries import liaison_of
from safeschools.lib.errors import WrongState
from scoring.models import Item
from scoring.queries.readiness import readiness
from tests.factories import make_draft_year, make_rated, make_standard, make_user, make_year
from tests.policy.test_c5_3c_recommendation import opened

pytestmark = pytest.mark.django_db

#: what decides anything in the campaign; a member unit holds none of it, so nobody can vote for a body with duties only
DECIDING = {
    permission
    for role in ROLES.values()
    for permission in role.permissions
    if permission.split(".")[1] in ("confirm", "approve", "submit", "record", "revoke", "configure")
} - {"visit.record"}


def test_fourteen_bodies_have_duties_with_their_successors_kept_apart() -> None:
    """body.renamed: a unit keeps the name the document gave it; its successor stands beside it."""
    load_agencies(by=make_user("bureau_officer"))
    assert Agency.objects.exclude(duties="").count() == 14
    renamed = Agency.objects.exclude(successor="")
    assert renamed.exists()
    assert all(unit.name != unit.successor for unit in renamed)


def test_the_body_with_duties_only_has_items_and_inspects_and_decides_nothing() -> None:
    year = make_year(make_standard())
    body = Agency.objects.get(role=Agency.Role.DUTY_ONLY)
    items = [item for item in Item.objects.filter(standard__sheets__year=year) if body.code in item.agencies]
    assert items
    inspector = make_user("inspector", agency=body)
    row = make_rated(year, 9000)
    team = [inspector, make_user("inspector")]
    visit = visits.plan(
        row, by=make_user("bureau_officer"), planned_on=date(2025, 11, 3), inspectors=team, items=items[:1]
    )
    assert visit.members.filter(inspector=inspector).exists()
    for role in ("inspector", "unit_liaison"):
        assert not any(make_user(role, agency=body).can(permission) for permission in DECIDING)


def test_it_is_not_asked_for_a_liaison() -> None:
    year = make_draft_year(by=make_user("bureau_officer"))
    body = Agency.objects.get(role=Agency.Role.DUTY_ONLY)
    assert str(body) not in " ".join(entry.text for entry in readiness(year))
    with pytest.raises(WrongState, match="只承担职责"):
        name_liaison(body, by=make_user("bureau_officer"), name="陈晓", phone="", since=date(2025, 7, 1))


def test_a_year_may_give_it_a_seat_and_the_next_one_take_it_again() -> None:
    """body.fda: the answer of the year opened last holds; with the seat goes the liaison."""
    officer, client = make_user("bureau_officer"), Client(headers={"accept-language": "en"})
    client.force_login(officer)
    opened(**{"body.fda": "member"})
    body = Agency.objects.get(role=Agency.Role.DUTY_ONLY)
    assert body.has_seat
    assert "Member by decision of the year" in client.get(reverse("agency_list")).content.decode()
    assert str(body) in " ".join(entry.text for entry in readiness(make_draft_year(by=officer)))
    name_liaison(body, by=officer, name="陈晓", phone="", since=date(2025, 7, 1))
    seat(given=False, by=officer)
    assert not Agency.objects.get(pk=body.pk).has_seat
    assert liaison_of(body) is None
    assert [event.verb for event in events_of(body)] == ["agency.seat", "liaison.end", "liaison.name", "agency.seat"]
    seat(given=False, by=officer)
    assert events_of(body).count() == 4
