"""Handing in: completeness, the head's sign-off, the receipt, the printed form."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from safeschools.documents import pdf
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import assessments
from scoring.domain.documents import canonical
from scoring.forms.printed import assessment_print
from scoring.models import Submission
from scoring.queries.assessment import evidence_count, receipt_paper
from scoring.views.workspace import door, figures, participation_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require("assessment.view")
@once
def assessment_submit(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What is still to do, then the head's sign-off; a dialog for htmx, else a page."""
    participation = participation_or_404(request, calendar_year)
    truthful = request.POST.get("truth") == "yes"
    if request.method == "POST" and truthful:
        submission = assessments.submit(participation, by=cast(User, request.user))
        return redirect("assessment_receipt", calendar_year, submission.number)
    refused = request.method == "POST"
    context = figures(participation) | door(request, participation)
    context |= {
        "evidence_count": evidence_count(participation),
        "refusal": _("Tick that the school answers for what it states.") if refused else "",
    }
    in_dialog = bool(getattr(request, "htmx", None)) and not refused
    page = "scoring/_submit_dialog.html" if in_dialog else "scoring/submit.html"
    return render(request, page, context, status=422 if refused else 200)


def _submission(request: HttpRequest, calendar_year: int, number: int) -> Submission:
    participation = participation_or_404(request, calendar_year)
    rows = participation.submissions.select_related(
        "submitted_by", "participation__school", "participation__year__sheet__standard"
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
@require("assessment.view")
def assessment_receipt(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """The receipt of a submission: time by the server's clock, hash, score."""
    submission = _submission(request, calendar_year, number)
    context = {"participation": submission.participation, "calendar_year": calendar_year, "submission": submission}
    return render(request, "scoring/receipt.html", context)


@require_safe
@require("assessment.view")
def receipt_file(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """Exactly the text whose SHA-256 is the receipt, so that anybody can check it with any program."""
    submission = _submission(request, calendar_year, number)
    body = canonical(receipt_paper(submission)).encode()
    return _download(body, "application/json", f"{submission.receipt[:12]}.json")


@require_safe
@require("assessment.view")
def assessment_pdf(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The own self-assessment as a PDF with the signature block."""
    participation = participation_or_404(request, calendar_year)
    name = f"{participation.school.name}-{calendar_year}.pdf"
    return _download(pdf.render("assessment", assessment_print(participation)), "application/pdf", name)


@require_safe
@require("assessment.view")
def assessment_pdf_of(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """The self-assessment of a school that has handed in, as a PDF for its district and the city."""
    rows = visible_participations(request.user).filter(
        year__calendar_year=calendar_year, school__code=code, submitted_at__isnull=False
    )
    participation = rows.order_by("-year__campaign__starts_on").first()
    if participation is None:
        raise Http404
    name = f"{participation.school.name}-{calendar_year}.pdf"
    return _download(pdf.render("assessment", assessment_print(participation)), "application/pdf", name)


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return response
