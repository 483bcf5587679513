"""Is the installation well? A list of facts, for a command, a page and whoever watches."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from campaigns.models import CampaignYear
from safeschools.audit.models import Event
from safeschools.audit.queries import chain
from safeschools.jobs.models import Job
from safeschools.lib.clock import now
from safeschools.notify.models import Message
from safeschools.operations.models import Safeguard
from scoring.models import RatingSheet

OK, WARN, ALARM = "ok", "warn", "alarm"
LEVELS = (OK, WARN, ALARM)

CLOCK_SECONDS = 2.0
LAG_SECONDS = (10, 60)
SEAL_SECONDS = (30, 300)
WAIT_SECONDS = (60, 600)
FREE_BYTES = (5 << 30, 1 << 30)
BACKUP_AGE = timedelta(hours=26)
DRILL_AGE = timedelta(days=35)
RECENT = timedelta(days=7)
SHOWN = 10


@dataclass(frozen=True)
class Fact:
    """One answer: `value` in `unit` (seconds, bytes, count, moment, words), and whether it is well."""

    name: str
    level: str
    value: float | int | str | datetime | None
    unit: str


def health() -> list[Fact]:
    """Every fact; where the database does not answer, that and what can be known without it."""
    facts = [_redis(), _disk()]
    try:
        return [*(measure() for measure in MEASURES), *facts]
    except (DatabaseError, InterfaceError):
        return [Fact("database", ALARM, "silent", "words"), *facts]


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


def worst(facts: list[Fact]) -> str:
    """The worst level among them."""
    return max((fact.level for fact in facts), key=LEVELS.index, default=OK)


def _database() -> Fact:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Fact("database", OK, f"{connection.display_name} {_dotted(connection.get_database_version())}", "words")


def _clock() -> Fact:
    """How far this machine's clock is from the database's; half the way there and back is not counted."""
    before = timezone.now()
    told = now()
    after = timezone.now()
    difference = abs((told - before - (after - before) / 2).total_seconds())
    return Fact("clock", ALARM if difference > CLOCK_SECONDS else OK, round(difference, 3), "seconds")


def _lag() -> Fact:
    """For how long at most figures have been behind the facts: since the first event after the oldest lagging sheet."""
    lagging = RatingSheet.objects.filter(revision__lt=F("year__revision"))
    computed = lagging.exclude(year__state=CampaignYear.State.CLOSED).order_by(F("computed_at").asc(nulls_first=True))
    oldest = computed.values_list("computed_at", flat=True).first() if computed.exists() else False
    if oldest is False:
        return Fact("lag", OK, 0, "seconds")
    events = Event.objects.filter(at__gt=oldest) if oldest else Event.objects.all()
    since = events.aggregate(since=Min("at"))["since"]
    seconds = _age(since)
    return Fact("lag", _over(seconds, LAG_SECONDS), seconds, "seconds")


def _sheets() -> Fact:
    broken = RatingSheet.objects.filter(failures__gt=0).count()
    return Fact("sheets", ALARM if broken else OK, broken, "count")


def _waiting_jobs() -> Fact:
    oldest = Job.objects.filter(state=Job.State.QUEUED).aggregate(since=Min("created_at"))["since"]
    seconds = _age(oldest)
    return Fact("waiting_jobs", _over(seconds, WAIT_SECONDS), seconds, "seconds")


def _messages() -> Fact:
    """The outbox: how long the oldest message has been due; one that was given up is to be looked at."""
    outbox = Message.objects.aggregate(
        since=Min("next_try_at", filter=Q(state=Message.State.WAITING)),
        failed=Count("pk", filter=Q(state=Message.State.FAILED, created_at__gt=timezone.now() - RECENT)),
    )
    seconds = _age(outbox["since"])
    level = _over(seconds, WAIT_SECONDS)
    return Fact("messages", WARN if level == OK and outbox["failed"] else level, seconds, "seconds")


def _failed_jobs() -> Fact:
    recent = Job.objects.filter(state=Job.State.FAILED, created_at__gt=timezone.now() - RECENT)
    failed = recent.aggregate(n=Count("pk"))["n"]
    return Fact("failed_jobs", WARN if failed else OK, failed, "count")


def _sealed() -> Fact:
    seconds = _age(chain().waiting_since)
    return Fact("sealed", _over(seconds, SEAL_SECONDS), seconds, "seconds")


def _backup() -> Fact:
    at = _newest(Safeguard.Kind.BACKUP)
    return Fact("backup", OK if at and timezone.now() - at <= BACKUP_AGE else ALARM, at, "moment")


def _drill() -> Fact:
    at = _newest(Safeguard.Kind.DRILL)
    return Fact("drill", OK if at and timezone.now() - at <= DRILL_AGE else WARN, at, "moment")


def _redis() -> Fact:
    """Redis may be away: everything works, some seconds later."""
    if not settings.REDIS_URL:
        return Fact("redis", OK, "none", "words")
    began = time.monotonic()
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_PATIENCE) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return Fact("redis", WARN, "silent", "words")
    return Fact("redis", OK, round(time.monotonic() - began, 3), "seconds")


def _disk() -> Fact:
    folder = Path(settings.MEDIA_ROOT)
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    level = next((level for level, limit in ((ALARM, FREE_BYTES[1]), (WARN, FREE_BYTES[0])) if free < limit), OK)
    return Fact("disk", level, free, "bytes")


MEASURES: tuple[Callable[[], Fact], ...] = (
    *(_database, _clock, _lag, _sheets, _sealed),
    *(_waiting_jobs, _failed_jobs, _messages, _backup, _drill),
)


def _newest(kind: str) -> datetime | None:
    return Safeguard.objects.filter(kind=kind).order_by("-at").values_list("at", flat=True).first()


def _age(since: datetime | None) -> int:
    """Whole seconds since a moment, 0 for none."""
    return max(0, int((timezone.now() - since).total_seconds())) if since else 0


def _over(value: float, limits: tuple[int, int]) -> str:
    warn, alarm = limits
    return ALARM if value > alarm else WARN if value > warn else OK


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
