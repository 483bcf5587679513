"""Puts one school's review on the screen: queue, items, and the item in hand."""

from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Participation, Phase
from campaigns.queries import deadline, visible_participations
from safeschools.accounts.models import User
from safeschools.lib.errors import DomainError, Invalid
from scoring.forms.facts import FactFields, fact_fields
from scoring.forms.review import GROUNDS
from scoring.policies.duties import bar_own_school, bar_submitter
from scoring.policies.timing import bar_closed_year, bar_past
from scoring.queries.applicability import register_drift
from scoring.queries.desk import Desk, Line, desk, evidence_of, judgements
from scoring.queries.review import TABS, narrowed, queue, tab_counts, year_rows
from scoring.queries.vetoes import findings
from scoring.record import judge

QUEUE = 30


def submitted_participation(user: User, calendar_year: int, code: str) -> Participation:
    """A school inside the scope that has handed in at least once, or 404: drafts are the school's own."""
    rows = visible_participations(user).filter(submitted_at__isnull=False)
    return get_object_or_404(rows, year__calendar_year=calendar_year, school__code=code)


def filters(request: HttpRequest) -> dict[str, str]:
    """The queue's filters from the address; a reviewer starts with what awaits review."""
    tab = request.GET.get("tab", "")
    return {
        "tab": tab if tab in TABS or tab == "all" else "waiting",
        "kind": request.GET.get("kind", ""),
        "district": request.GET.get("district", ""),
        "text": request.GET.get("q", ""),
    }


def tab_links(request: HttpRequest, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """The queue's tabs as links that keep the other filters."""
    words = {
        "waiting": _("To review"),
        "returned": _("Returned"),
        "done": pgettext("count", "Reviewed"),
        "not_in": _("Not handed in"),
    }
    links = []
    for tab, text in words.items():
        query = request.GET.copy()
        query["tab"] = tab
        query.pop("page", None)
        links.append({"text": text, "url": f"?{query.urlencode()}", "count": counts[tab], "current": tab == current})
    return links


def show_desk(
    request: HttpRequest,
    rows: Desk,
    line: Line,
    *,
    problem: DomainError | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page, or for htmx its inside; after a refused verdict with what was typed, and why it was refused."""
    user, participation = cast(User, request.user), rows.participation
    limits = deadline(participation.year, Phase.Kind.DISTRICT_REVIEW, participation.district_id)
    bar, may_work = barred(user, participation, limits), user.can("review.work")
    context = {
        "desk": rows,
        "participation": participation,
        "calendar_year": participation.year.calendar_year,
        "line": line,
        "problem": problem,
        "drift": register_drift(participation),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "barred": bar if may_work else None,
        "may_work": may_work,
        "may_extend": user.can("deadline.extend"),
        "may_propose": user.can("veto.propose"),
        "workable": may_work and not bar and participation.state == Participation.State.SUBMITTED,
        "limits": limits,
        "band": rows.open_to,
        "findings": findings(participation),
        **_queue_pane(request, participation),
        **_items_pane(request, rows, line),
        **_item_pane(request, line, rows, typed or {}),
    }
    inside = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "scoring/review/_desk.html" if inside else "scoring/review/desk.html"
    response = render(request, template, context, status=problem.status if problem else 200)
    if inside:
        response["HX-Push-Url"] = f"{_address(participation, line.code)}{context['query']}"
    return response


def barred(user: User, participation: Participation, limits: tuple[datetime, datetime] | None) -> DomainError | None:
    """Why this person cannot review this school now, None when nothing stands in the way."""
    try:
        bar_own_school(user, [participation.school_id])
        bar_submitter(user, participation)
        bar_closed_year(participation.year)
        bar_past(limits)
    except DomainError as error:
        return error
    return None


def line_or_404(rows: Desk, code: str) -> Line:
    """The item in hand."""
    line = rows.line(code)
    if line is None:
        raise Http404
    return line


def open_desk(request: HttpRequest, calendar_year: int, code: str) -> Desk:
    """The desk of a school in scope."""
    return desk(submitted_participation(cast(User, request.user), calendar_year, code))


def _address(participation: Participation, item: str) -> str:
    return reverse("review_item", args=[participation.year.calendar_year, participation.school.code, item])


def _queue_pane(request: HttpRequest, participation: Participation) -> dict[str, Any]:
    chosen = filters(request)
    rows = year_rows(cast(User, request.user), participation.year)
    if participation.district_id != cast(User, request.user).district_id:
        rows = rows.filter(district=participation.district_id)
    found = narrowed(rows, **{**chosen, "tab": "", "district": ""})
    counts = tab_counts(found)
    return {
        "chosen": chosen,
        "counts": counts,
        "tabs": tab_links(request, counts, chosen["tab"])[:3],
        "schools": list(queue(narrowed(found, tab=chosen["tab"]))[:QUEUE]),
    }


def _items_pane(request: HttpRequest, rows: Desk, line: Line) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    codes = [each.code for each in rows.shown(shown)]
    index = codes.index(line.code) if line.code in codes else -1
    words = {
        "": (_("All"), None),
        "open": (_("To review"), rows.counts["open"]),
        "differs": (_("Differing"), rows.counts["differs"]),
        "returned": (_("Returned last time"), rows.counts["returned"]),
        "changed": (_("Changed"), rows.counts["changed"]),
    }
    links = []
    for name, (text, count) in words.items():
        if name in ("returned", "changed") and not count:
            continue
        query = request.GET.copy()
        query["show"] = name
        links.append({"text": text, "url": f"?{query.urlencode()}", "count": count, "current": name == shown})
    return {
        "groups": rows.groups(shown),
        "shows": links,
        "before_code": codes[index - 1] if index > 0 else None,
        "after_code": codes[index + 1] if 0 <= index + 1 < len(codes) and index >= 0 else None,
    }


def _item_pane(request: HttpRequest, line: Line, rows: Desk, typed: dict[str, Any]) -> dict[str, Any]:
    item, score = line.score.item, line.score
    mine = typed.get("facts") or score.reviewed_facts or score.claimed_facts
    claimed, district = fact_fields(item, score.claimed_facts), fact_fields(item, mine)
    answer = rows.before.content.get(line.code) if rows.before and line.changed else None
    earlier = fact_fields(item, answer["facts"] if answer else None)
    files, history = evidence_of(line) if line.evidence else [], judgements(line)
    chosen = request.GET.get("file", "")
    return {
        "score": score,
        "claimed": claimed,
        "district": district,
        "earlier": earlier if answer else None,
        "earlier_points": answer["points"] if answer else None,
        "earlier_note": answer["note"] if answer and answer["note"] != score.note else None,
        "triples": _triples(claimed, district, earlier),
        "files": files,
        "file": next((link for link in files if str(link.pk) == chosen), next(iter(files), None)),
        "history": history,
        "grounds": GROUNDS,
        "points": _points(line, typed),
        "ground": typed.get("ground", ""),
        "reason": typed.get("reason", history[0].reason if history and score.reviewed_points is not None else ""),
        "return_text": typed.get("return_text", line.noted.text if line.noted else ""),
    }


def _points(line: Line, typed: dict[str, Any]) -> dict[str, int | None]:
    """What the district's column stands at: by the facts just typed, else by the review."""
    points = line.score.reviewed_points
    if typed.get("facts"):
        try:
            points = judge(line.score.item, typed["facts"]).points
        except Invalid:
            points = None
    return {"value": points, "difference": None if points is None else points - (line.score.claimed_points or 0)}


def _triples(*sides: FactFields) -> list[tuple[Any, ...]]:
    """The same field of the school's, the district's and the earlier answer, side by side."""
    return list(zip(*(side.rows for side in sides), strict=True))
