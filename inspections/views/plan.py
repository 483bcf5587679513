"""The bureau's side: planned visits, and planning one."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.queries import visible_participations
from inspections.actions import visits
from inspections.forms import PlanForm
from inspections.models import Visit
from inspections.queries.visits import check_rows, checkable_items, named, to_check, visible_visits, with_progress
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once
from scoring.policies.verification import bar_unverifiable

PAGE = 50


@require("visit.view")
def visit_list(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Visits of the year in scope, and the schools that wait for one where only the city's score counts."""
    rows = with_progress(visible_visits(cast(User, request.user))).filter(
        participation__year__calendar_year=calendar_year
    )
    state = request.GET.get("state", "")
    if state in Visit.State.values:
        rows = rows.filter(state=state)
    text = request.GET.get("text", "").strip()
    rows = named(rows, text).order_by("-planned_on", "-id")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": Visit.State.choices,
        "text": text,
        "today": timezone.localdate(),
        "calendar_year": calendar_year,
        **_waiting(request, calendar_year),
    }
    return render(request, "inspections/list.html", context)


def _waiting(request: HttpRequest, calendar_year: int) -> dict[str, Any]:
    """The schools that the city still has to check, for those who plan visits."""
    user, years = cast(User, request.user), request.years  # type: ignore[attr-defined]
    year = next((year for year in years if year.calendar_year == calendar_year and year.what_counts), None)
    if year is None or not user.can("visit.plan"):
        return {}
    return {"year": year, "waiting": Paginator(to_check(user, year), PAGE).get_page(1)}


@require("visit.view")
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit with everything found, read only."""
    user = cast(User, request.user)
    visit = get_object_or_404(with_progress(visible_visits(user)), pk=pk)
    may_cancel = user.can("visit.plan") and visit.state in Visit.MOVES["cancel"].sources
    context = {"visit": visit, "rows": check_rows(visit), "may_cancel": may_cancel}
    return render(request, "inspections/detail.html", context)


@require("visit.plan")
@once
def visit_plan(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Plan a visit to one school; key items are chosen beforehand."""
    user = cast(User, request.user)
    participation = get_object_or_404(
        visible_participations(user), year__calendar_year=calendar_year, school__code=code
    )
    bar_unverifiable(participation)
    items = checkable_items(participation)
    key_items = [item.pk for item in items if item.is_key]
    form = PlanForm(request.POST or None, items=items, initial={"items": key_items})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team, chosen = list(data["inspectors"]), list(data["items"])
        when = {"planned_on": data["planned_on"], "origin": data["origin"]}
        try:
            visits.plan(participation, by=user, inspectors=team, items=chosen, **when)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The visit is planned; the inspectors see it on their phones."))
            return redirect("visit_list", calendar_year=calendar_year)
    context = {"participation": participation, "form": form}
    return render(request, "inspections/plan.html", context, status=422 if form.errors else 200)


@require_POST
@require("visit.plan")
@once
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a visit off with a reason."""
    user = cast(User, request.user)
    visit = get_object_or_404(visible_visits(user), pk=pk)
    visits.cancel(visit, by=user, reason=request.POST.get("reason", ""))
    messages.success(request, _("The visit is called off."))
    return redirect("visit_list", calendar_year=visit.participation.year.calendar_year)
