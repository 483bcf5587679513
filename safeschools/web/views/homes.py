"""Where schools, districts and member units begin their day: deadline, score, what is to do."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from campaigns.models import Participation, Phase
from campaigns.queries import bar_of, bars_of, deadline, doorway, visible_participations
from inspections.queries.visits import visible_visits, with_progress
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.web.todo import district_numbers, school_tasks
from scoring.models import Item, RatingSheet
from scoring.queries.assessment import draft_figures
from scoring.queries.outlook import outlook
from scoring.queries.ratings import sheet_of
from scoring.queries.recommendations import ceilings, recommended_counts


@require("assessment.fill")
def school_home(request: HttpRequest) -> HttpResponse:
    """The school's own page: time left, star within reach, last year, what is to do, the six dimensions."""
    user, year = cast(User, request.user), getattr(request, "year", None)
    rows = visible_participations(user).select_related("year__sheet__standard", "school__district", "rating")
    participation = rows.filter(year=year.pk if year else 0, school=user.school).first()
    context: dict[str, Any] = {
        "school": participation.school if participation else user.school,
        "participation": participation,
        "last": _last_year(user, participation),
    }
    if participation is not None:
        context |= {"bar": bar_of(participation)} | _progress(participation)
    return render(request, "web/school_home.html", context)


def _progress(participation: Participation) -> dict[str, Any]:
    way = doorway(participation.pk)
    figures = draft_figures(participation)
    return figures | {
        "door": way,
        "phases": participation.year.phases.all(),
        "now": way.moment,
        "can_work": participation.is_editable and way.is_open,
        "outlook": outlook(participation, sheet_of(participation.year)),
        "tasks": school_tasks(participation, figures["draft"], figures["parts"], is_open=way.is_open),
    }


def _last_year(user: User, participation: Participation | None) -> Participation | None:
    """The school in the year before the one in view."""
    rows = Participation.objects.select_related("year", "rating", "designation").filter(school=user.school)
    if participation is None or participation.year.index == 1:
        return None
    return rows.filter(
        year__campaign_id=participation.year.campaign_id, year__index=participation.year.index - 1
    ).first()


@require("review.work")
def district_home(request: HttpRequest) -> HttpResponse:
    """The district's page: how far its schools are, what waits for review, deadlines."""
    user, year = cast(User, request.user), request.year  # type: ignore[attr-defined]
    if not year:
        return render(request, "web/no_year.html")
    numbers = district_numbers(year, user)
    waiting = visible_participations(user).filter(year=year, state=Participation.State.SUBMITTED)
    barred = bars_of(year).filter(school__district=user.district_id or 0)
    context = {
        "year": year,
        "numbers": numbers,
        "waiting": waiting.select_related("rating").order_by("submitted_at", "school__code")[:12],
        "barred": barred.select_related("school") if numbers["withdrawn"] else (),
        "phases": year.phases.all(),
        "now": timezone.now(),
        "ceiling": ceilings(year).get(user.district_id or 0),
        "on_list": recommended_counts(year).get(user.district_id or 0, 0),
        "limits": deadline(year, Phase.Kind.DISTRICT_REVIEW, user.district_id or 0),
        "handing_in": deadline(year, Phase.Kind.SELF_ASSESSMENT, user.district_id or 0),
    }
    return render(request, "web/district_home.html", context)


@require("visit.view")
def agency_home(request: HttpRequest) -> HttpResponse:
    """A member unit's page: its duties (C4), the items it answers for, its inspectors' visits."""
    user, year = cast(User, request.user), getattr(request, "year", None)
    if user.agency is None:
        return redirect("home")
    standard = RatingSheet.objects.filter(year=year.pk if year else 0).values("standard")
    items = [
        item
        for item in Item.objects.filter(standard__in=standard).select_related("dimension")
        if user.agency.code in item.agencies
    ]
    visits = with_progress(visible_visits(user)).order_by("-planned_on", "-id")[:20]
    return render(
        request,
        "web/agency_home.html",
        {"agency": user.agency, "items": items, "visits": visits, "today": timezone.localdate()},
    )
