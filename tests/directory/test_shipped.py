"""The data that comes with the product: complete, loaded once, and the invented city's schools pass the import."""

import pytest

from safeschools.audit.models import Event
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency, District, School
from safeschools.web.demo.city import load_schools
from tests.directory.files import fixture_city, plan_of
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db


def test_fourteen_agencies_with_duties_and_successors() -> None:
    officer = make_user("bureau_officer")
    assert load_agencies(by=officer) == 14
    assert Agency.objects.get(role=Agency.Role.LEAD).code == "EDU"
    assert Agency.objects.filter(role=Agency.Role.DUTY_ONLY).count() == 1
    assert Agency.objects.filter(role=Agency.Role.MEMBER).count() == 12
    assert "市场监督" in Agency.objects.get(code="AIC").successor
    assert not Agency.objects.filter(duties="").exists()


def test_loading_them_again_adds_what_is_missing_and_changes_nothing() -> None:
    make_agency("PSB", name="市公安局（本市名称）")
    assert load_agencies(by=None) == 13
    assert load_agencies(by=None) == 0
    assert Agency.objects.get(code="PSB").name == "市公安局（本市名称）"
    assert Event.objects.filter(verb="agencies.load").count() == 1


def test_the_invented_city() -> None:
    assert load_schools(None, seed=1) == 1859
    assert District.objects.count() == 10
    assert School.objects.filter(status="closed").count() == 12
    assert not School.objects.filter(pinyin="").exists()


def test_its_file_is_what_an_import_would_make_of_it() -> None:
    load_schools(None, seed=1)
    plan = plan_of(fixture_city().read_bytes(), make_user("bureau_officer"))
    assert plan.findings.errors == 0
    assert (len(plan.new), len(plan.changed), plan.unchanged) == (0, 0, 1859)
