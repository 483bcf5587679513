"""The live compliance report of a year: on screen, as a workbook, on paper."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import CampaignYear
from campaigns.queries import year_of_page
from safeschools.documents import pdf
from safeschools.lib.access import require
from scoring.models import RatingSheet
from scoring.queries.alarms import alarm_lines
from scoring.queries.compliance import (
    TIES_SHOWN,
    beside_lines,
    by_district,
    matrix,
    matrix_sums,
    open_ties,
    shown_readings,
    stars_of,
)
from scoring.queries.ratings import sheet_of
from scoring.resources.compliance import compliance_print, write_compliance

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require("dashboard.view")
def compliance(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Places and their use, what may still move, the lines with their neighbours, districts beside fair places."""
    year = year_of_page(calendar_year)
    sheet = sheet_of(year)
    if sheet is None or not sheet.report:
        return render(request, "scoring/compliance.html", {"year": year, "sheet": sheet})
    report, undecided = sheet.report, open_ties(year)
    context = {
        "year": year,
        "sheet": sheet,
        "report": report,
        "tiers": stars_of(report),
        "readings": shown_readings(report),
        "alarms": alarm_lines(report["alarms"]),
        "lines": by_district([line.shown() for line in beside_lines(year, report)]),
        "undecided": undecided[:TIES_SHOWN],
        "districts": matrix(report),
        "sums": matrix_sums(report),
    }
    return render(request, "scoring/compliance.html", context)


@require_safe
@require("dashboard.view")
def compliance_xlsx(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The whole report with every ranked school, as a workbook."""
    year, sheet = _reported(calendar_year)
    target = BytesIO()
    write_compliance(target, year, sheet)
    return _download(target.getvalue(), XLSX, _("Quota compliance %(year)s") % {"year": year} + ".xlsx")


@require_safe
@require("dashboard.view")
def compliance_pdf(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The report on paper, without the list of all schools."""
    year, sheet = _reported(calendar_year)
    body = pdf.render("compliance", compliance_print(year, sheet))
    return _download(body, "application/pdf", _("Quota compliance %(year)s") % {"year": year} + ".pdf")


def _reported(calendar_year: int) -> tuple[CampaignYear, RatingSheet]:
    """The year with its computed sheet, or 404."""
    year = year_of_page(calendar_year)
    sheet = sheet_of(year)
    if sheet is None or not sheet.report:
        raise Http404
    return year, sheet


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return response
