"""C5.3a: the Safe Schools are named once a year; every year has its own register, and it is frozen."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import close_year
from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import Designation, NamingDecision
from safeschools.designations.queries.register import register, valid_until
from safeschools.directory.models import School
from safeschools.lib.errors import WrongState
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_rated

pytestmark = pytest.mark.django_db
State = Participation.State


def test_a_year_is_named_once() -> None:
    stage = Stage(9500, 8600)
    run = stage.approved()
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    with pytest.raises(naming.NoApprovedRun):
        naming.record_naming(run, by=stage.authority, document="另一份", decided_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamingDecision.objects.create(run=run, document="另一份", decided_on=DAY, recorded_by=stage.authority)
    again = runs.run(CampaignYear.objects.get(pk=stage.year.pk), by=stage.officer)
    runs.propose(again, by=stage.officer)
    with pytest.raises(WrongState):
        runs.approve(again, by=stage.lead)


def test_the_register_of_a_closed_year_stays_whatever_changes_later() -> None:
    stage = Stage(9500, 8600)
    stage.named()
    recompute_year(stage.year.pk)
    stage.year.refresh_from_db()
    close_year(stage.year, by=stage.officer)
    before = list(register(stage.year).values_list("certificate", "star", "place"))
    School.objects.update(canteen=False, type="111")
    CampaignYear.objects.filter(pk=stage.year.pk).update(band_three=9900)
    recompute_year(stage.year.pk)
    assert list(register(stage.year).values_list("certificate", "star", "place")) == before
    with pytest.raises(WrongState):
        close_year(CampaignYear.objects.get(pk=stage.year.pk), by=stage.officer)


def test_every_year_is_a_fresh_naming_and_counts_in_its_cap() -> None:
    """quota.renaming: last year's name is no head start and takes a place again."""
    first = Stage(9500)
    first.named()
    second = Stage(9400, calendar_year=first.year.calendar_year + 1)
    make_rated(second.year, 9300, school=first.rows[0].school)
    second.named()
    names = Designation.objects.filter(participation__school=first.rows[0].school)
    assert names.count() == 2
    assert names.get(year=second.year).place == 2


def test_a_star_lasts_until_the_next_naming_and_no_longer_than_the_following_year() -> None:
    """proc.validity."""
    stage = Stage(9500)
    stage.named()
    assert valid_until(stage.designation()).year == stage.year.calendar_year + 1
