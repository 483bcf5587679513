"""The person's own jobs; imports: checked first, written after a confirmation."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers import jobs as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.evidence import FILE, OCTETS
from safeschools.directory.actions import imports
from safeschools.directory.queries import last_writing_of
from safeschools.directory.tasks import CHECK
from safeschools.documents.summary import Report
from safeschools.jobs.actions import hand_out
from safeschools.jobs.models import Job
from safeschools.jobs.queries import visible_jobs
from safeschools.lib.downloads import hand_over, harmless

PROBLEMS = 200


class Jobs(Listing):
    """The own jobs."""

    serializer_class = forms.JobSerializer

    @operation("The own jobs", answers=forms.JobSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        return visible_jobs(self.user)


class OfJob(Endpoint):
    """Works on one of the own jobs."""

    def job(self, job_id: int, **more: Any) -> Job:
        """The job, or 404."""
        return get_object_or_404(visible_jobs(self.user), pk=job_id, **more)

    def report(self, check: Job, status: int = 200) -> Response:
        """What a check found so far, and how far the writing is."""
        found = Report(check.result) if check.state == Job.State.DONE and "counts" in check.result else None
        answer = {
            "job": check,
            "writing": last_writing_of(check),
            "counts": found.counts if found else None,
            "problems": found.problems[:PROBLEMS] if found else [],
        }
        return self.show(forms.ReportSerializer, answer, status)


class OneJob(OfJob):
    """One job."""

    @operation("One job", answers=forms.JobSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        return self.show(forms.JobSerializer, self.job(job_id))


class JobFile(OfJob):
    """The file that came out."""

    @extend_schema(summary="The file of a job", responses=FILE, operation_id="job_file")
    def get(self, request: Request, job_id: int) -> HttpResponseBase:
        job = self.job(job_id)
        if job.result.get("once") or not job.output:
            raise Http404
        return hand_over(job.output, job.output_name)


class TakeFile(OfJob):
    """A file that is handed out once and then deleted."""

    @extend_schema(summary="Take a file handed out once", request=Nothing, responses=FILE, operation_id="job_take_file")
    def post(self, request: Request, job_id: int) -> HttpResponseBase:
        job = self.job(job_id)
        if not job.result.get("once"):
            raise Http404
        self.sent(Nothing)
        name, content = hand_out(job, by=self.user)
        answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=OCTETS)
        return harmless(answer)


class Imports(OfJob):
    """Upload a file to be checked."""

    parser_classes = (MultiPartParser,)

    @operation(
        "Have a file checked", sends={"multipart/form-data": forms.NewImport}, answers=forms.JobSerializer, status=202
    )
    def post(self, request: Request) -> Response:
        sent = self.sent(forms.NewImport)
        return self.show(forms.JobSerializer, imports.check_file(sent["file"], by=self.user, kind=sent["kind"]), 202)


class OneImport(OfJob):
    """The report of a check."""

    @operation("What a check found", answers=forms.ReportSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        return self.report(self.job(job_id, kind=CHECK))


class ConfirmImport(OfJob):
    """Write what the check has shown."""

    @operation("Confirm an import", once=True, sends=Nothing, answers=forms.ReportSerializer, status=202)
    def post(self, request: Request, job_id: int) -> Response:
        check = self.job(job_id, kind=CHECK)
        self.sent(Nothing)
        imports.confirm(check, by=self.user)
        return self.report(check, 202)


class CheckAgain(OfJob):
    """Check the same file against what is there now."""

    @operation("Check the same file again", once=True, sends=Nothing, answers=forms.JobSerializer, status=202)
    def post(self, request: Request, job_id: int) -> Response:
        check = self.job(job_id, kind=CHECK)
        self.sent(Nothing)
        return self.show(forms.JobSerializer, imports.check_again(check, by=self.user), 202)
