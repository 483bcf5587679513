"""Veto findings: propose one from a school's review, see them all, confirm or reject."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import vetoes
from scoring.forms.review import ReasonForm, VetoForm
from scoring.models import Veto
from scoring.queries.vetoes import rejection_reasons, veto_items, visible_vetoes
from scoring.views.dialogs import ask, done, posted

PAGE = 30


@require("review.view")
def veto_list(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Findings of the year within the scope, undecided ones by default."""
    user, state = cast(User, request.user), request.GET.get("state", Veto.State.PROPOSED)
    rows = visible_vetoes(user).filter(participation__year__calendar_year=calendar_year)
    if state in Veto.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "calendar_year": calendar_year,
        "page": page,
        "may_decide": user.can("veto.confirm"),
        "reasons": rejection_reasons(list(page)),
        "states": [
            {"text": label, "url": f"?state={slug}", "count": None, "current": slug == state}
            for slug, label in (*Veto.State.choices, ("all", _("All")))
        ],
    }
    return render(request, "scoring/review/vetoes.html", context)


@require("veto.propose")
@once
def veto_propose(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Proposes a finding about one school."""
    user = cast(User, request.user)
    rows = visible_participations(user)
    participation = get_object_or_404(rows, year__calendar_year=calendar_year, school__code=code)
    items = veto_items(participation.year_id)
    chosen = items.filter(code=request.GET.get("item", "")).first()
    form = VetoForm(posted(request), items=items, initial={"item": chosen})
    if done(form, lambda: vetoes.propose(participation, by=user, **form.cleaned_data)):
        messages.success(request, _("The finding is proposed; until it is decided the school is on hold."))
        return redirect("veto_list", calendar_year)
    words = {
        "title": _("Propose a veto finding about %(school)s") % {"school": participation.school},
        "lead": _("Somebody else decides. Only a confirmed finding takes the school out; its score stays recorded."),
        "verb": _("Propose the finding"),
        "keep": _("Do not propose"),
    }
    return ask(request, form, **words, **_list(calendar_year), about=participation)


@require("veto.confirm")
@once
def veto_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms a finding, after a last look."""
    user = cast(User, request.user)
    veto = get_object_or_404(visible_vetoes(user), pk=pk)
    year = veto.participation.year.calendar_year
    form = Form(posted(request))
    if done(form, lambda: vetoes.confirm(veto, by=user)):
        messages.success(
            request, _("The finding is confirmed; %(school)s is out of this year's selection.") % _of(veto)
        )
        return redirect("veto_list", year)
    words = {
        "title": _("Confirm the finding about %(school)s") % _of(veto),
        "verb": _("Confirm the finding"),
        "keep": _("Do not confirm"),
    }
    return ask(request, form, **words, **_list(year), **_finding(veto), danger=True)


@require("veto.confirm")
@once
def veto_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Rejects a finding with a reason."""
    user = cast(User, request.user)
    veto = get_object_or_404(visible_vetoes(user), pk=pk)
    form = ReasonForm(posted(request))
    year = veto.participation.year.calendar_year
    if done(form, lambda: vetoes.reject(veto, by=user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("The finding is rejected; the hold on %(school)s ends.") % _of(veto))
        return redirect("veto_list", year)
    words = {
        "title": _("Reject the finding about %(school)s") % _of(veto),
        "verb": _("Reject the finding"),
        "keep": _("Do not reject"),
    }
    return ask(request, form, **words, **_list(year), **_finding(veto))


def _of(veto: Veto) -> dict[str, object]:
    return {"school": veto.participation.school}


def _list(calendar_year: int) -> dict[str, str]:
    return {"back": reverse("veto_list", args=[calendar_year]), "origin": _("Veto findings")}


def _finding(veto: Veto) -> dict[str, Any]:
    return {"body": "scoring/review/_veto_body.html", "veto": veto, "about": veto.participation}
