"""Public pages: the register, the check of a certificate. No session is read, no score is shown."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import CampaignYear
from safeschools.designations.policies import certificate_words, may_look
from safeschools.designations.queries.draws import draw_years
from safeschools.designations.queries.register import (
    by_number,
    filter_register,
    may_end_sooner,
    named_years,
    register,
    star_counts,
    valid_until,
)
from safeschools.directory.models import District, School
from safeschools.documents.workbook import Column, csv_lines

PAGE = 50


@require_safe
def register_home(request: HttpRequest) -> HttpResponse:
    """The newest register; where nothing was named yet, a page that says so."""
    year = named_years().first()
    if year is None:
        return render(request, "designations/register_empty.html", {"drawn": draw_years()})
    return redirect("register", calendar_year=year.calendar_year)


@require_safe
def register_page(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The roll of one year: star, school, district, certificate, state."""
    years = list(named_years().select_related("campaign"))
    year = next((one for one in years if one.calendar_year == calendar_year), None)
    if year is None:
        raise Http404
    filters = {name: request.GET.get(name, "") for name in ("text", "district", "star", "kind")}
    page: Any = Paginator(filter_register(register(year), **filters), PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.valid_until = valid_until(row)
    counts = star_counts(year)
    return render(request, "designations/register.html", _context(year, years, filters, counts) | {"page": page})


def _context(
    year: CampaignYear, years: list[CampaignYear], filters: dict[str, str], counts: dict[int, int]
) -> dict[str, Any]:
    first = register(year).first()
    return {
        "year": year,
        "years": years,
        "filters": filters,
        "tiers": [(3, counts[3], year.band_three), (2, counts[2], year.band_two), (1, counts[1], year.band_one)],
        "total": sum(counts.values()),
        "named_on": first.naming.decided_on if first else None,
        "districts": District.objects.all(),
        "kinds": School.Type.choices,
        "public_page": "register",
        "drawn": draw_years(),
    }


@require_safe
def verify(request: HttpRequest, number: str = "") -> HttpResponse:
    """Whether a certificate is genuine: valid, revoked, expired or unknown."""
    asked = number or request.GET.get("number", "").strip()
    context: dict[str, Any] = {"asked": asked, "public_page": "verify", "now": timezone.now()}
    if not asked:
        return render(request, "designations/verify.html", context)
    if not may_look(request):
        context["outcome"] = "slow"
        return render(request, "designations/verify.html", context, status=429)
    designation = by_number(asked)
    if designation is None:
        return render(request, "designations/verify.html", context | {"outcome": "unknown"}, status=404)
    until = valid_until(designation)
    outcome = designation.state
    if outcome == designation.State.VALID and timezone.localdate() > until:
        outcome = "expired"
    certificate = certificate_words(designation)
    context |= {"outcome": outcome, "designation": designation, "until": until, "certificate": certificate}
    context["may_end_sooner"] = may_end_sooner(designation)
    return render(request, "designations/verify.html", context)


@require_safe
def register_csv(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The roll as CSV with BOM, for spreadsheets; names cannot act as formulas."""
    year = named_years().filter(calendar_year=calendar_year).first()
    if year is None:
        raise Http404
    header = [
        _("Star"),
        _("School"),
        _("District"),
        _("Type"),
        _("Certificate number"),
        _("Status"),
        _("Placed by document"),
    ]
    lines = []
    for row in register(year):
        school = row.participation.school
        lines.append(
            [
                str(row.star),
                school.name,
                row.participation.district.name,
                school.get_type_display(),
                row.certificate,
                row.get_state_display(),
                row.placed_by,
            ]
        )
    response = HttpResponse(
        "".join(csv_lines([Column(title) for title in header], lines)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="register-{calendar_year}.csv"'
    return response
