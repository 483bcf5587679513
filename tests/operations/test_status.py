"""The state page: what lags, what failed and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from safeschools.jobs.models import Job
from safeschools.notify.models import Message
from safeschools.operations.models import Safeguard
from scoring.models import RatingSheet
from scoring.tasks import settle_lagging
from tests.factories import make_rated, make_user, make_year

pytestmark = pytest.mark.django_db


def page(client: Client) -> Any:
    client.force_login(make_user("system_admin"))
    return client.get(reverse("status_page"), headers={"accept-language": "en"})


def well(answer: Any) -> dict[str, bool]:
    return {str(row["words"].label): row["tone"][0] == "green" for row in answer.context["rows"]}


def test_a_new_installation_is_well(client: Client, settings: Any) -> None:
    settings.REDIS_URL = ""
    for kind in Safeguard.Kind.values:
        Safeguard.objects.create(kind=kind, backup="x", sha256="x")
    assert all(well(page(client)).values())


def test_a_poisoned_sheet_shows_its_reason_and_keeps_no_other_waiting(client: Client) -> None:
    sick, sound = make_year(), make_year(calendar_year=2026)
    for year in (sick, sound):
        make_rated(year, 9000)
    type(sick).objects.filter(pk=sick.pk).update(tie_keys=["no such key"])
    for _ in range(7):
        settle_lagging()
    sheet = RatingSheet.objects.get(year=sick)
    assert sheet.failures == 5, "then it rests, longer each time"
    assert RatingSheet.objects.get(year=sound).revision == 1
    answer = page(client)
    assert escape(sheet.error) in answer.content.decode()
    assert not all(well(answer).values())


def test_what_was_given_up_is_listed_and_costs_the_same_for_many(client: Client) -> None:
    admin, counts = make_user("system_admin"), []
    client.force_login(admin)
    for number in (1, 9):
        for place in range(number):
            Job.objects.create(kind="x", state=Job.State.FAILED, error="the reason", created_by=admin)
            Message.objects.create(
                person=admin,
                address="a@example.org",
                kind="x",
                dedupe=f"{number} {place}",
                state="failed",
                error="refused",
            )
        with CaptureQueriesContext(connection) as spent:
            answer = client.get(reverse("status_page"))
        counts.append(len(spent))
    assert counts[0] == counts[1]
    assert b"the reason" in answer.content
    assert b"refused" in answer.content


def test_work_that_waits_too_long_needs_attention(client: Client) -> None:
    Job.objects.create(kind="x", created_by=make_user("auditor"), created_at=timezone.now() - timedelta(hours=1))
    assert "Oldest waiting job" in [name for name, fine in well(page(client)).items() if not fine]
