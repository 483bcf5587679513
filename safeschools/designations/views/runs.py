"""The allocation workbench: a run's places, distribution, ranked table and the reason of every school."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.vary import vary_on_headers

from campaigns.models import CampaignYear
from campaigns.policies import freeze_ahead
from campaigns.queries import year_of_page
from safeschools.designations.forms.whatif import WhatIfForm
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import exclusion, in_both_languages, reach, steps
from safeschools.designations.queries.moved import moved_since
from safeschools.designations.queries.own_lines import own_setting
from safeschools.designations.queries.ranked import neighbours, opened, tie_keys
from safeschools.designations.queries.runs import replay, visible_runs
from safeschools.designations.queries.sides import visible_scenarios
from safeschools.designations.queries.ties import has_open_tie
from safeschools.designations.queries.workbench import (
    Results,
    counts_of,
    distribution,
    gauges,
    outside,
    results_of,
    run_of_page,
)
from safeschools.designations.resources import write_run
from safeschools.designations.views.ranked import LINES, listed, part_alone
from safeschools.directory.models import District
from safeschools.lib.access import require
from scoring.domain.ranking import PURPOSE, ticket
from scoring.domain.trail import Code
from scoring.queries.ratings import sheet_of


@require("allocation.view")
@vary_on_headers("HX-Request")
def allocation(request: HttpRequest, calendar_year: int, number: int = 0) -> HttpResponse:
    """The newest run or the one asked for; before the first run, what has to be done for it; for htmx the table."""
    year = year_of_page(calendar_year, request.years)  # type: ignore[attr-defined]
    head = _head(request, year)
    newest = (run for run in head["runs"] if number in (0, run.number))
    run = next(newest, None) or (run_of_page(request.user, year, number) if number else None)
    if run is None:
        if number:
            raise Http404
        return render(request, "allocation/start.html", head | _before_the_first_run(request, year))
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return part_alone(request, year, run)
    return render(request, "allocation/workbench.html", head | _workbench(request, year, run))


@require("allocation.view")
@vary_on_headers("HX-Request")
def run_why(request: HttpRequest, calendar_year: int, number: int, code: str) -> HttpResponse:
    """Why one school has its star: for htmx the panel alone, else the workbench with the panel filled."""
    year = year_of_page(calendar_year)
    run = get_object_or_404(visible_runs(request.user, year), number=number)
    lines = AllocationLine.objects.select_related("participation__school", "participation__district", "decision")
    line = get_object_or_404(lines, run=run, participation__school__code=code)
    if request.htmx:  # type: ignore[attr-defined]
        why = _why(year, run, line, results_of(run))
        return render(request, "allocation/_why.html", {"year": year, "run": run, **why})
    return render(request, "allocation/workbench.html", _head(request, year) | _workbench(request, year, run, line))


def _head(request: HttpRequest, year: CampaignYear) -> dict[str, Any]:
    """What every page of the allocation knows: the year, its runs, and what this person may do."""
    user: Any = request.user
    return {
        "year": year,
        "runs": list(visible_runs(user, year)[:12]),
        "scenarios": list(visible_scenarios(user, year)[:12]),
        "may_propose": user.can("allocation.propose"),
        "may_approve": user.can("allocation.approve"),
    }


def _before_the_first_run(request: HttpRequest, year: CampaignYear) -> dict[str, Any]:
    """The figures, and whether the roster can be frozen now and by whom."""
    user: Any = request.user
    ahead = freeze_ahead(year)
    open_ = year.is_open and not year.roster_frozen_at and (ahead is None or ahead.is_due)
    return {"sheet": sheet_of(year), "ahead": ahead, "may_freeze_now": open_ and user.can("year.configure")}


def _workbench(
    request: HttpRequest, year: CampaignYear, run: AllocationRun, line: AllocationLine | None = None
) -> dict[str, Any]:
    """Gauges, distribution, table and reason panel of one run."""
    results, since = results_of(run), moved_since(run, year)
    asked = request.GET.get("line", "3")
    view = asked if asked in LINES and not results.by_district else "all"
    counts = counts_of(run, 0 if view == "all" else int(view))
    places = gauges(year, results, counts.qualified)
    table = listed(request, run, results, [tier["cutoff"] for tier in places["tiers"]], counts)
    chosen = line or opened(table["rows"])
    return {
        "run": run,
        "since": since,
        "moved": since and run.state in ("draft", "proposed"),
        "undrawn": year.by_lot and has_open_tie(run, results),
        "gauges": places,
        "numbers": WhatIfForm.of_year(year),
        "bins": distribution(run, year),
        "outside": [(Code(code), exclusion(excluded), number) for code, excluded, number in outside(run)],
        "view": view,
        **table,
        "total": results.denominator,
        "districts": District.objects.all(),
        "codes": Code,
        **(_why(year, run, chosen, results) if chosen else {}),
    }


def _why(year: CampaignYear, run: AllocationRun, line: AllocationLine, results: Results) -> dict[str, Any]:
    """The panel of one school: steps, the sentence in both languages, the schools it is tied with."""
    tied = neighbours(line) if line.rank else []
    keys = tie_keys(line.run_id, [each.participation.school.code for each in tied]) if len(tied) > 1 else {}
    return {
        "line": line,
        "chosen_pk": line.pk,
        "steps": steps(line, results.setting, year),
        "said": in_both_languages(line, year),
        "reach": reach(line, results.setting, own_setting(run, results, line.participation.district.code)),
        "tied": [(each, _values(keys, each, results), _ticket(each, results)) for each in tied] if keys else [],
        "keys": results.tie_keys,
        "drawn": bool(results.seed),
    }


def _values(keys: dict[str, dict[str, int]], line: AllocationLine, results: Results) -> list[int | None]:
    frozen = keys.get(line.participation.school.code, {})
    return [frozen.get(key) for key in results.tie_keys]


def _ticket(line: AllocationLine, results: Results) -> str:
    """The beginning of the school's ticket where the run followed a public draw."""
    return ticket(results.seed, PURPOSE, line.participation.school.code)[:8] if results.seed else ""


@require("allocation.view")
def run_replay(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """The stored case run again and compared byte for byte."""
    year = year_of_page(calendar_year)
    run = get_object_or_404(visible_runs(request.user, year), number=number)
    context = _head(request, year) | {"run": run, "replay": replay(run)}
    return render(request, "allocation/replay.html", context)


@require("allocation.view")
def run_export(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """Every line of the run with its reason in words, as a workbook."""
    year = year_of_page(calendar_year)
    run = run_of_page(request.user, year, number)
    if run is None:
        raise Http404
    response = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = content_disposition_header(True, f"allocation-{calendar_year}-{number}.xlsx")
    write_run(response, run, year)
    return response
