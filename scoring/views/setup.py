"""The wizard of a draft year: every step is saved by itself, typed work is never lost, the last step opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from campaigns import actions
from campaigns.domain.schedule import STEPS
from campaigns.forms import BandsForm, BasicsForm, DecisionsForm, PhasesForm, TiesForm
from campaigns.models import CampaignYear
from campaigns.queries import visible_years
from safeschools.accounts.models import User
from safeschools.lib import clock
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid
from safeschools.once.decorators import once
from scoring.actions.years import choose_standard, open_year
from scoring.forms.setup import ConfirmForm, StandardForm
from scoring.queries import setup as queries
from scoring.queries.readiness import readiness, step_labels, stops
from scoring.views.setup_context import extras, summary


@dataclass(frozen=True)
class Handler:
    """One step: its form for a year (with what was posted or None), and the action that stores it."""

    form: Callable[[CampaignYear, QueryDict | None], Any]
    save: Callable[[CampaignYear, User, Any], object]


def _basics(year: CampaignYear, data: QueryDict | None) -> forms.Form:
    names = ("name", "city", "mode", "approval_document", "approved_on", "starts_on", "ends_on", "goal_percent")
    return BasicsForm(data, initial={name: getattr(year.campaign, name) for name in names})


HANDLERS = {
    "basics": Handler(_basics, lambda year, by, form: actions.save_basics(year, by=by, basics=form.basics())),
    "phases": Handler(
        lambda year, data: PhasesForm(year, data, initial=PhasesForm.initial_of(year)),
        lambda year, by, form: actions.save_phases(year, by=by, spans=form.spans()),
    ),
    "standard": Handler(
        lambda year, data: StandardForm(data, initial=StandardForm.initial_of(year)),
        lambda year, by, form: choose_standard(year, by=by, standard=form.cleaned_data["standard"]),
    ),
    "bands": Handler(
        lambda year, data: BandsForm(data, initial=BandsForm.initial_of(year)),
        lambda year, by, form: actions.save_bands(year, by=by, bands=form.bands(), caps=form.caps()),
    ),
    "ties": Handler(
        lambda year, data: TiesForm(data),
        lambda year, by, form: actions.save_ties(
            year, by=by, keys=form.cleaned_data["keys"], lottery=form.cleaned_data["lottery"]
        ),
    ),
    "decisions": Handler(
        lambda year, data: DecisionsForm(data, initial=DecisionsForm.initial_of(year)),
        lambda year, by, form: actions.save_decisions(year, by=by, choices=form.choices()),
    ),
    "roster": Handler(lambda year, data: ConfirmForm(data), lambda year, by, form: actions.save_roster(year, by=by)),
}


def fetch(request: HttpRequest, year_id: int) -> CampaignYear:
    """The year if the person may see it, else 404."""
    return get_object_or_404(visible_years(request.user), pk=year_id)


@require("year.configure")
@require_GET
def setup_start(request: HttpRequest, year_id: int) -> HttpResponse:
    """Go on where the work was left."""
    year = fetch(request, year_id)
    here = next((step.slug for step in queries.steps(year, "") if not step.done), STEPS[-1])
    return redirect("setup_step", year.pk, here)


@require("year.configure")
def setup_step(request: HttpRequest, year_id: int, step: str) -> HttpResponse:
    """One step: show it, or store it and go on."""
    year = fetch(request, year_id)
    if step not in STEPS:
        raise Http404
    if year.state != CampaignYear.State.DRAFT and (request.method != "POST" or step == STEPS[-1]):
        return redirect("year_rules", year.calendar_year)
    if step == STEPS[-1]:
        return _check(request, year)
    handler = HANDLERS[step]
    if request.method != "POST":
        typed = year.setup.get("typed", {}).get(step)
        return _page(request, year, step, handler.form(year, _query(typed) if typed else None))
    form = handler.form(year, request.POST)
    if not _store(year, cast(User, request.user), step, form, request.POST):
        return _page(request, year, step, form, status=422)
    if request.htmx or {"up", "down"} & request.POST.keys():  # type: ignore[attr-defined]
        return _page(request, year, step, handler.form(year, None) if step == "ties" else form)
    return redirect("setup_step", year.pk, queries.neighbours(step)[1])


def _store(year: CampaignYear, by: User, step: str, form: forms.Form, data: QueryDict) -> bool:
    """Store the step, or keep what was typed; whether it was stored."""
    if form.is_valid():
        try:
            HANDLERS[step].save(year, by, form)
        except Invalid as error:
            form.add_error(None, str(error.message))
        else:
            year.refresh_from_db()
            return True
    typed = {name: values for name, values in data.lists() if name != "csrfmiddlewaretoken"}
    actions.keep_typed(year, by=by, step=step, typed=typed)
    year.refresh_from_db()
    return False


def _query(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def _page(request: HttpRequest, year: CampaignYear, step: str, form: forms.Form, status: int = 200) -> HttpResponse:
    before, after = queries.neighbours(step)
    labels = step_labels()
    context: dict[str, Any] = {
        "setup_year": year,
        "step": step,
        "steps": queries.steps(year, step),
        "form": form,
        "before": before,
        "before_label": labels.get(before, ""),
        "after_label": labels.get(after, ""),
        "saved_at": clock.now() if request.method == "POST" and status == 200 else None,
        "kept": step in year.setup.get("typed", {}),
    } | extras(year, step, form, request)
    autosave = request.htmx and not {"up", "down"} & request.POST.keys()  # type: ignore[attr-defined]
    template = "scoring/setup/_saved.html" if autosave else f"scoring/setup/{step}.html"
    return render(request, template, context, status=status)


def _check(request: HttpRequest, year: CampaignYear) -> HttpResponse:
    """Everything on one page, what stands against opening on top."""
    entries = readiness(year)
    context = {
        "setup_year": year,
        "step": "check",
        "steps": queries.steps(year, "check"),
        "entries": entries,
        "stops": stops(entries),
        "before_label": step_labels()["roster"],
    }
    return render(request, "scoring/setup/check.html", context | summary(year))


@require("year.configure")
@require_POST
@once
def setup_open(request: HttpRequest, year_id: int) -> HttpResponse:
    """Open the year for ever."""
    year = fetch(request, year_id)
    if "checked" not in request.POST:
        messages.error(request, _("Tick that the settings agree with the plan that was issued."))
        return redirect("setup_step", year.pk, "check")
    schools = open_year(year, by=request.user)
    text = ngettext(
        "The year is open: %(count)d school takes part.", "The year is open: %(count)d schools take part.", schools
    )
    messages.success(request, text % {"count": schools})
    return redirect("year_rules", year.calendar_year)
