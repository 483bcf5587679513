"""Importing: choose a file, see what the check found, confirm."""

import io
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.directory.actions import imports
from safeschools.directory.forms import Upload
from safeschools.directory.queries import last_writing_of
from safeschools.directory.resources import template_sheet
from safeschools.directory.tasks import CHECK, OWN_KINDS
from safeschools.documents.imports import KINDS, Kind
from safeschools.documents.summary import Report
from safeschools.documents.workbook import write_xlsx
from safeschools.jobs.models import Job
from safeschools.jobs.queries import visible_jobs
from safeschools.lib.access import require
from safeschools.once.decorators import once

PAGE = 100
PARTS = ("errors", "warnings", "changed", "new")


@require("register.import")
def school_import(request: HttpRequest) -> HttpResponse:
    """Upload schools or districts, or take the empty form."""
    return upload_page(request, OWN_KINDS)


def upload_page(request: HttpRequest, kinds: Sequence[Kind]) -> HttpResponse:
    """The page to upload a file of one of `kinds`; also used by apps above."""
    form = Upload(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        job = imports.check_file(form.cleaned_data["file"], by=request.user, kind=form.cleaned_data["kind"])
        return redirect("import_report", job_id=job.pk)
    recent = visible_jobs(request.user).filter(kind=CHECK, payload__kind__in=[kind.slug for kind in kinds])[:8]
    context = {"form": form, "kinds": kinds, "recent": recent.defer("result")}
    return render(request, "directory/import_upload.html", context, status=422 if form.errors else 200)


@login_required
def import_template(request: HttpRequest, slug: str) -> FileResponse:
    """The empty form of one kind, with drop-down lists and an example row."""
    kind = KINDS.get(slug)
    if kind is None or not request.user.can(kind.permission):  # type: ignore[union-attr]
        raise Http404
    stream = io.BytesIO()
    write_xlsx(stream, template_sheet(kind, request.user))
    stream.seek(0)
    name = _("%(name)s, empty form") % {"name": kind.heading}
    return FileResponse(stream, as_attachment=True, filename=f"{name}.xlsx")


@login_required
def import_report(request: HttpRequest, job_id: int) -> HttpResponse:
    """Progress of the check, then its report; after confirmation the progress of the writing."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id, kind=CHECK)
    writing = last_writing_of(job)
    kind = KINDS[job.payload["kind"]]
    context = {"job": job, "kind": kind, "writing": writing, "upload_url": reverse(kind.upload_page)}
    context["writing_counts"] = writing is not None and writing.state != Job.State.FAILED
    if job.state == Job.State.DONE:
        report = Report(job.result)
        part = request.GET.get("part", "")
        part = part if part in PARTS else next((name for name in PARTS if report.counts[name]), "errors")
        page = Paginator(_rows(report, part), PAGE).get_page(request.GET.get("page"))
        context |= {"report": report, "part": part, "page": page, "tabs": _tabs(report, part)}
    return render(request, "directory/import_report.html", context)


def _rows(report: Report, part: str) -> list[object]:
    if part in ("errors", "warnings"):
        return [problem for problem in report.problems if problem.is_error == (part == "errors")]
    return [*(report.changed if part == "changed" else report.new)]


def _tabs(report: Report, part: str) -> list[dict[str, object]]:
    words = {"errors": _("Errors"), "warnings": _("Notes"), "changed": _("Changed entries"), "new": _("New entries")}
    return [
        {"text": words[name], "url": f"?part={name}", "count": report.counts[name], "current": name == part}
        for name in PARTS
    ]


@require_POST
@login_required
@once
def import_confirm(request: HttpRequest, job_id: int) -> HttpResponse:
    """Write what the check has shown."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id, kind=CHECK)
    imports.confirm(job, by=request.user)
    return redirect("import_report", job_id=job.pk)


@require_POST
@login_required
@once
def import_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Check the same file against what is there now."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id, kind=CHECK)
    return redirect("import_report", job_id=imports.check_again(job, by=request.user).pk)
