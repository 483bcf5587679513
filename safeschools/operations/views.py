"""The status page: how the installation is, for the people who keep and audit it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeschools.lib.access import require
from safeschools.operations.queries.health import ALARM, OK, WARN, Fact, failures, health, worst


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
