"""Celery as an alarm clock: a message may be lost, doubled or late, the database knows what is still to do."""

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0


class Breaker:
    """After one failed publish, stay silent for a while: each refused publish would cost a person half a second."""

    silent_until = 0.0


def idempotent(function: Callable[..., None]) -> Task[Any, None]:
    """A task that may run twice, late or never without harm: ids in, nothing out, acknowledged after the work."""
    return shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True)(function)


def wake(task: Task[Any, None], *ids: int) -> None:
    """After commit, ask a worker to look now. Without a working broker the reconcile process finds the work."""
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(lambda: _publish(task, ids), robust=True)


def _publish(task: Task[Any, None], ids: tuple[int, ...]) -> None:
    if time.monotonic() < Breaker.silent_until:
        return
    try:
        task.apply_async(ids, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - any broker failure: reconcile settles it, the person must not notice
        Breaker.silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("broker unreachable, pausing messages for %s s: %s", PAUSE_SECONDS, error)
