"""A school's own result and certificate."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from campaigns.queries import visible_participations
from safeschools.designations.policies import certificate_words, qr_svg
from safeschools.designations.queries.register import visible_designations
from safeschools.designations.queries.results import explanation, line_of, released
from safeschools.documents import pdf
from safeschools.lib.access import require
from safeschools.lib.errors import WrongState


@require("result.view")
def result(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What the year came to for the own school and why; before the naming, that it is not released yet."""
    participation = get_object_or_404(
        visible_participations(request.user).select_related("rating", "designation__naming"),
        year__calendar_year=calendar_year,
    )
    line = line_of(participation)
    context = {
        "participation": participation,
        "released": released(participation),
        "line": line,
        "sentences": explanation(line) if line else (),
    }
    return render(request, "designations/result.html", context)


@login_required
def certificate_pdf(request: HttpRequest, certificate: str) -> HttpResponse:
    """The certificate as PDF, for everybody whose scope holds the school; a revoked one is never printed again."""
    designation = get_object_or_404(visible_designations(request.user), certificate=certificate)
    if designation.state == designation.State.REVOKED:
        raise WrongState(_("This certificate has been revoked and is no longer printed."))
    body = pdf.render("certificate", certificate_words(designation), {"qr": qr_svg(designation)})
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(f'{certificate}.pdf')}"
    return response
