"""Asking for long work."""

import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction

from safeschools.jobs.models import Job
from safeschools.jobs.tasks import run_job
from safeschools.lib.background import wake


@transaction.atomic
def enqueue(kind: str, *, by: Any, payload: dict[str, Any] | None = None, file: "File[bytes] | None" = None) -> Job:
    """Store the request (with its file and digest) and wake a worker after commit."""
    job = Job(kind=kind, payload=payload or {}, created_by=by)
    if file is not None:
        job.sha256 = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        job.file_name = (file.name or "").rsplit("/", 1)[-1][-200:]
        job.file.save(f"{job.sha256[:24]}.bin", file, save=False)
    job.save()
    wake(run_job, job.pk)
    return job
