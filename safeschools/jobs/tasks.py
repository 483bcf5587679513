"""Running jobs: claimed by compare-and-set, handled by the function of their kind, taken up again after a crash."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from safeschools.jobs.models import Job
from safeschools.lib.background import idempotent
from safeschools.lib.errors import DomainError

log = logging.getLogger(__name__)

Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}
TITLES: dict[str, str | Promise] = {}
MAX_ATTEMPTS = 5
SILENCE = timedelta(minutes=2)


def handles(kind: str, title: str | Promise = "") -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`, and what people call it.

    It may run again from the start after a crash: all or nothing.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind], TITLES[kind] = handler, title
        return handler

    return register


def finish(job: Job) -> None:
    """Say that the job is done, with its result and output. A handler that writes rows calls it in their transaction:
    whoever dies afterwards, what is written stands as done and no second try finds anything to do.
    """
    _finish(job, Job.State.DONE, "")


def report(job: Job, done: int, total: int) -> None:
    """Show progress; call it outside a transaction so that others see it."""
    job.done, job.total = done, total
    Job.objects.filter(pk=job.pk).update(done=done, total=total, beat_at=timezone.now())


@idempotent
def run_job(job_id: int) -> None:
    """Claim the job and run its handler; a second message for the same job finds nothing to claim."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, beat_at=timezone.now()
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    with override(job.payload.get("language") or get_language()):
        _handle(job)


def _handle(job: Job) -> None:
    try:
        HANDLERS[job.kind](job)
    except DomainError as error:
        _finish(job, Job.State.FAILED, f"{error.message} {error.hint}".strip())
    except Exception:
        log.exception("job %s failed", job.pk)
        _finish(
            job,
            Job.State.FAILED,
            _("An internal error stopped the work; nothing was changed. Please try again."),
        )
    else:
        finish(job)


def _finish(job: Job, state: str, error: str) -> None:
    """Only of a job that is running: how a job ended is never changed."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=state,
        error=error,
        result=job.result,
        output=job.output,
        output_name=job.output_name,
        finished_at=timezone.now(),
    )


def run_waiting() -> int:
    """Without a broker, or after one died: requeue silent jobs and run what waits. Returns how many ran."""
    silent = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=timezone.now() - SILENCE)
    silent.filter(attempts__gte=MAX_ATTEMPTS).update(state=Job.State.FAILED, error=_("Stopped five times; given up."))
    silent.update(state=Job.State.QUEUED)
    waiting = list(Job.objects.filter(state=Job.State.QUEUED).order_by("id").values_list("id", flat=True)[:20])
    for job_id in waiting:
        run_job(job_id)
    return len(waiting)
