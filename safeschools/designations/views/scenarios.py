"""Named what-ifs: kept, opened again, deleted by whoever made them."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.queries import year_of_page
from safeschools.accounts.models import User
from safeschools.designations.actions import scenarios
from safeschools.designations.forms.whatif import WhatIfForm
from safeschools.designations.queries.runs import visible_runs
from safeschools.designations.queries.sides import own_scenarios, visible_scenarios
from safeschools.designations.queries.whatif import base_of
from safeschools.designations.views.whatif import bound_form, frame, tried
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid
from safeschools.once.decorators import once


@require_POST
@require("allocation.explore")
@once
def scenario_save(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """Keep what the address says under the name that was sent."""
    run = get_object_or_404(visible_runs(request.user, year_of_page(calendar_year)), number=number)
    form = bound_form(run, request)
    if not form.is_valid():
        raise Invalid(_("These changes cannot be tried, so they cannot be kept."))
    name = request.POST.get("name", "")
    kept = scenarios.save_scenario(run, by=cast(User, request.user), name=name, changes=form.changes())
    messages.success(request, _("The scenario “%(name)s” is kept.") % {"name": kept.name})
    return redirect("scenario", calendar_year=calendar_year, pk=kept.pk)


@require("allocation.view")
def scenario(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """The what-if page as the scenario has it."""
    year = year_of_page(calendar_year)
    kept = get_object_or_404(visible_scenarios(request.user, year), pk=pk)
    base = base_of(kept.run).frozen
    initial = WhatIfForm.initial_of(base.policy, base.rule, kept.changes)
    form = WhatIfForm(base.policy, base.rule, initial=initial)
    own = cast(User, request.user).same_person(kept.created_by)
    context = frame(request, year, kept.run, form) | {"scenario": kept, "own": own}
    context |= tried(request, kept.run, kept.changes)
    return render(request, "allocation/whatif.html", context)


@require_POST
@require("allocation.explore")
@once
def scenario_delete(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Away with it; only its author may."""
    user = cast(User, request.user)
    kept = get_object_or_404(own_scenarios(user, year_of_page(calendar_year)), pk=pk)
    number = kept.run.number
    scenarios.delete_scenario(kept, by=user)
    messages.success(request, _("The scenario “%(name)s” is deleted.") % {"name": kept.name})
    return redirect("run_what_if", calendar_year=calendar_year, number=number)
