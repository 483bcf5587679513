"""What has outlived its purpose is deleted, that and nothing else; the documented periods are those of the program."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from safeschools.accounts.models import ApiToken, SignIn, User, UserSession
from safeschools.jobs.models import Job
from safeschools.notify.models import Message
from safeschools.once.models import Answer
from safeschools.operations.domain.retention import RETENTION, table
from safeschools.operations.record import purge as purging
from tests.architecture.source import ROOT
from tests.designations.world import allocatable_year, proposed
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DAY, MINUTE, LONG = timedelta(days=1), timedelta(minutes=1), timedelta(days=4000)
DONE = {"kind": "x", "state": Job.State.DONE}


def session(user: User, at: datetime) -> None:
    UserSession.objects.create(session_key=f"{at:%H%M%f}", session_data="", expire_date=at, user=user)


def answer(user: User, at: datetime) -> None:
    Answer.objects.create(user=user, key=f"{at}", fingerprint="f", created_at=at)


def handout(user: User, at: datetime) -> None:
    Job.objects.create(**DONE, created_by=user, finished_at=at, output="jobs/secrets", result={"once": True})


def job(user: User, at: datetime) -> None:
    Job.objects.create(**DONE, created_by=user, finished_at=at, output="jobs/report", file="jobs/table")


def message(user: User, at: datetime) -> None:
    known = {"person": user, "address": "a@example.org", "kind": "x", "dedupe": f"{at}"}
    Message.objects.create(**known, state=Message.State.SENT, created_at=at, sent_at=at)


def token(user: User, at: datetime) -> None:
    """One that ran out at that moment, and one that was revoked then and would have lived on."""
    for number, (expires, revoked) in enumerate(((at, None), (at + LONG, at))):
        ended = {"expires_at": expires, "revoked_at": revoked, "created_at": at - DAY}
        ApiToken.objects.create(user=user, name="x", prefix="ss1_", digest=f"{at}{number}", **ended)


def sign_in(user: User, at: datetime) -> None:
    SignIn.objects.create(user=user, at=at, name_key="k", ip="127.0.0.1", source="ip:127.0.0.1")


MAKERS: dict[str, tuple[Callable[[User, datetime], None], int]] = {
    "sessions": (session, 1),
    "answers": (answer, 1),
    "handouts": (handout, 1),
    "jobs": (job, 1),
    "messages": (message, 1),
    "tokens": (token, 2),
    "sign_ins": (sign_in, 1),
}


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


def test_every_kind_is_tested() -> None:
    assert {*MAKERS, "files"} == set(RETENTION)


@pytest.mark.parametrize("name", MAKERS)
def test_exactly_what_is_older_than_its_period_goes(name: str) -> None:
    make, count = MAKERS[name]
    moment, user = timezone.now(), make_user("auditor")
    for age in (-MINUTE, MINUTE):
        make(user, RETENTION[name].oldest(moment) + age)
    due = {other: count if other == name else 0 for other in RETENTION}
    assert purging.expired(moment) == purging.purge(moment) == due
    assert purging.expired(moment) == dict.fromkeys(RETENTION, 0)
    assert purging.expired(moment + 2 * MINUTE)[name] == count


def test_passwords_nobody_took_go_and_the_import_they_came_from_stays() -> None:
    moment = timezone.now()
    handout(make_user("auditor"), RETENTION["handouts"].oldest(moment) - MINUTE)
    purging.purge(moment)
    assert (Job.objects.get().output.name, Job.objects.get().state) == ("", Job.State.DONE)


def test_files_go_with_their_rows(media: Path) -> None:
    moment, user = timezone.now(), make_user("auditor")
    (media / "jobs").mkdir()
    for name in ("table", "report", "secrets", "lost"):
        (media / "jobs" / name).write_bytes(b"x")
        os.utime(media / "jobs" / name, ((moment - 91 * DAY).timestamp(),) * 2)
    job(user, moment - 91 * DAY)
    handout(user, moment - 6 * DAY)
    assert purging.expired(moment)["files"] == 1
    assert purging.purge(moment)["files"] == 3
    assert [path.name for path in (media / "jobs").iterdir()] == ["secrets"]


def test_more_than_one_batch_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    moment, user = timezone.now(), make_user("auditor")
    for number in range(5):
        sign_in(user, moment - 401 * DAY - number * MINUTE)
    assert purging.purge(moment)["sign_ins"] == 5


def test_what_still_waits_or_runs_stays_however_old() -> None:
    moment, user = timezone.now(), make_user("auditor")
    for state in (Job.State.QUEUED, Job.State.RUNNING):
        Job.objects.create(kind="x", created_by=user, state=state, created_at=moment - LONG)
    Message.objects.create(person=user, address="a@example.org", kind="x", dedupe="d", created_at=moment - LONG)
    before = rows()
    purging.purge(moment)
    assert rows() == before


def test_years_later_nothing_that_counts_is_gone() -> None:
    """Event log, ledger, runs, register, accounts: a purge far in the future finds nothing to delete."""
    proposed(allocatable_year())
    before = rows()
    assert before["audit.Event"]
    assert before["designations.AllocationRun"]
    assert not any(purging.purge(timezone.now() + LONG).values())
    assert rows() == before


def test_the_command_counts_and_deletes_only_when_told() -> None:
    sign_in(make_user("auditor"), timezone.now() - 401 * DAY)
    before = rows()
    assert "        1  sign_ins" in run()
    assert rows() == before
    assert run("--yes").endswith("Deleted.\n")
    assert not SignIn.objects.exists()


def test_the_reconcile_process_purges() -> None:
    sign_in(make_user("auditor"), timezone.now() - 401 * DAY)
    call_command("drain")
    assert not SignIn.objects.exists()


def test_the_documented_periods_are_those_of_the_program() -> None:
    assert table() in (ROOT / "docs" / "operations.md").read_text("utf-8")
