"""Deleting what has outlived its purpose (domain.retention), in short transactions."""

import logging
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Least

from safeschools.accounts.models import ApiToken, SignIn, UserSession
from safeschools.jobs.models import Job
from safeschools.lib.storage import orphans, sweep_orphans
from safeschools.notify.models import Message
from safeschools.once.models import Answer
from safeschools.operations.domain.retention import RETENTION

BATCH = 1000
log = logging.getLogger(__name__)


def expired(moment: datetime) -> dict[str, int]:
    """How much of each kind would be deleted at `moment`, by its name in RETENTION."""
    counts = {name: rows.count() for name, rows in _rows(moment).items()}
    return counts | {"files": len(orphans(RETENTION["files"].oldest(moment)))}


def purge(moment: datetime) -> dict[str, int]:
    """Delete it; returns how much of each kind. Files go last: those of the rows just deleted go along."""
    counts = {name: _let_go(name, rows) for name, rows in _rows(moment).items()}
    counts["files"] = sweep_orphans(RETENTION["files"].oldest(moment))
    if any(counts.values()):
        log.info("purged: %s", ", ".join(f"{name} {count}" for name, count in counts.items() if count))
    return counts


def _rows(moment: datetime) -> dict[str, QuerySet[Any]]:
    before = {name: kept.oldest(moment) for name, kept in RETENTION.items()}
    over = Job.objects.filter(state__in=(Job.State.DONE, Job.State.FAILED))
    finished = over.alias(ended=Coalesce("finished_at", "created_at"))
    ended = ApiToken.objects.alias(ended=Least("expires_at", Coalesce("revoked_at", "expires_at")))
    return {
        "sessions": UserSession.objects.filter(expire_date__lt=before["sessions"]),
        "answers": Answer.objects.filter(created_at__lt=before["answers"]),
        "handouts": finished.filter(~Q(output=""), result__once=True, ended__lt=before["handouts"]),
        "jobs": finished.filter(ended__lt=before["jobs"]),
        "messages": Message.objects.exclude(state=Message.State.WAITING).filter(created_at__lt=before["messages"]),
        "tokens": ended.filter(ended__lt=before["tokens"]),
        "sign_ins": SignIn.objects.filter(at__lt=before["sign_ins"]),
    }


def _let_go(name: str, rows: QuerySet[Any]) -> int:
    """Empty or delete the rows, some at a time, so that nobody waits for a lock. A hand-out's job stays without it."""
    everything, count = rows.model._default_manager, 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        batch = everything.filter(pk__in=keys)
        if name == "handouts":
            batch.update(output="")
        else:
            batch.delete()
        count += len(keys)
    return count
