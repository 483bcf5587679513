"""C3: the education bureau leads, twelve member units, and each unit names exactly one liaison at a time."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency, Liaison
from scoring.queries.readiness import Level, readiness
from tests.factories import make_agency, make_draft_year, make_user

pytestmark = pytest.mark.django_db


def test_the_education_bureau_leads_twelve_member_units() -> None:
    load_agencies(by=make_user("bureau_officer"))
    assert Agency.objects.get(role=Agency.Role.LEAD).code == "EDU"
    assert Agency.objects.filter(role=Agency.Role.MEMBER).count() == 12


def test_one_active_liaison_per_unit_is_a_rule_of_the_database() -> None:
    unit, other = make_agency(), make_agency()
    first = Liaison.objects.create(agency=unit, name="李敏", since=date(2025, 6, 1))
    Liaison.objects.create(agency=other, name="王磊", since=date(2025, 6, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Liaison.objects.create(agency=unit, name="张某", since=date(2025, 7, 1))
    Liaison.objects.filter(pk=first.pk).update(until=date(2025, 7, 1))
    second = Liaison.objects.create(agency=unit, name="张某", since=date(2025, 7, 1))
    assert list(Liaison.objects.filter(agency=unit, until__isnull=True)) == [second]


def test_a_unit_without_a_liaison_is_named_before_the_year_opens() -> None:
    year = make_draft_year(by=make_user("bureau_officer"))
    silent = make_agency(name="测试沉默局", name_en="The silent unit")
    words = " ".join(entry.text for entry in readiness(year) if entry.level == Level.WARN)
    assert str(silent) in words
    Liaison.objects.create(agency=silent, name="李敏", since=date(2025, 6, 1))
    assert str(silent) not in " ".join(entry.text for entry in readiness(year))
