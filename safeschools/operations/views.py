"""The status page, for the keepers of the installation; and what it holds on a person, for that person."""

import io
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.operations.queries.health import ALARM, OK, WARN, Fact, failures, health, worst
from safeschools.operations.queries.personal import mentions_of, parts_of
from safeschools.operations.resources import personal_json, write_personal

SHOWN = 20


@dataclass(frozen=True)
class Words:
    """What a fact is called, and what to know about it."""

    label: str | Promise
    note: str | Promise


WORDS = {
    "database": Words(_("Database"), _("Holds everything that counts.")),
    "clock": Words(_("Clock difference to the database"), _("Deadlines follow the database. Over 2 s is an alarm.")),
    "lag": Words(_("Figures behind the facts"), _("At most this long; settled within a minute after any fault.")),
    "sheets": Words(_("Rating sheets that cannot be computed"), _("The reason stands in the log and on the sheet.")),
    "sealed": Words(_("Oldest unsealed log entry"), _("The reconcile process seals entries within seconds.")),
    "waiting_jobs": Words(_("Oldest waiting job"), _("Imports, exports and documents wait for a worker.")),
    "messages": Words(_("Oldest message not sent"), _("Messages that failed are listed below.")),
    "failed_jobs": Words(_("Failed jobs in seven days"), _("Each tells the person who asked for it why.")),
    "backup": Words(_("Last backup"), _("Older than 26 hours is an alarm.")),
    "drill": Words(_("Last restore drill"), _("A backup that was never restored is only a hope.")),
    "redis": Words(_("Redis"), _("Messages and cached pages; without it figures follow some seconds later.")),
    "disk": Words(_("Free space for files"), _("Below 1 GB is an alarm.")),
}
SAYINGS = {
    "silent": _("does not answer"),
    "none": _("not used"),
}
TONES = {
    OK: ("green", "check", pgettext_lazy("health", "Well")),
    WARN: ("amber", "alert-triangle", pgettext_lazy("health", "Watch")),
    ALARM: ("red", "alert-octagon", pgettext_lazy("health", "Alarm")),
}


@require_safe
@never_cache
@require("status.view")
def status_page(request: HttpRequest) -> HttpResponse:
    """Every fact with its level, and what was given up or keeps failing, with the reason."""
    facts = health()
    context = {"rows": [_row(fact) for fact in facts], "tone": TONES[worst(facts)], **failures()}
    return render(request, "operations/status.html", context)


def _row(fact: Fact) -> dict[str, object]:
    value = SAYINGS.get(fact.value, fact.value) if isinstance(fact.value, str) else fact.value
    return {"words": WORDS[fact.name], "tone": TONES[fact.level], "value": value, "unit": fact.unit}


@require_safe
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything held on the person's own account: the newest rows of each kind, and how many there are."""
    user = cast(User, request.user)
    parts = [(part, part.rows.count(), part.newest(SHOWN)) for part in parts_of(user)]
    empty = pgettext("between names", ", ").join(part.title for part, count, _newest in parts if not count)
    context = {"parts": parts, "empty": empty, "shown": SHOWN, "work": sum(mentions_of(user).values())}
    return render(request, "operations/own_data.html", context)


@require_safe
@login_required
def own_data_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """All of it as a file, xlsx or JSON."""
    user = cast(User, request.user)
    name = gettext("My data") + f" {user.username} {timezone.localdate():%Y-%m-%d}.{suffix}"
    parts, mentions = parts_of(user), mentions_of(user)
    if suffix == "xlsx":
        stream = io.BytesIO()
        write_personal(stream, parts, mentions)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=name)
    if suffix != "json":
        raise Http404
    response = StreamingHttpResponse(personal_json(parts, mentions), content_type="application/json")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
