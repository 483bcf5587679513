"""The reviewer's room: the queue, one school item by item, and the city's view of progress."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.models import Phase
from campaigns.queries import deadline, year_of_page
from safeschools.accounts.models import User
from safeschools.directory.models import School
from safeschools.directory.queries import visible_districts
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid, Stale
from safeschools.once.decorators import once
from scoring.actions import review
from scoring.forms.facts import read_facts
from scoring.forms.review import GROUNDS
from scoring.queries.desk import Line
from scoring.queries.recommendations import ceilings, lists_of
from scoring.queries.review import applicable_items, in_all, narrowed, progress, queue, tab_counts, year_rows
from scoring.record import judge
from scoring.views.desk import filters, line_or_404, open_desk, show_desk, submitted_participation, tab_links

PAGE = 30


@require("review.view")
def review_queue(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Schools of the year by what the district has to do with them."""
    user = cast(User, request.user)
    year = year_of_page(calendar_year)
    chosen = filters(request)
    rows = narrowed(year_rows(user, year), **{**chosen, "tab": ""})
    counts = tab_counts(rows)
    pages = Paginator(queue(narrowed(rows, tab=chosen["tab"])), PAGE)
    if chosen["tab"] in counts:
        pages.count = counts[chosen["tab"]]  # the same number, asked already
    context = {
        "calendar_year": calendar_year,
        "page": pages.get_page(request.GET.get("page")),
        "chosen": chosen,
        "counts": counts,
        "tabs": tab_links(request, counts, chosen["tab"]),
        "may_extend": user.can("deadline.extend"),
        "kinds": School.Type.choices,
        "districts": visible_districts(user) if user.scope == "city" else (),
        "limits": deadline(year, Phase.Kind.DISTRICT_REVIEW, user.district_id) if user.district_id else None,
    }
    return render(request, "scoring/review/queue.html", context)


@require("review.view")
def review_school(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Opens a school at the first item without a verdict."""
    desk = open_desk(request, calendar_year, code)
    line = desk.next_open() or desk.lines[0]
    return _to_item(request, calendar_year, code, line.code)


@require("review.view")
def review_item(request: HttpRequest, calendar_year: int, code: str, item: str) -> HttpResponse:
    """One school, one item in hand."""
    desk = open_desk(request, calendar_year, code)
    return show_desk(request, desk, line_or_404(desk, item))


@require_POST
@require("review.work")
@once
def review_verdict(request: HttpRequest, calendar_year: int, code: str, item: str) -> HttpResponse:
    """Accept, adjust or note for return, then on to the next item without a verdict."""
    desk = open_desk(request, calendar_year, code)
    line = line_or_404(desk, item)
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("ground", "reason", "return_text")}
    try:
        typed["facts"] = read_facts(line.score.item, request.POST)
        _judge(request, line, typed)
    except (Invalid, Stale) as problem:
        fresh = open_desk(request, calendar_year, code)
        return show_desk(request, fresh, line_or_404(fresh, item), problem=problem, typed=typed)
    following = open_desk(request, calendar_year, code).next_open(item)
    return _to_item(request, calendar_year, code, following.code if following else item)


@require("review.work")
def review_points(request: HttpRequest, calendar_year: int, code: str, item: str) -> HttpResponse:
    """The points the typed facts would give, shown while typing; nothing is stored."""
    participation = submitted_participation(cast(User, request.user), calendar_year, code)
    score = get_object_or_404(applicable_items(participation), item__code=item)
    try:
        result = judge(score.item, read_facts(score.item, request.GET))
    except Invalid:
        return HttpResponse(status=204)
    context: dict[str, int | None] = {"points": None}
    if result.complete and result.points is not None:
        context = {"points": result.points, "difference": result.points - (score.claimed_points or 0)}
    return render(request, "scoring/review/_points.html", context)


@require("dashboard.view")
def review_progress(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Every district's schools by state, and how far its list is."""
    year = year_of_page(calendar_year)
    limits, lists = ceilings(year), lists_of(year)
    districts = progress(year_rows(cast(User, request.user), year))
    rows = [{"district": row, "ceiling": limits.get(row.pk), "list": lists.get(row.pk)} for row in districts]
    phase = year.phases.filter(kind=Phase.Kind.DISTRICT_REVIEW).first()
    context = {"calendar_year": calendar_year, "rows": rows, "phase": phase, "sums": in_all(districts)}
    return render(request, "scoring/review/progress.html", context)


def _judge(request: HttpRequest, line: Line, typed: dict[str, Any]) -> None:
    by, seen = cast(User, request.user), request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() else 0
    match request.POST.get("verdict"):
        case "accept":
            review.accept(line.score, by=by, version=version)
        case "return":
            review.note_return(line.score, by=by, version=version, text=typed["return_text"])
        case _:
            ground, text = GROUNDS.get(typed["ground"]), typed["reason"].strip()
            reason = _("%(ground)s: %(text)s") % {"ground": ground, "text": text} if ground and text else text
            review.adjust(line.score, by=by, version=version, facts=typed["facts"], reason=reason)


def _to_item(request: HttpRequest, calendar_year: int, code: str, item: str) -> HttpResponse:
    query = request.GET.copy()
    query.pop("file", None)
    address = redirect("review_item", calendar_year, code, item)
    if query:
        address["Location"] += f"?{query.urlencode()}"
    return address
