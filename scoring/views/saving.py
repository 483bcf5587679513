"""Saving answers: the autosave, two versions of one item, replies to a return."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError, Invalid, Stale
from safeschools.once.decorators import once
from scoring.actions import assessments
from scoring.forms.assessment import AnswerForm, ReplyForm, first_error
from scoring.forms.facts import fact_fields
from scoring.models import ItemScore
from scoring.queries.assessment import own_notes
from scoring.views.workspace import figures, item_score_or_404


def is_quiet(request: HttpRequest) -> bool:
    """Whether the script asks, which wants the pieces that changed and not a page."""
    return request.headers.get("X-Autosave") == "1"


def at_item(calendar_year: int, row: ItemScore) -> str:
    """The address of an item in the workspace."""
    page = reverse("assessment_dimension", args=[calendar_year, row.item.dimension.code])
    return f"{page}#item-{row.item.code}"


@require_POST
@require("assessment.fill")
def item_save(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Save one item. The script gets the pieces that changed; without script the page comes again."""
    row = item_score_or_404(request, calendar_year, code)
    typed: dict[str, Any] = {}
    try:
        typed = AnswerForm(request.POST).answer(row.item)
        assessments.save_item(row, by=cast(User, request.user), **typed)
    except Stale:
        return _two_versions(request, row, typed)
    except DomainError as error:
        if not is_quiet(request):
            raise
        return render(request, "scoring/_not_saved.html", {"row": row, "error": error}, status=error.status)
    if not is_quiet(request):
        messages.success(request, _("Saved."))
        return redirect(at_item(calendar_year, row))
    return _saved(request, row)


def _saved(request: HttpRequest, row: ItemScore) -> HttpResponse:
    """The card's figures, the totals, the dimensions, the completeness; all from one read of the items."""
    context = figures(row.participation)
    line = next(line for line in context["draft"].lines if line.code == row.item.code)
    part = next(part for part in context["parts"] if part.code == line.dimension)
    context |= {"row": row, "here": part, "line": line, "fields": fact_fields(row.item, row.facts)}
    response = render(request, "scoring/_saved.html", context)
    response["X-Version"] = str(row.version)
    return response


def _two_versions(request: HttpRequest, row: ItemScore, typed: dict[str, Any]) -> HttpResponse:
    """Both versions side by side; the one that was refused is in the history already."""
    facts, note = typed["facts"], typed["note"]
    assessments.set_aside(row, by=cast(User, request.user), facts=facts, note=note)
    context = {
        "row": row,
        "calendar_year": row.participation.year.calendar_year,
        "stored": fact_fields(row.item, row.facts),
        "typed": fact_fields(row.item, facts),
        "typed_note": note,
        "back": at_item(row.participation.year.calendar_year, row),
    }
    page = "scoring/_merge.html" if is_quiet(request) else "scoring/merge.html"
    return render(request, page, context, status=409)


@require_POST
@require("assessment.fill")
@once
def note_reply(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Answer one reason for the return."""
    note = own_notes(cast(User, request.user), calendar_year).filter(pk=pk).first()
    if note is None:
        raise Http404
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise Invalid(first_error(form))
    assessments.reply(note, by=cast(User, request.user), text=form.cleaned_data["text"])
    messages.success(request, _("Your answer is saved."))
    if note.item_score is None:
        return redirect("assessment", calendar_year)
    return redirect(at_item(calendar_year, note.item_score))
