"""Steps that concern a school as a whole: accept the rest, return, finish with a recommendation, take up again."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once
from scoring.actions import review
from scoring.forms.review import LineForm, ReasonForm, ReturnForm
from scoring.policies.completeness import bar_unfinished
from scoring.queries.recommendations import standing_of
from scoring.queries.review import draft_notes
from scoring.views.desk import submitted_participation
from scoring.views.dialogs import ask, done, posted
from scoring.views.recommendations import write_line


@require_POST
@require("review.work")
@once
def review_accept_rest(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Accepts everything not yet judged."""
    user = cast(User, request.user)
    count = review.accept_all_remaining(submitted_participation(user, calendar_year, code), by=user)
    said = ngettext("%(count)s item accepted.", "%(count)s items accepted.", count) % {"count": count}
    messages.success(request, said)
    return redirect("review_school", calendar_year, code)


@require("review.work")
@once
def review_return(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Sends the assessment back with every noted reason."""
    user = cast(User, request.user)
    participation = submitted_participation(user, calendar_year, code)
    form = ReturnForm(posted(request))
    if done(form, lambda: review.return_to_school(participation, by=user, text=form.cleaned_data["text"])):
        messages.success(request, _("%(school)s was sent back.") % {"school": participation.school})
        return redirect("review_queue", calendar_year)
    notes = draft_notes(participation).select_related("item_score__item").exclude(item_score=None)
    words = {
        "title": _("Return to %(school)s") % {"school": participation.school},
        "verb": _("Return to the school"),
        "keep": _("Do not return"),
    }
    body = "scoring/review/_return_body.html"
    return ask(request, form, **words, **_back(participation), body=body, notes=notes, danger=True)


@require("review.work")
@once
def review_finish(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Closes the review, and says in the same breath whether the school is recommended."""
    user = cast(User, request.user)
    participation = submitted_participation(user, calendar_year, code)
    standing = standing_of(participation)
    start = {"choice": request.GET.get("choice", "yes" if standing.highest else "no"), "star": standing.highest}
    form = LineForm(posted(request), initial=start, highest=standing.highest, later=True)
    if done(form, lambda: _finish(participation, user, form.cleaned_data)):
        messages.success(request, _("The review of %(school)s is finished.") % {"school": participation.school})
        return redirect("review_queue", calendar_year)
    words = {
        "title": _("Finish the review of %(school)s") % {"school": participation.school},
        "verb": _("Finish the review"),
        "keep": _("Go on reviewing"),
    }
    blocked = None if form.is_bound else _blocked(participation)
    more = {"body": "scoring/review/_line_body.html", "standing": standing, "blocked": blocked}
    return ask(request, form, **words, **_back(participation), **more)


@require("review.work")
@once
def review_reopen(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Takes a finished review up again."""
    user = cast(User, request.user)
    participation = submitted_participation(user, calendar_year, code)
    form = ReasonForm(posted(request))
    if done(form, lambda: review.reopen(participation, by=user, reason=form.cleaned_data["reason"])):
        return redirect("review_school", calendar_year, code)
    words = {
        "title": _("Take up the review of %(school)s again") % {"school": participation.school},
        "lead": _("The school's line on the recommendation list goes; its verdicts stay until you change them."),
        "verb": _("Take up the review again"),
        "keep": _("Leave it finished"),
    }
    return ask(request, form, **words, **_back(participation))


def _blocked(participation: Participation) -> DomainError | None:
    """What still has to be done before the review can be finished."""
    try:
        bar_unfinished(participation)
    except DomainError as error:
        return error
    return None


@transaction.atomic
def _finish(participation: Participation, user: User, data: dict[str, Any]) -> None:
    review.finish(participation, by=user)
    participation.refresh_from_db()
    write_line(participation, user, data)


def _back(participation: Participation) -> dict[str, Any]:
    address = [participation.year.calendar_year, participation.school.code]
    back = reverse("review_school", args=address)
    return {"back": back, "origin": participation.school.name, "about": participation}
