"""An import whose worker is killed after the rows are committed: it is done, and a second try changes nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from safeschools.accounts.models import User
from safeschools.accounts.record.imports import ACCOUNTS
from safeschools.audit.models import Event
from safeschools.directory.actions import imports
from safeschools.directory.models import School
from safeschools.directory.tasks import WRITE
from safeschools.jobs.actions import hand_out
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import HANDLERS, SILENCE, run_waiting
from tests.directory.files import make_districts, row, xlsx
from tests.directory.steps import checked
from tests.factories import make_school, make_user

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What ends a process, past every handler of errors."""


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


@pytest.fixture
def dying() -> Iterator[None]:
    """A worker that dies as soon as the handler of the write has returned, before anybody hears of it."""
    write = HANDLERS[WRITE]

    def act(job: Job) -> None:
        write(job)
        raise Killed

    HANDLERS[WRITE] = act
    yield
    HANDLERS[WRITE] = write


def killed(job: Job, by: User) -> Job:
    """The write of this check after its worker died, and after others looked for work that went silent."""
    writing = imports.confirm(job, by=by)
    with pytest.raises(Killed):
        run_waiting()
    Job.objects.filter(pk=writing.pk).update(beat_at=timezone.now() - 2 * SILENCE - timedelta(seconds=1))
    return Job.objects.get(pk=writing.pk)


@pytest.mark.usefixtures("dying")
def test_a_killed_import_of_schools_is_done_and_written_once(officer: User) -> None:
    schools = School.objects.count()
    writing = killed(checked(xlsx([row(1), row(2)]), officer), officer)
    assert (writing.state, writing.error, writing.result["new"]) == (Job.State.DONE, "", 2)
    assert run_waiting() == 0
    assert Job.objects.get(pk=writing.pk).state == Job.State.DONE
    assert School.objects.count() == schools + 2
    assert Event.objects.filter(verb="schools.import").count() == 1


@pytest.mark.usefixtures("dying")
def test_a_killed_import_of_accounts_still_hands_out_the_passwords(officer: User) -> None:
    line = f"用户名,姓名,角色,所属单位代码,手机\nwang,王敏,校长,{make_school().code},"
    writing = killed(checked(line, officer, ACCOUNTS.slug, "人员.csv"), officer)
    assert writing.result["once"]
    assert run_waiting() == 0
    assert User.objects.filter(username="wang").count() == 1
    name, content = hand_out(writing, by=officer)
    assert name.endswith(".xlsx")
    assert content


def test_how_a_job_ended_is_not_changed_by_a_worker_that_was_too_slow(officer: User) -> None:
    """Two workers on one job, because the first was silent for long: that the second is refused counts for nothing."""
    check = checked(xlsx([row(1)]), officer)
    writing = imports.confirm(check, by=officer)
    Job.objects.filter(pk=writing.pk).update(state=Job.State.RUNNING)
    write = HANDLERS[WRITE]
    write(Job.objects.get(pk=writing.pk))
    Job.objects.filter(pk=writing.pk).update(state=Job.State.QUEUED)

    def late(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)  # the first one has just committed
        write(job)

    HANDLERS[WRITE] = late
    try:
        run_waiting()
    finally:
        HANDLERS[WRITE] = write
    done = Job.objects.get(pk=writing.pk)
    assert (done.state, done.error) == (Job.State.DONE, "")
