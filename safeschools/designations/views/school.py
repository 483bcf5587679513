"""A school's own result and certificate."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from campaigns.models import Participation
from campaigns.queries import visible_participations
from safeschools.designations.models import AllocationLine, Designation
from safeschools.designations.policies import certificate_words, qr_svg
from safeschools.designations.queries.register import told, valid_until, visible_designations
from safeschools.designations.queries.results import change_since_last_year, composition, decision, line_of, released
from safeschools.documents import pdf
from safeschools.lib import clock
from safeschools.lib.access import require
from safeschools.lib.errors import WrongState


@require("result.view")
def result(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What the year came to for the own school and why; before the naming, that it is not released yet."""
    participation = get_object_or_404(
        visible_participations(request.user).select_related("rating", "year__campaign"),
        year__calendar_year=calendar_year,
    )
    line, is_released = line_of(participation), released(participation)
    context = {"participation": participation, "released": is_released, "line": line}
    context |= _told(participation, line) if is_released else _awaited(participation)
    return render(request, "designations/result.html", context)


def _told(participation: Participation, line: AllocationLine | None) -> dict[str, Any]:
    """What a released result shows beside its star."""
    rating = getattr(participation, "rating", None)
    designation = told(Designation.objects.filter(participation=participation).select_related("naming")).first()
    return {
        **composition(participation),
        **(decision(line) if line else {}),
        "rating": rating,
        "since_last_year": change_since_last_year(participation, rating.score if rating else None),
        "designation": designation,
        "valid_until": valid_until(designation) if designation else None,
    }


def _awaited(participation: Participation) -> dict[str, Any]:
    """Before the release: where the year stands."""
    return {"phases": participation.year.phases.all(), "now": clock.now()}


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
