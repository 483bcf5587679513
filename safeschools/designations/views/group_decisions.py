"""Decisions of the leading group about single schools: proposed, confirmed by a second person, in force, on record."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.queries import visible_participations, year_of_page
from safeschools.accounts.models import User
from safeschools.designations.forms.group_decisions import GroupDecisionForm
from safeschools.designations.queries.group_decisions import decision_words, sought, visible_decisions
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import group_decisions as actions
from scoring.models import GroupDecision
from scoring.views.dialogs import ask, done, posted


@require("allocation.view")
def group_decision_list(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What waits for the second signature, what is in force, what was rejected; and the search for a school."""
    user, year = cast(User, request.user), year_of_page(calendar_year)
    text = request.GET.get("text", "")
    rows: dict[str, list[tuple[GroupDecision, str]]] = {state: [] for state in GroupDecision.State.values}
    for decision in visible_decisions(user, year):
        rows[decision.state].append((decision, decision_words(decision.kind, decision.star)))
    context = {
        "year": year,
        "text": text,
        "found": sought(user, year, text),
        "waiting": rows["proposed"],
        "in_force": rows["confirmed"],
        "rejected": rows["rejected"],
        "may_propose": user.can("allocation.propose") and year.is_open,
        "may_approve": user.can("allocation.approve") and year.is_open,
    }
    return render(request, "allocation/group_decisions.html", context)


@require("allocation.propose")
@once
def group_decision_propose(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Put a decision about one school forward."""
    user = cast(User, request.user)
    rows = visible_participations(user).filter(year__calendar_year=calendar_year)
    participation = get_object_or_404(rows, school__code=code)
    form = GroupDecisionForm(participation.year, posted(request))

    def act() -> object:
        paper = actions.Paper(**form.paper())
        return actions.propose(participation, by=user, **form.values(), paper=paper)

    if done(form, act):
        messages.success(request, _("The decision is proposed; a second person has to confirm it."))
        return redirect("group_decision_list", calendar_year=calendar_year)
    words = {
        "title": _("Decision of the leading group about %(school)s") % {"school": participation.school},
        "lead": _("It counts from the next run on, once a second person has confirmed it. No cap is exceeded."),
        "verb": _("Propose the decision"),
        "keep": _("Do not propose"),
        "back": reverse("group_decision_list", args=[calendar_year]),
        "origin": _("Decisions of the leading group"),
    }
    return ask(request, form, **words, about=participation)


@require_POST
@require("allocation.approve")
@once
def group_decision_confirm(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """The second person's signature."""
    actions.confirm(_decision(request, calendar_year, pk), by=cast(User, request.user))
    messages.success(request, _("The decision is confirmed; the next run follows it."))
    return redirect("group_decision_list", calendar_year=calendar_year)


@require_POST
@require("allocation.approve")
@once
def group_decision_reject(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Not this decision, or no longer, with a reason."""
    decision = _decision(request, calendar_year, pk)
    actions.reject(decision, by=cast(User, request.user), reason=request.POST.get("reason", ""))
    messages.success(request, _("The decision is rejected."))
    return redirect("group_decision_list", calendar_year=calendar_year)


def _decision(request: HttpRequest, calendar_year: int, pk: int) -> Any:
    return get_object_or_404(visible_decisions(request.user, year_of_page(calendar_year)), pk=pk)
