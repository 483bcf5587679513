"""What-if on the workbench: other lines, caps, rules or scores tried on a run's frozen facts. Nothing is written."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.vary import vary_on_headers

from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear
from campaigns.queries import year_of_page
from safeschools.designations.forms.whatif import WhatIfForm
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.changes import said_changes
from safeschools.designations.queries.runs import visible_runs
from safeschools.designations.queries.sides import visible_scenarios
from safeschools.designations.queries.whatif import base_of, moved_rows, preview
from safeschools.lib.access import require
from scoring.domain.explain import explain_refusal
from scoring.domain.whatif import Changes
from scoring.queries.sentences import say

PAGE = 100


@require("allocation.view")
@vary_on_headers("HX-Request")
def run_what_if(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """The form and what comes of it; for htmx the outcome alone."""
    year = year_of_page(calendar_year)
    run = get_object_or_404(visible_runs(request.user, year), number=number)
    form = bound_form(run, request)
    context = frame(request, year, run, form) | outcome(request, run, form)
    fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return render(request, "allocation/_whatif.html" if fragment else "allocation/whatif.html", context)


def bound_form(run: AllocationRun, request: HttpRequest) -> WhatIfForm:
    """The form as the address fills it; what the address leaves out is as in the run."""
    base = base_of(run).frozen
    initial = WhatIfForm.initial_of(base.policy, base.rule, {})
    data = {name: request.GET.get(name, value) for name, value in initial.items()}
    return WhatIfForm(base.policy, base.rule, data)


def outcome(request: HttpRequest, run: AllocationRun, form: WhatIfForm) -> dict[str, Any]:
    """What comes of the form; where the engine refuses it, the form says why."""
    if not form.is_valid():
        return {}
    changes = form.changes()
    try:
        return tried(request, run, changes)
    except Refusal as refusal:
        form.add_error(None, say(explain_refusal(refusal)))
        return {}


def tried(request: HttpRequest, run: AllocationRun, changes: Changes) -> dict[str, Any]:
    """The gauges before and after, and one page of the schools that move."""
    found = preview(run, changes)
    page = Paginator(found.moves, PAGE).get_page(request.GET.get("page"))
    rows = zip(page.object_list, moved_rows(run, found, page.object_list), strict=True)
    return {
        "found": found,
        "said": said_changes(found.base.frozen, changes),
        "page": page,
        "rows": list(rows),
        "falling": len(found.moves) - found.rising,
    }


def frame(request: HttpRequest, year: CampaignYear, run: AllocationRun, form: WhatIfForm) -> dict[str, Any]:
    """What stands around the outcome."""
    user: Any = request.user
    kept = visible_scenarios(user, year)
    return {"year": year, "run": run, "form": form, "scenarios": kept, "may_explore": user.can("allocation.explore")}
