"""C4: fourteen bodies have duties; the food and drug administration has no seat among the members (body.fda)."""

from datetime import date

import pytest

from inspections.actions import visits
from safeschools.accounts.roles import ROLES
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency
from scoring.models import Item
from scoring.queries.readiness import readiness
from tests.factories import make_draft_year, make_rated, make_standard, make_user, make_year

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
