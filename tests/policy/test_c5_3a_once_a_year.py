"""C5.3a: the Safe Schools are named once a year; every year has its own register, and it is frozen."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from campaigns.actions import close_year
from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import Designation, NamingDecision
from safeschools.designations.queries.register import register
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


def shown_everywhere(client: Client, designation: Designation) -> date:
    """Until when the star lasts, as the register, the certificate, its check and the API all say."""
    year, number = designation.year.calendar_year, designation.certificate
    (row,) = client.get(reverse("register", args=[year])).context["page"]
    check = client.get(reverse("verify_number", args=[number])).context
    until: date = check["until"]
    assert row.valid_until == until
    assert check["certificate"]["valid"].endswith(f" {until.year} 年 {until.month} 月 {until.day} 日")
    assert client.get(reverse("api_verify", args=[number])).json()["valid_until"] == until.isoformat()
    return until


@pytest.mark.parametrize(
    ("named_on", "longest"), [(date(2025, 9, 30), date(2027, 3, 30)), (date(2025, 8, 31), date(2027, 2, 28))]
)
def test_a_star_lasts_until_the_next_naming_and_18_months_at_most(
    client: Client, named_on: date, longest: date
) -> None:
    """proc.validity."""
    stage = Stage(9500)
    naming.record_naming(stage.approved(), by=stage.authority, document=DOCUMENT, decided_on=named_on)
    assert shown_everywhere(client, stage.designation()) == longest
    following = Stage(9400, calendar_year=stage.year.calendar_year + 1)
    following.named()
    assert shown_everywhere(client, stage.designation()) == DAY
    assert shown_everywhere(client, following.designation()) == date(2027, 3, 30)


def test_a_naming_later_than_18_months_prolongs_nothing(client: Client) -> None:
    """proc.validity."""
    stage = Stage(9500)
    naming.record_naming(stage.approved(), by=stage.authority, document=DOCUMENT, decided_on=date(2023, 12, 31))
    Stage(9400, calendar_year=stage.year.calendar_year + 1).named()
    assert shown_everywhere(client, stage.designation()) == date(2025, 6, 30)
    page = client.get(reverse("verify_number", args=[stage.designation().certificate]))
    assert page.context["outcome"] == "expired"


@pytest.mark.parametrize(("answer", "until"), [("one_year", date(2025, 2, 28)), ("three_years", date(2027, 2, 28))])
def test_a_star_may_last_for_years_of_its_own_whatever_is_named_next(client: Client, answer: str, until: date) -> None:
    """proc.validity."""
    stage = Stage(9500, decisions={"proc.validity": answer})
    naming.record_naming(stage.approved(), by=stage.authority, document=DOCUMENT, decided_on=date(2024, 2, 29))
    number = stage.designation().certificate
    assert shown_everywhere(client, stage.designation()) == until
    page = client.get(reverse("verify_number", args=[number]), headers={"accept-language": "en"})
    assert page.context["certificate"]["valid"] == f"有效期至 {until.year} 年 2 月 28 日"
    assert "the next year's naming ends it sooner" not in page.content.decode()
    Stage(9400, calendar_year=stage.year.calendar_year + 1).named()
    assert shown_everywhere(client, stage.designation()) == until
