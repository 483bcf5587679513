"""C1: the campaign runs over three years, from June of year 1 to December of year 3, in all schools of every kind."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import create_campaign, save_decisions
from campaigns.actions.campaigns import Basics
from campaigns.models import Campaign, Participation
from campaigns.queries import schools_in_scope
from safeschools.directory.models import School
from safeschools.lib.errors import Invalid
from scoring.actions.years import open_year
from tests.factories import make_draft_year, make_school, make_user

pytestmark = pytest.mark.django_db


def test_a_campaign_has_a_period_a_city_and_three_yearly_rounds() -> None:
    basics = Basics(
        name="平安学校",
        city="云州市",
        mode=Campaign.Mode.NAMING,
        approval_document="云综委〔2025〕6 号",
        approved_on=date(2025, 5, 20),
        starts_on=date(2025, 6, 1),
        ends_on=date(2027, 12, 31),
        goal_percent=90,
    )
    campaign = create_campaign(basics, by=make_user("bureau_officer"))
    assert list(campaign.years.values_list("calendar_year", flat=True)) == [2025, 2026, 2027]


def test_schools_of_every_kind_and_ownership_take_part() -> None:
    officer = make_user("bureau_officer")
    for kind in School.Type.values:
        for ownership in School.Ownership.values:
            make_school(type=kind, ownership=ownership)
    open_year(make_draft_year(by=officer), by=officer)
    kinds = set(Participation.objects.values_list("school__type", "school__ownership"))
    assert len(kinds) == len(School.Type.values) * len(School.Ownership.values)


def test_the_register_holds_no_higher_education_so_that_leaving_it_out_is_no_answer() -> None:
    """scope.schools: an answer that would change nothing is not offered."""
    officer = make_user("bureau_officer")
    year = make_draft_year(by=officer)
    with pytest.raises(Invalid):
        save_decisions(year, by=officer, choices={"scope.schools": "no_higher_education"})
    with pytest.raises(IntegrityError, match="school_type"), transaction.atomic():
        make_school(type="411")  # a university in GB/T 33782


def test_schools_that_are_not_open_do_not_take_part() -> None:
    for status in School.Status.values:
        make_school(status=status)
    assert schools_in_scope().count() == 1
