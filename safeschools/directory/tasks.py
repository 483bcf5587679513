"""Imports in the background: checked without writing, written without trusting the check."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from safeschools.audit.record import record
from safeschools.directory.record import districts, schools
from safeschools.documents.imports import KINDS, Kind, Plan, read_plan, settle_plan
from safeschools.documents.marked import marked_file
from safeschools.documents.summary import summarise
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import finish, handles, report
from safeschools.lib.errors import Invalid, Stale

CHECK, WRITE = "import_check", "import_write"
OWN_KINDS = (schools.SCHOOLS, districts.DISTRICTS)  # a worker that knows this module knows the kinds of the register


@handles(CHECK, gettext_lazy("Checking the file"))
def check(job: Job) -> None:
    """Read, check and compare; the result is the report, the output the same table with marked cells."""
    kind, data = KINDS[job.payload["kind"]], _content(job)
    plan = read_plan(kind, data, job.created_by, lambda done, total: report(job, done, total))
    settle_plan(kind, plan, job.created_by)
    job.result = summarise(kind, plan)
    if plan.findings.problems:
        suffix, content = marked_file(plan, data)
        stem = job.file_name.rpartition(".")[0] or job.file_name
        job.output_name = _("%(name)s, checked") % {"name": stem} + suffix
        job.output.save(f"{job.pk}.bin", ContentFile(content), save=False)


@handles(WRITE, gettext_lazy("Writing what the check has shown"))
def write(job: Job) -> None:
    """Do what the check has shown, all or nothing; refused when the difference is no longer the same.

    The job is done in the same transaction, so that neither what was written nor the passwords handed out are lost
    with a worker.
    """
    checked = Job.objects.get(pk=job.payload["check"])
    kind, data = KINDS[checked.payload["kind"]], _content(checked)
    plan = read_plan(kind, data, checked.created_by, inspected=True)
    kind.prepare(plan, checked.created_by, lambda done, total: report(job, done, total))
    with transaction.atomic():
        settle_plan(kind, plan, checked.created_by, lock=True)
        _refuse_other_difference(plan, checked)
        handed_out = kind.write(plan, checked.created_by)
        _record(kind, plan, job, checked)
        if handed_out:
            job.output_name, content = handed_out
            job.output.save(f"{job.pk}.bin", ContentFile(content), save=False)
        counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
        job.result = counts | {"once": bool(handed_out)}
        finish(job)


def _content(job: Job) -> bytes:
    with job.file.open("rb") as stream:
        data: bytes = stream.read()
    if hashlib.sha256(data).hexdigest() != job.sha256:
        raise Invalid(_("The stored file is not the one that was uploaded."))
    return data


def _refuse_other_difference(plan: Plan, checked: Job) -> None:
    if plan.findings.errors or plan.digest != checked.result["digest"]:
        raise Stale(
            _("The data has changed since the check; nothing was written. Check the file again to see the difference.")
        )


def _record(kind: Kind, plan: Plan, job: Job, checked: Job) -> None:
    record(
        f"{kind.slug}.import",
        job,
        by=checked.created_by,
        sentence=gettext_noop(
            "%(actor)s imported the file %(file)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged."
        ),
        data={"sha256": checked.sha256, "kind": kind.slug, "check": checked.pk, "absent": plan.absent},
        file=checked.file_name,
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
    )
