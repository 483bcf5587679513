"""The ranked table of the workbench: a stretch is fetched when somebody scrolls to it, filters answer at once."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.own_lines import own_lines, tiers_of
from safeschools.designations.queries.ranked import ABOVE, STRETCH, Row, narrow, ranked, stretches, table
from safeschools.designations.queries.workbench import Counts, Results, gauges, results_of

FILTERS = ("text", "district", "star", "code")
LINES = ("3", "2", "1")
ROW = 34  #: pixels of a row on a desk: what is not fetched yet is as high as it will be


def listed(
    request: HttpRequest,
    run: AllocationRun,
    results: Results,
    cutoffs: Iterable[int | None],
    counts: Counts | None = None,
) -> dict[str, Any]:
    """What the table needs: the filters, and all stretches of the list, one of them with its rows.

    That one begins at the `start` of the address, else near the line that `counts` has counted up to, else at the top.
    """
    filters = _filters(request)
    filtered = any(filters.values())
    total = counts.lines if counts and not filtered else narrow(ranked(run.pk), **filters).count()
    start = max(0, min(_number(request, "start", counts.above - ABOVE if counts else 0), total - 1))
    return {
        "rows": _rows(run, results, cutoffs, filters, range(start, start + STRETCH)),
        "start": start,
        "stretches": [(part, ROW * len(part)) for part in stretches(total, start)],
        "found": total,
        "filters": filters,
        "filtered": filtered,
        "by_district": results.by_district,
        "query": urlencode({"line": "all"} | {name: value for name, value in filters.items() if value}),
    }


def part_alone(request: HttpRequest, year: CampaignYear, run: AllocationRun) -> HttpResponse:
    """For htmx: the rows from `start` to `stop` where the address has them, else the table of what is filtered."""
    results = results_of(run)
    cutoffs = [tier["cutoff"] for tier in gauges(year, results, 0)["tiers"]]
    context = {"year": year, "run": run}
    if "stop" not in request.GET:
        return render(request, "allocation/_ranked.html", context | listed(request, run, results, cutoffs))
    start = _number(request, "start", 0)
    asked = range(start, min(_number(request, "stop", 0), start + STRETCH))
    rows = _rows(run, results, cutoffs, _filters(request), asked)
    return render(request, "allocation/_rows.html", context | {"rows": rows})


def _rows(
    run: AllocationRun, results: Results, cutoffs: Iterable[int | None], filters: dict[str, str], part: range
) -> list[Row]:
    """The lines run through the whole list, and where every district has its own, through that of a district."""
    lines = list(narrow(ranked(run.pk), **filters)[part.start : part.stop])
    if not results.by_district:
        return list(table(lines, results.tiers, cutoffs, with_cuts=not any(filters.values())))
    district = filters["district"]
    if not district:
        return list(table(lines, results.tiers, cutoffs, with_cuts=False))
    tiers = tiers_of(run, results, district)
    alone = not any(value for name, value in filters.items() if name != "district")
    return list(table(lines, tiers, own_lines(tiers, results), with_cuts=alone, district=district))


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in FILTERS}


def _number(request: HttpRequest, name: str, default: int) -> int:
    """A number of lines; what is none, or has more digits than any list, counts as the top."""
    if name not in request.GET:
        return default
    typed = request.GET[name]
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
