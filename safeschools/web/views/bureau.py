"""The bureau's overview of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from campaigns.queries import year_of_page
from safeschools.lib.access import require
from safeschools.web.dashboard import board
from scoring.queries.ratings import sheet_of


@require("dashboard.view")
def bureau_home(request: HttpRequest) -> HttpResponse:
    """To the overview of the year in view; where there is no year yet, a page that says what to do first."""
    year = request.year  # type: ignore[attr-defined]
    if not year:
        return render(request, "web/no_year.html")
    return redirect("bureau_dashboard", calendar_year=year.calendar_year)


@require("dashboard.view")
def bureau_dashboard(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Phases, quota compliance, attainment, districts, distribution and what needs a person, as of one revision."""
    return render(request, "web/dashboard.html", board(year_of_page(calendar_year)))


@require("dashboard.view")
def sheet_stamp(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """How current the page is, asked again and again; a newer sheet than the one `seen` reloads the page."""
    year = year_of_page(calendar_year)
    sheet = sheet_of(year)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("bureau_dashboard", args=[calendar_year]))
    if sheet and str(sheet.revision) != request.GET.get("seen") and sheet.revision == year.revision:
        return HttpResponseClientRefresh()
    return render(request, "web/_stamp.html", {"year": year, "sheet": sheet})
