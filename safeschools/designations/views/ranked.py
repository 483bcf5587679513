"""The ranked table of the workbench, a stretch at a time: it scrolls on, and it answers while a filter is typed."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.ranked import ABOVE, STRETCH, narrow, ranked, stretch
from safeschools.designations.queries.workbench import Results, gauges, results_of

FILTERS = ("text", "district", "star", "code")
LINES = ("3", "2", "1")


def listed(
    request: HttpRequest, run: AllocationRun, results: Results, cutoffs: Iterable[int | None], above: int = 0
) -> dict[str, Any]:
    """What the template of the rows needs: the stretch the address asks for, else the one around a line.

    The address: `start` or `before` (a number of lines from the top), and the filters; `above` lines stand above
    the line asked for.
    """
    filters = {name: request.GET.get(name, "") for name in FILTERS}
    filtered = any(filters.values())
    lines = narrow(ranked(run.pk), **filters)
    part = stretch(lines, results, cutoffs, _span(request, above), with_cuts=not filtered)
    goes_on = "before" in request.GET or "start" in request.GET
    return {
        "rows": part.rows,
        "earlier": part.first,
        "later": None if "before" in request.GET else part.later,  # what comes after is on the screen already
        "found": lines.count() if filtered and not goes_on else None,
        "earlier_start": max(0, part.first - STRETCH),
        "filters": filters,
        "filtered": filtered,
        "query": urlencode({"line": "all"} | {name: value for name, value in filters.items() if value}),
    }


def rows_alone(request: HttpRequest, year: CampaignYear, run: AllocationRun) -> HttpResponse:
    """The rows for htmx: of a filter, or those that come before or after the ones already shown."""
    results = results_of(run)
    cutoffs = [tier["cutoff"] for tier in gauges(year, results, 0)["tiers"]]
    context = listed(request, run, results, cutoffs)
    if "start" in request.GET:  # what comes before is on the screen already
        context["earlier"] = 0
    return render(request, "allocation/_rows.html", context | {"year": year, "run": run})


def _span(request: HttpRequest, above: int) -> slice:
    if "before" in request.GET:
        end = _number(request, "before")
        return slice(max(0, end - STRETCH), end)
    first = _number(request, "start") if "start" in request.GET else max(0, above - ABOVE)
    return slice(first, first + STRETCH)


def _number(request: HttpRequest, name: str) -> int:
    """A number of lines; what is none, or has more digits than any list, counts as the top."""
    typed = request.GET[name]
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
