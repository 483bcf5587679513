"""Celery as an alarm clock: a message may be lost, doubled or late, the database knows what is still to do."""

from collections.abc import Callable
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction

from safeschools.lib.redis import Breaker


def idempotent(function: Callable[..., None]) -> Task[Any, None]:
    """A task that may run twice, late or never without harm: ids in, nothing out, acknowledged after the work."""
    return shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True)(function)


def wake(task: Task[Any, None], *ids: int) -> None:
    """After commit, ask a worker to look now. Without a working broker the reconcile process finds the work."""
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(lambda: _publish(task, ids), robust=True)


def _publish(task: Task[Any, None], ids: tuple[int, ...]) -> None:
    if Breaker.is_open():
        return
    try:
        task.apply_async(ids, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - any broker failure: reconcile settles it, the person must not notice
        Breaker.trip(error)
