"""Steps of an allocation: freeze the roster, run, propose, approve or reject."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.actions import freeze_roster
from campaigns.queries import year_of_page
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.queries.decisions import checks, deciders
from safeschools.designations.queries.effects import told_effects
from safeschools.designations.queries.runs import visible_runs
from safeschools.designations.queries.workbench import counts_of, gauges, results_of
from safeschools.lib.access import require
from safeschools.lib.background import wake
from safeschools.once.decorators import once
from scoring.tasks import recompute_year


@require_POST
@require("year.configure")
@once
def roster_freeze(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Fix the participating schools; from now on the places do not move."""
    year = year_of_page(calendar_year)
    size = freeze_roster(year, by=request.user)
    wake(recompute_year, year.pk)
    words = ngettext("The roster is frozen with %(n)s school.", "The roster is frozen with %(n)s schools.", size)
    messages.success(request, words % {"n": size})
    return redirect("allocation", calendar_year=calendar_year)


@require_POST
@require("allocation.propose")
@once
def run_create(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Run the allocation on the present facts."""
    run = runs.run(year_of_page(calendar_year), by=cast(User, request.user))
    messages.success(request, _("Run #%(number)s is ready.") % {"number": run.number})
    return redirect("run", calendar_year=calendar_year, number=run.number)


@require_POST
@require("allocation.propose")
@once
def run_propose(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """Put a run forward for the second person."""
    run = get_object_or_404(visible_runs(request.user, year_of_page(calendar_year)), number=number)
    runs.propose(run, by=cast(User, request.user))
    messages.success(request, _("Run #%(number)s is proposed; a second person has to decide.") % {"number": number})
    return redirect("run_decide", calendar_year=calendar_year, number=number)


@require("allocation.view")
def run_decide(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """What the decision rests on, who has signed, and for the second person the decision."""
    year = year_of_page(calendar_year)
    run = get_object_or_404(visible_runs(request.user, year), number=number)
    results = results_of(run)
    panel = gauges(year, results, counts_of(run).qualified)
    user = cast(User, request.user)
    own = user.same_person(run.proposed_by) or user.same_person(run.created_by)
    context: dict[str, Any] = {
        "year": year,
        "run": run,
        "gauges": panel,
        "checks": list(checks(run, year, results, over=panel["over"])),
        "deciders": deciders(run),
        "effects": told_effects(run, year),
        "may_propose": user.can("allocation.propose"),
        "may_approve": user.can("allocation.approve"),
        "own": own,
    }
    return render(request, "allocation/decide.html", context)


@require_POST
@require("allocation.approve")
@once
def run_approve(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """The second person's signature."""
    run = get_object_or_404(visible_runs(request.user, year_of_page(calendar_year)), number=number)
    runs.approve(run, by=cast(User, request.user))
    messages.success(request, _("Run #%(number)s is approved. The naming can be recorded.") % {"number": number})
    return redirect("run_decide", calendar_year=calendar_year, number=number)


@require_POST
@require("allocation.approve")
@once
def run_reject(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """Back to the officer, with a reason."""
    run = get_object_or_404(visible_runs(request.user, year_of_page(calendar_year)), number=number)
    runs.reject(run, by=cast(User, request.user), reason=request.POST.get("reason", ""))
    messages.success(request, _("Run #%(number)s is rejected.") % {"number": number})
    return redirect("run_decide", calendar_year=calendar_year, number=number)
