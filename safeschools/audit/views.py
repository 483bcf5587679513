"""The event log on screen: newest first, filtered, keyset pages."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from safeschools.audit.queries import chain, filter_events, sentence_of, visible_events
from safeschools.lib.access import require

PAGE = 50


def _moment(text: str, at: time) -> datetime | None:
    """A date from the form as a moment in Asia/Shanghai; nothing where it is no date."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, at)) if day else None


@require("events.view")
def event_list(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where and why."""
    filters = {name: request.GET.get(name, "") for name in ("verb", "actor", "object", "since", "until")}
    events = filter_events(
        visible_events(request.user),
        verb=filters["verb"],
        actor=filters["actor"],
        label=filters["object"],
        since=_moment(filters["since"], time.min),
        until=_moment(filters["until"], time.max),
        before=request.GET.get("before", ""),
    )
    rows = list(events[: PAGE + 1])
    context = {
        "filters": filters,
        "rows": [(event, sentence_of(event)) for event in rows[:PAGE]],
        "chain": chain(),
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "audit/list.html", context)
