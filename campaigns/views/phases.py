"""The dates of an open year: phases, extensions, the frozen roster, the close; a school that leaves."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campaigns import actions
from campaigns.forms import ExtensionForm, ReasonForm
from campaigns.models import CampaignYear, Participation
from campaigns.policies import freeze_ahead
from campaigns.queries import (
    TAKING_PART,
    on_roster_now,
    opened_year,
    state_counts,
    visible_extensions,
    visible_participations,
)
from safeschools.accounts.models import User
from safeschools.directory.queries import visible_districts
from safeschools.lib import clock
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError, Invalid
from safeschools.once.decorators import once

State = Participation.State


def fetch(request: HttpRequest, calendar_year: int) -> CampaignYear:
    """The opened year if the person may see it, else 404."""
    year = opened_year(request.user, calendar_year, request.years)  # type: ignore[attr-defined]
    if year is None:
        raise Http404
    return year


@require("standard.view")
@require_GET
def year_phases(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """When what ends for whom."""
    return _page(request, fetch(request, calendar_year))


def _page(
    request: HttpRequest, year: CampaignYear, form: ExtensionForm | None = None, status: int = 200
) -> HttpResponse:
    user = cast(User, request.user)
    may_extend = user.can("deadline.extend") and year.is_open
    may_configure = user.can("year.configure") and year.is_open
    counts = state_counts(year) if may_configure else {}
    context: dict[str, Any] = {
        "phase_year": year,
        "phases": year.phases.all(),
        "now": clock.now(),
        "extensions": visible_extensions(user, year),
        "form": form or (ExtensionForm(year, visible_districts(user)) if may_extend else None),
        "may_configure": may_configure,
        "ready": sum(counts.get(state, 0) for state in on_roster_now(year)),
        "handed_in": sum(counts.get(state, 0) for state in TAKING_PART),
        "not_in": sum(
            counts.get(state, 0) for state in (Participation.State.INVITED, Participation.State.SELF_ASSESSING)
        ),
        "withdrawn": counts.get(State.WITHDRAWN, 0),
        "ahead": freeze_ahead(year) if may_configure else None,
    }
    return render(request, "campaigns/phases.html", context, status=status)


@require("deadline.extend")
@require_POST
@once
def extension_new(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Let a phase end later for one district."""
    year = fetch(request, calendar_year)
    form = ExtensionForm(year, visible_districts(request.user), request.POST)
    if form.is_valid():
        try:
            actions.extend_deadline(form.cleaned_data["phase"], by=request.user, **form.values())
        except Invalid as error:
            form.add_error("until", str(error.message))
        else:
            messages.success(request, _("The extension is recorded."))
            return redirect("year_phases", calendar_year)
    return _page(request, year, form, status=422)


@require("year.configure")
@require_POST
@once
def roster_unfreeze(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Lift the freeze with a reason."""
    actions.unfreeze_roster(fetch(request, calendar_year), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("The freeze is lifted; freeze the roster again when it is right."))
    return redirect("year_phases", calendar_year)


@require("year.configure")
@require_POST
@once
def year_close(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Close the year for ever."""
    actions.close_year(fetch(request, calendar_year), by=request.user)
    messages.success(request, _("The year %(year)s is closed.") % {"year": calendar_year})
    return redirect("year_phases", calendar_year)


@require("year.configure")
@once
def withdraw(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Ask for the reason, then take a school out of the year."""
    rows = visible_participations(request.user).filter(year__calendar_year=calendar_year)
    participation = get_object_or_404(rows, school__code=code)
    form = ReasonForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(participation, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
            status = error.status
        else:
            messages.success(request, _("%(school)s has left the year.") % {"school": participation.school})
            return redirect("year_phases", calendar_year)
    return render(request, "campaigns/withdraw.html", {"participation": participation, "form": form}, status=status)
