"""Two results of a year side by side: run or scenario against run or scenario."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.queries import year_of_page
from safeschools.designations.queries.runs import visible_runs
from safeschools.designations.queries.sides import Side, differing, named, side_of, visible_scenarios
from safeschools.lib.access import require

PAGE = 100


@require("allocation.view")
def run_compare(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What each gives out, and the schools whose star differs."""
    year, user = year_of_page(calendar_year), request.user
    a, b = (side_of(user, year, request.GET.get(name, "")) for name in ("a", "b"))
    context: dict[str, Any] = {
        "year": year,
        "runs": list(visible_runs(user, year)),
        "scenarios": list(visible_scenarios(user, year)),
        "a": a,
        "b": b,
    }
    if a and b:
        page = Paginator(differing(a, b), PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": named(year, page.object_list), **_short(a, b)}
    return render(request, "allocation/compare.html", context)


def _short(a: Side, b: Side) -> dict[str, Any]:
    """Star by star, then all together: both gauges and the difference in stars given; and the places left empty."""
    left, right = a.gauges, b.gauges
    pairs = [*zip(left["tiers"], right["tiers"], strict=True), (left["total"], right["total"])]
    return {
        "sides": [(x, y, y["used"] - x["used"]) for x, y in pairs],
        "empty": [side["total"]["cap"] - side["total"]["used"] for side in (left, right)],
    }
