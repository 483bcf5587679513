"""What the installation says about itself: to a shell, to a watcher, on the status page."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from safeschools.audit.record import event
from safeschools.jobs.models import Job
from safeschools.lib.clock import now
from safeschools.operations.models import Safeguard
from safeschools.operations.queries import health
from scoring.models import RatingSheet
from scoring.tasks import recompute_year
from tests.factories import make_rated, make_user, make_year

pytestmark = pytest.mark.django_db


def ask() -> tuple[int, dict[str, Any]]:
    """Exit code and document of `health --json`."""
    out, code = StringIO(), 0
    try:
        call_command("health", json=True, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return code, json.loads(out.getvalue())


def level(name: str) -> str:
    return str(ask()[1]["facts"][name]["level"])


def safeguard(kind: str, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Safeguard.objects.create(kind=kind, backup="20261127T120000Z", sha256="0" * 64, at=at)


@pytest.fixture
def well() -> None:
    """Backed up and drilled today, nothing waiting."""
    safeguard("backup", 0)
    safeguard("drill", 0)


@pytest.mark.usefixtures("well")
def test_a_well_installation_exits_with_zero() -> None:
    code, document = ask()
    levels = {name: fact["level"] for name, fact in document["facts"].items() if name != "disk"}
    assert (code, set(levels.values())) == (0, {"ok"}), levels


def test_no_backup_is_an_alarm_and_no_drill_to_be_watched() -> None:
    code, document = ask()
    assert code == 1
    assert (document["facts"]["backup"]["level"], document["facts"]["drill"]["level"]) == ("alarm", "warn")


@pytest.mark.parametrize(("days", "expected"), [(1, "ok"), (2, "alarm")])
def test_a_backup_grows_old(days: int, expected: str) -> None:
    safeguard("backup", days)
    assert level("backup") == expected


@pytest.mark.usefixtures("well")
def test_figures_that_lag_for_long_are_an_alarm() -> None:
    year = make_year()
    make_rated(year, 9000)
    change = event("test.change", year, by=None, sentence="")
    change.at = timezone.now() - timedelta(minutes=2)
    change.save()
    assert level("lag") == "alarm"
    recompute_year(year.pk)
    assert level("lag") == "ok"


@pytest.mark.usefixtures("well")
def test_entries_that_nobody_seals_are_an_alarm() -> None:
    entry = event("test.change", make_year(), by=None, sentence="")
    entry.at = timezone.now() - timedelta(minutes=10)
    entry.save()
    assert level("sealed") == "alarm"


@pytest.mark.usefixtures("well")
def test_a_sheet_that_cannot_be_computed_is_an_alarm() -> None:
    make_year()
    RatingSheet.objects.update(failures=1, error="ValueError: x", failed_at=timezone.now())
    assert level("sheets") == "alarm"


@pytest.mark.usefixtures("well")
def test_jobs_that_wait_or_failed_are_seen() -> None:
    officer, long_ago = make_user("bureau_officer"), timezone.now() - timedelta(hours=1)
    Job.objects.create(kind="x", created_by=officer, created_at=long_ago)
    Job.objects.create(kind="x", created_by=officer, state=Job.State.FAILED)
    facts = ask()[1]["facts"]
    assert (facts["waiting_jobs"]["level"], facts["failed_jobs"]["level"]) == ("alarm", "warn")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock of its own")
def test_a_clock_that_runs_apart_is_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeschools.operations.queries.health.now", lambda: now() + timedelta(seconds=3))
    assert level("clock") == "alarm"


def test_the_text_has_a_line_per_fact() -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("health", stdout=out)
    assert len(out.getvalue().splitlines()) == len(health.health())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_fact(client: Client, language: str) -> None:
    client.force_login(make_user("auditor"))
    page = client.get("/status/", headers={"accept-language": language})
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("max-age=0")
    text = page.content.decode()
    assert text.count('<th scope="row">') == len(health.health())
    assert ("从未" in text) == (language == "zh-hans")
