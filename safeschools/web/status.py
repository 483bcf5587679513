"""How the installation is: what lags, what failed and why, how far the log is sealed, disk, clocks, broker."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignYear
from safeschools.audit.queries import chain
from safeschools.jobs.models import Job
from safeschools.lib.clock import now
from safeschools.notify.models import Message
from scoring.models import RatingSheet

LATE = timedelta(minutes=1)
SKEW_SECONDS = 2.0
FREE_BYTES = 1024**3
SHOWN = 10


@dataclass(frozen=True)
class Check:
    """One line: what was looked at, what was found, and whether a person should look."""

    name: str
    well: bool
    found: str


def checks() -> list[Check]:
    """Every check of the status page, in a number of statements that does not depend on the rows."""
    return [*_sheets(), _log(), _jobs(), _messages(), _clocks(), _disk(), _broker()]


def failures() -> dict[str, Any]:
    """What was given up or keeps failing, newest first, with the reason."""
    sheets = RatingSheet.objects.filter(failures__gt=0).select_related("year")
    jobs = Job.objects.filter(state=Job.State.FAILED).select_related("created_by")
    messages = Message.objects.filter(state=Message.State.FAILED).select_related("person")
    return {
        "sheets": sheets.order_by("-failed_at")[:SHOWN],
        "jobs": jobs.order_by("-id")[:SHOWN],
        "messages_failed": messages.order_by("-id")[:SHOWN],
    }


def _sheets() -> Iterator[Check]:
    rows = RatingSheet.objects.filter(year__state=CampaignYear.State.OPEN).select_related("year").order_by("year_id")
    for sheet in rows.annotate(lag=F("year__revision") - F("revision")):
        late = sheet.lag > 0 and (sheet.computed_at is None or sheet.computed_at < timezone.now() - LATE)
        found = _("current") if not sheet.lag else _("%(n)s changes behind") % {"n": sheet.lag}
        yield Check(_("Figures of %(year)s") % {"year": sheet.year}, not (late or sheet.failures), found)


def _log() -> Check:
    state = chain()
    late = state.waiting_since is not None and state.waiting_since < timezone.now() - LATE
    found = _("sealed up to No. %(id)s, %(n)s waiting") % {
        "id": state.head.event if state.head else 0,
        "n": state.waiting,
    }
    return Check(_("Event log"), not late, found)


def _jobs() -> Check:
    states = Job.State
    counts = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[states.QUEUED, states.RUNNING])),
        stuck=Count("pk", filter=Q(state=states.QUEUED, created_at__lt=timezone.now() - 10 * LATE)),
        failed=Count("pk", filter=Q(state=states.FAILED)),
    )
    found = _("%(waiting)s waiting or running, %(failed)s failed") % counts
    return Check(_("Background work"), not counts["stuck"], found)


def _messages() -> Check:
    counts = Message.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Message.State.WAITING)),
        failed=Count("pk", filter=Q(state=Message.State.FAILED)),
    )
    return Check(_("Messages"), not counts["failed"], _("%(waiting)s waiting, %(failed)s failed") % counts)


def _clocks() -> Check:
    seconds = abs((now() - timezone.now()).total_seconds())
    found = _("%(n)s s apart; the database's decides") % {"n": f"{seconds:.1f}"}
    return Check(_("Clocks of web and database"), seconds <= SKEW_SECONDS, found)


def _disk() -> Check:
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    return Check(_("Disk of the files"), free >= FREE_BYTES, _("%(n)s GB free") % {"n": f"{free / FREE_BYTES:.1f}"})


def _broker() -> Check:
    if not settings.REDIS_URL:
        return Check(_("Redis"), True, _("not used; the reconcile process does the work"))
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
    except redis.RedisError as error:
        found = _("does not answer; figures come later")
        return Check(_("Redis"), False, f"{found} ({type(error).__name__})")
    return Check(_("Redis"), True, _("answers"))


def attention(rows: list[Check]) -> str:
    """One sentence above the page."""
    count = sum(not row.well for row in rows)
    if not count:
        return _("Everything is well.")
    return ngettext("%(n)s thing needs attention.", "%(n)s things need attention.", count) % {"n": count}
