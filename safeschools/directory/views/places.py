"""Member units with their duties, and districts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeschools.directory.queries import agencies, districts_with_counts
from safeschools.lib.access import require


@require("standard.view")
def agency_list(request: HttpRequest) -> HttpResponse:
    """The fourteen bodies, their duties by C4 and who has taken them over since."""
    return render(request, "directory/agency_list.html", {"agencies": list(agencies())})


@require("register.view")
def district_list(request: HttpRequest) -> HttpResponse:
    """Districts in scope with their schools."""
    return render(request, "directory/district_list.html", {"districts": list(districts_with_counts(request.user))})
