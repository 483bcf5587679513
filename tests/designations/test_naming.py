"""Naming and revocation: recorded by a third person, places numbered, nobody named who lost the place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.actions import close_year
from campaigns.models import Campaign, CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.designations.actions import naming
from safeschools.designations.domain import well_formed
from safeschools.designations.models import Designation, Quota
from safeschools.designations.queries.results import line_of, released
from safeschools.lib.errors import DomainError, Invalid, NotAllowed
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_user, put

pytestmark = pytest.mark.django_db
State = Participation.State


def test_every_star_becomes_a_numbered_designation_with_a_certificate() -> None:
    stage = Stage(9500, 9400, 8600, 7000)
    stage.named()
    rows = Designation.objects.filter(year=stage.year)
    assert sorted(rows.values_list("star", "place")) == [(2, 1), (3, 1), (3, 2)]
    assert all(well_formed(row.certificate) for row in rows)
    assert len({row.certificate for row in rows}) == 3
    states = dict(Participation.objects.filter(year=stage.year).values_list("pk", "state"))
    assert [states[row.pk] for row in stage.rows] == [State.NAMED, State.NAMED, State.NAMED, State.NOT_NAMED]
    assert Event.objects.filter(verb="naming.record").count() == 1


def test_better_schools_have_the_lower_place() -> None:
    stage = Stage(9400, 9500)
    stage.named()
    assert [stage.designation(row).place for row in (0, 1)] == [2, 1]


def test_only_a_third_person_records_the_naming() -> None:
    stage = Stage(9500)
    stage.lead.person = "p-9"
    stage.lead.save()
    run = stage.approved()
    for person in (stage.officer, stage.lead, make_user("naming_authority", person="p-9")):
        with pytest.raises(NotAllowed):
            naming.record_naming(run, by=person, document=DOCUMENT, decided_on=DAY)
    assert not Designation.objects.exists()


def test_naming_happens_once_needs_a_document_and_a_past_date() -> None:
    stage = Stage(9500)
    run = stage.approved()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for document, day in (("  ", DAY), (DOCUMENT, tomorrow)):
        with pytest.raises(Invalid):
            naming.record_naming(run, by=stage.authority, document=document, decided_on=day)
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    with pytest.raises(naming.NoApprovedRun):
        naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)


def test_a_school_disqualified_after_the_approval_is_never_named() -> None:
    stage = Stage(9500, 9400)
    run = stage.approved()
    put(stage.rows[0], State.DISQUALIFIED)
    with pytest.raises(naming.NoApprovedRun, match=stage.rows[0].school.name):
        naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    assert not Designation.objects.exists()


def test_places_beyond_the_quota_are_refused() -> None:
    stage = Stage(9500, 9400)
    run = stage.approved()
    Quota.objects.filter(year=stage.year, star=3).update(cap=1)
    with pytest.raises(naming.OverCap):
        naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    assert not Designation.objects.exists()


def test_naming_costs_the_same_statements_for_one_school_and_for_many() -> None:
    counts = []
    for size in (1, 12):
        stage = Stage(*range(9100, 9100 + size))
        run = stage.approved()
        with CaptureQueriesContext(connection) as spent:
            naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
        counts.append(len(spent))
    assert counts[0] == counts[1]


def test_a_revocation_needs_document_and_reason_and_a_sensible_date() -> None:
    stage = Stage(9500)
    stage.named()
    row = stage.designation()
    for document, reason, day in (
        ("", "事故", DAY),
        ("文", " ", DAY),
        ("文", "事故", DAY - timedelta(days=1)),
        ("文", "事故", timezone.localdate() + timedelta(days=1)),
    ):
        with pytest.raises(Invalid):
            naming.revoke(row, by=stage.lead, document=document, reason=reason, revoked_on=day)
    naming.revoke(row, by=stage.lead, document="文", reason="事故", revoked_on=DAY)
    with pytest.raises(DomainError):
        naming.revoke(stage.designation(), by=stage.lead, document="文", reason="事故", revoked_on=DAY)
    row.participation.refresh_from_db()
    assert row.participation.state == State.REVOKED
    assert Event.objects.get(verb="naming.revoke").reason == "事故"


def test_a_campaign_without_naming_grades_and_confers_no_title(client: Client) -> None:
    stage = Stage(9500, 7000)
    run = stage.approved()
    client.force_login(stage.authority)
    where = [stage.year.calendar_year]
    address, decide = reverse("naming_page", args=where), reverse("run_decide", args=[*where, run.number])
    button, field = f'class="btn btn-default" href="{address}"', 'name="document"'
    assert button in client.get(decide).content.decode()
    assert field in client.get(address).content.decode()
    Campaign.objects.filter(pk=stage.year.campaign_id).update(mode=Campaign.Mode.ASSESSMENT)
    with pytest.raises(naming.NoTitles):
        naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    assert button not in client.get(decide).content.decode()
    assert field not in client.get(address).content.decode()
    assert client.post(address, {"document": DOCUMENT, "decided_on": DAY}).status_code == 409
    assert not Designation.objects.exists()


def test_a_campaign_without_naming_is_closed_and_then_shows_the_grades(client: Client) -> None:
    stage = Stage(9500)
    Campaign.objects.filter(pk=stage.year.campaign_id).update(mode=Campaign.Mode.ASSESSMENT)
    stage.approved()
    row = stage.rows[0]
    assert not released(Participation.objects.get(pk=row.pk))
    recompute_year(stage.year.pk)
    close_year(CampaignYear.objects.get(pk=stage.year.pk), by=stage.officer)
    row = Participation.objects.get(pk=row.pk)
    assert (row.state, released(row)) == (State.ALLOCATED, True)
    line = line_of(row)
    assert line
    assert line.star == 3
    client.force_login(make_user("school_head", school=row.school))
    page = client.get(reverse("school_result", args=[stage.year.calendar_year]))
    assert page.context["released"]
    assert page.context["designation"] is None
