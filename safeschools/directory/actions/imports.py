"""Asking for an import: check a file, confirm what the check has shown."""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from safeschools.directory.queries import writing_of
from safeschools.directory.tasks import CHECK, WRITE
from safeschools.documents.imports import KINDS
from safeschools.documents.tables import MAX_BYTES
from safeschools.jobs.actions import enqueue
from safeschools.jobs.models import Job
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from safeschools.lib.scanner import bar_malware


def check_file(file: "File[bytes]", *, by: Any, kind: str) -> Job:
    """Store the file and have it checked in the background; nothing is written to the register."""
    if kind not in KINDS or not by.can(KINDS[kind].permission):
        raise NotAllowed(_("Your role does not include importing this."))
    if file.size > MAX_BYTES:
        raise Invalid(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    bar_malware(file)
    return enqueue(CHECK, by=by, payload={"kind": kind}, file=file)


def check_again(job: Job, *, by: Any) -> Job:
    """Check the same file against what is there now."""
    with job.file.open("rb") as stream:
        return check_file(File(stream, name=job.file_name), by=by, kind=job.payload["kind"])


@transaction.atomic
def confirm(job: Job, *, by: Any) -> Job:
    """Have the checked file written, all or nothing. A second confirmation finds the first."""
    checked = Job.objects.select_for_update().get(pk=job.pk)
    counts = checked.result.get("counts")
    if checked.kind != CHECK or checked.state != Job.State.DONE or counts is None:
        raise WrongState(_("The file has not been checked yet."))
    if not by.can(KINDS[checked.payload["kind"]].permission):
        raise NotAllowed(_("Your role does not include importing this."))
    if counts["errors"]:
        raise WrongState(_("The file has errors. Correct them and upload it again; nothing was written."))
    if not counts["new"] and not counts["changed"]:
        raise WrongState(_("The file changes nothing; there is nothing to confirm."))
    return writing_of(checked) or enqueue(WRITE, by=by, payload={"kind": checked.payload["kind"], "check": checked.pk})
