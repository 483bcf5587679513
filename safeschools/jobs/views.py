"""Long work on a page: how far it is, and what came out."""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from safeschools.jobs.actions import hand_out
from safeschools.jobs.queries import visible_jobs
from safeschools.jobs.tasks import TITLES
from safeschools.lib.downloads import hand_over, harmless


@login_required
def job_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job of the person: progress, error, file."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id)
    return render(request, "jobs/detail.html", {"job": job, "title": TITLES.get(job.kind)})


@login_required
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress as a fragment that asks again; once the job is over, the page around it is loaded anew."""
    job = get_object_or_404(visible_jobs(request.user).defer("result", "payload"), pk=job_id)
    if job.is_over:
        return HttpResponseClientRefresh()
    return render(request, "jobs/_progress.html", {"job": job, "title": TITLES.get(job.kind)})


@login_required
@require_http_methods(["GET", "POST"])
def job_file(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The file that came out. One that is handed out once is taken by POST and deleted."""
    job = get_object_or_404(visible_jobs(request.user), pk=job_id)
    if not job.result.get("once"):
        if not job.output:
            raise Http404
        return hand_over(job.output, job.output_name)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    name, content = hand_out(job, by=request.user)
    return harmless(FileResponse(io.BytesIO(content), as_attachment=True, filename=name))
