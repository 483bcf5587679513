"""Schools below the floor: who they are, propose that one leaves the year, its reply, the decision; holds."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from campaigns.models import Participation
from campaigns.queries import visible_participations, year_of_page
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import disqualifications as actions
from scoring.actions import holds
from scoring.forms.review import DisqualificationForm, HoldForm, ReasonForm, ReplyForm
from scoring.models import Hold
from scoring.queries.disqualifications import below_floor, paper_to_answer, visible_papers
from scoring.views.dialogs import ask, done, posted

PAPER = "scoring/review/_paper_body.html"


@require("review.view")
@require_GET
def disqualification_list(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Schools below the floor that wait for a person's decision, and the papers about them."""
    user, year = cast(User, request.user), year_of_page(calendar_year)
    context = {
        "year": year,
        "waiting": below_floor(user, year)[:200],
        "papers": visible_papers(user).filter(participation__year=year)[:200],
        "may_propose": user.can("disqualification.propose"),
        "may_decide": user.can("disqualification.confirm"),
    }
    return render(request, "scoring/review/disqualifications.html", context)


@require("disqualification.propose")
@once
def disqualification_propose(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Proposes that one school leaves the year's selection."""
    user = cast(User, request.user)
    rows = visible_participations(user)
    participation = get_object_or_404(rows, year__calendar_year=calendar_year, school__code=code)
    form = DisqualificationForm(posted(request))
    if done(form, lambda: actions.propose(participation, by=user, **form.cleaned_data)):
        messages.success(request, _("Proposed; the school can reply now, then somebody else decides."))
        return redirect("disqualification_list", calendar_year)
    words = {
        "title": _("Propose that %(school)s leaves the year's selection") % {"school": participation.school},
        "lead": _("It stays a participant and keeps its score. Which sanction follows is decided apart (C2.2.4)."),
        "verb": _("Propose"),
        "keep": _("Do not propose"),
    }
    return ask(request, form, **words, **_list(calendar_year), about=participation)


@require("disqualification.confirm")
@once
def disqualification_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms, after a look at the school's reply."""
    return _decision(request, pk, "confirm")


@require("disqualification.confirm")
@once
def disqualification_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets the school stay in the year."""
    return _decision(request, pk, "reject")


def _decision(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    user = cast(User, request.user)
    paper = get_object_or_404(visible_papers(user), pk=pk)
    year, school = paper.participation.year.calendar_year, paper.participation.school
    form = ReasonForm(posted(request))
    act = actions.confirm if verb == "confirm" else actions.reject
    if done(form, lambda: act(paper, by=user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("The decision about %(school)s is recorded.") % {"school": school})
        return redirect("disqualification_list", year)
    words = {
        "title": _("%(school)s leaves the year's selection") % {"school": school},
        "verb": _("Confirm the exit"),
        "keep": _("Not now"),
    }
    if verb == "reject":
        words |= {"title": _("%(school)s stays in the year") % {"school": school}, "verb": _("Let the school stay")}
    more = {"body": PAPER, "paper": paper, "about": paper.participation}
    return ask(request, form, **words, **_list(year), **more, danger=verb == "confirm")


def _list(calendar_year: int) -> dict[str, str]:
    return {"back": reverse("disqualification_list", args=[calendar_year]), "origin": _("Below the floor")}


@require("assessment.submit")
@once
def disqualification_reply(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The school's reply before anybody decides."""
    user = cast(User, request.user)
    paper = paper_to_answer(user, calendar_year)
    if paper is None:
        raise Http404
    form = ReplyForm(posted(request), initial={"text": paper.reply})
    if done(form, lambda: actions.reply(paper, by=user, text=form.cleaned_data["text"])):
        messages.success(request, _("Your reply is recorded; it can be changed until its day has passed."))
        return redirect("school_home")
    words = {
        "title": _("Reply: your school would leave the year's selection"),
        "verb": _("Send the reply"),
        "keep": _("Later"),
    }
    home = {"back": reverse("school_home"), "origin": pgettext("navigation", "Home")}
    return ask(request, form, **words, **home, body=PAPER, paper=paper)


@require("hold.set")
@once
def hold_set(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Puts a school on hold."""
    user = cast(User, request.user)
    rows = visible_participations(user)
    participation = get_object_or_404(rows, year__calendar_year=calendar_year, school__code=code)
    form = HoldForm(posted(request))
    if done(form, lambda: holds.set_hold(participation, by=user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("%(school)s is on hold.") % {"school": participation.school})
        return redirect("participation_detail", calendar_year, code)
    words = {
        "title": _("Put %(school)s on hold") % {"school": participation.school},
        "lead": participation.year.what_a_hold_does,
        "verb": _("Put on hold"),
        "keep": _("Do not hold"),
    }
    return ask(request, form, **words, **_school(participation), about=participation)


@require("hold.set")
@once
def hold_lift(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Lifts the hold on a school."""
    user = cast(User, request.user)
    held = Hold.objects.filter(participation__in=visible_participations(user), lifted_at__isnull=True)
    held = held.select_related("participation__school", "participation__district", "participation__year")
    hold = get_object_or_404(held, participation__year__calendar_year=calendar_year, participation__school__code=code)
    form = ReasonForm(posted(request))
    if done(form, lambda: holds.lift_hold(hold, by=user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("The hold on %(school)s is lifted.") % {"school": hold.participation.school})
        return redirect("participation_detail", calendar_year, code)
    words = {
        "title": _("Lift the hold on %(school)s") % {"school": hold.participation.school},
        "lead": hold.reason,
        "verb": _("Lift the hold"),
        "keep": _("Keep the hold"),
    }
    return ask(request, form, **words, **_school(hold.participation), about=hold.participation)


def _school(participation: Participation) -> dict[str, str]:
    address = [participation.year.calendar_year, participation.school.code]
    return {"back": reverse("participation_detail", args=address), "origin": participation.school.name}
