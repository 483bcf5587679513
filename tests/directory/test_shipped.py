"""The data that comes with the product loads once, completely and again without change."""

import pytest

from safeschools.directory.actions.shipped import load_agencies, load_city
from safeschools.directory.models import Agency, District, School
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_fourteen_agencies_with_duties_and_successors() -> None:
    officer = make_user("bureau_officer")
    assert load_agencies(by=officer) == load_agencies(by=officer) == 14
    assert Agency.objects.get(role=Agency.Role.LEAD).code == "EDU"
    assert Agency.objects.filter(role=Agency.Role.DUTY_ONLY).count() == 1
    assert Agency.objects.filter(role=Agency.Role.MEMBER).count() == 12
    assert "市场监督" in Agency.objects.get(code="AIC").successor
    assert not Agency.objects.filter(duties="").exists()


def test_the_invented_city() -> None:
    officer = make_user("bureau_officer")
    assert load_city(by=officer) == 1859
    assert District.objects.count() == 10
    assert School.objects.filter(status="closed").count() == 12
    assert not School.objects.filter(pinyin="").exists()
    assert load_city(by=officer) == 1859
    assert not School.objects.exclude(version=1).exists()
