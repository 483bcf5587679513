"""Asking for long work."""

import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import run_job
from safeschools.lib.background import wake
from safeschools.lib.errors import WrongState


@transaction.atomic
def enqueue(kind: str, *, by: Any, payload: dict[str, Any] | None = None, file: "File[bytes] | None" = None) -> Job:
    """Store the request (with its file and digest) and wake a worker after commit; it speaks the person's language."""
    job = Job(kind=kind, payload={"language": get_language(), **(payload or {})}, created_by=by)
    if file is not None:
        job.sha256 = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        job.file_name = (file.name or "").rsplit("/", 1)[-1][-200:]
        job.file.save(f"{job.sha256[:24]}.bin", file, save=False)
    job.save()
    wake(run_job, job.pk)
    return job


@transaction.atomic
def hand_out(job: Job, *, by: Any) -> tuple[str, bytes]:
    """(name, content) of a file that may be taken once, such as temporary passwords; it is deleted on the way out."""
    fresh = Job.objects.select_for_update().get(pk=job.pk)
    if not fresh.output:
        raise WrongState(_("This file has been handed out already; it is kept nowhere."))
    with fresh.output.open("rb") as stream:
        content: bytes = stream.read()
    storage, path = fresh.output.storage, str(fresh.output.name)
    Job.objects.filter(pk=job.pk).update(output="")
    transaction.on_commit(lambda: storage.delete(path))
    record(
        "job.hand_out",
        job,
        by=by,
        sentence=noop("%(actor)s took the file %(file)s, which is handed out once."),
        file=fresh.output_name,
    )
    return fresh.output_name, content
