"""The self-assessment workspace: the dimensions with their items, who else is here, the history of an item."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import Participation
from campaigns.queries import doorway
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import assessments
from scoring.domain.draft import Part
from scoring.forms.facts import fact_fields
from scoring.models import ItemScore
from scoring.policies.editing import EDITABLE
from scoring.policies.presence import others_here
from scoring.queries.applicability import register_drift
from scoring.queries.assessment import (
    cards,
    draft_figures,
    general_notes,
    last_year_points,
    own_item_score,
    own_participation,
    saved_versions,
)
from scoring.record import catch_up


def participation_or_404(request: HttpRequest, calendar_year: int) -> Participation:
    """The participation of the person's own school in the year, or 404."""
    found = own_participation(cast(User, request.user), calendar_year)
    if found is None:
        raise Http404
    return found


def item_score_or_404(request: HttpRequest, calendar_year: int, code: str) -> ItemScore:
    """One item of the person's own school in the year, or 404."""
    found = own_item_score(cast(User, request.user), calendar_year, code)
    if found is None:
        raise Http404
    return found


def figures(participation: Participation) -> dict[str, Any]:
    """What the side panels show."""
    year = participation.year.calendar_year
    return {"participation": participation, "calendar_year": year, **draft_figures(participation)}


def door(request: HttpRequest, participation: Participation) -> dict[str, Any]:
    """Whether the person may change anything now, and until when."""
    way = doorway(participation.pk)
    user = cast(User, request.user)
    open_state = way.state in EDITABLE
    return {
        "door": way,
        "too_late": open_state and not way.is_open,
        "editable": open_state and way.is_open and user.can("assessment.fill"),
        "may_submit": user.can("assessment.submit"),
    }


@require_safe
@require("assessment.view")
def workspace(request: HttpRequest, calendar_year: int, dimension: str = "") -> HttpResponse:
    """One dimension with all its items, or with `?show=open` those that need something."""
    participation = participation_or_404(request, calendar_year)
    catch_up(participation)
    context: dict[str, Any] = {"participation": participation, "calendar_year": calendar_year}
    context["drift"] = register_drift(participation)
    context |= door(request, participation)
    if participation.state == Participation.State.INVITED:
        return render(request, "scoring/assessment_start.html", context)
    context |= figures(participation)
    position = _position(context["parts"], dimension)
    here: Part = context["parts"][position]
    papers = list(participation.submissions.defer("content"))
    context |= _items(participation, here, only_open=request.GET.get("show") == "open", handed_in=bool(papers))
    context |= {
        "here": here,
        "previous": context["parts"][position - 1] if position else None,
        "following": next(iter(context["parts"][position + 1 :]), None),
        "others": others_here(participation, cast(User, request.user), here.title),
        "general_notes": general_notes(participation),
        "papers": papers,
        "last_paper": papers[-1] if papers else None,
    }
    return render(request, "scoring/workspace.html", context)


def _position(found: list[Part], dimension: str) -> int:
    """Where the dimension stands; without one, the first in which something is to be done."""
    codes = [part.code for part in found]
    if dimension:
        if dimension not in codes:
            raise Http404
        return codes.index(dimension)
    waiting = (n for n, part in enumerate(found) if part.draft.unhandled or part.draft.missing)
    return next(waiting, 0)


def _items(participation: Participation, here: Part, *, only_open: bool, handed_in: bool) -> dict[str, Any]:
    """The cards of a dimension, those that came back first: row, line, fields, last year's points, versions."""
    lines = {line.code: line for line in here.draft.lines}
    waiting = {line.code for line in lines.values() if line.is_open or line.unhandled}
    rows, before = list(cards(participation, here.code, handed_in=handed_in)), last_year_points(participation)
    shown = [row for row in rows if row.applicable and (not only_open or row.item.code in waiting)]
    shown.sort(key=lambda row: not lines[row.item.code].unhandled)
    return {
        "cards": [
            {
                "row": row,
                "line": lines[row.item.code],
                "fields": fact_fields(row.item, row.facts),
                "last": before.get(row.item.code),
                "versions": row.versions,
            }
            for row in shown
        ],
        "inapplicable": [row for row in rows if not row.applicable],
        "only_open": only_open,
        "waiting": sum(line.code in waiting for line in here.draft.applicable),
    }


@require_POST
@require("assessment.fill")
@once
def assessment_start(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Begin."""
    assessments.start(participation_or_404(request, calendar_year), by=cast(User, request.user))
    return redirect("assessment", calendar_year)


@require_safe
@require("assessment.fill")
def presence(request: HttpRequest, calendar_year: int, dimension: str) -> HttpResponse:
    """A light heartbeat: leaves the own mark and answers who else is here."""
    participation = participation_or_404(request, calendar_year)
    part = participation.year.sheet.standard.dimensions.filter(code=dimension).first()
    others = others_here(participation, cast(User, request.user), part.title if part else "")
    return render(request, "scoring/_presence.html", {"others": others})


@require_safe
@require("assessment.view")
def item_history(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Every version of an item that was saved or lost against another, newest first: nothing typed is ever gone."""
    row = item_score_or_404(request, calendar_year, code)
    versions = [
        {"event": event, "fields": fact_fields(row.item, event.data.get("facts")), "note": event.data.get("note")}
        for event in saved_versions(row)[:100]
    ]
    context = {"calendar_year": calendar_year, "row": row, "versions": versions}
    return render(request, "scoring/item_history.html", context)
