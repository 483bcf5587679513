"""Sending what waits in the outbox: at least once, with a growing delay after failures, then `failed` for people."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from safeschools.notify.models import Message

BATCH = 100
MAX_ATTEMPTS = 8
LINKS: dict[str, Callable[[Any], str]] = {}
"""By kind of message: the link that is made and added only when it leaves, so that none lies in a table."""
log = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send the messages that are due; returns how many went out. Several processes never send one at the same time."""
    due = Message.objects.filter(state=Message.State.WAITING, next_try_at__lte=timezone.now())
    return sum(_send(pk) for pk in list(due.order_by("id").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _send(pk: int) -> bool:
    """Send one. A process that dies between the sending and the commit sends it again: the id tells programs."""
    rows = Message.objects.filter(pk=pk, state=Message.State.WAITING)
    message = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
    if message is None:
        return False
    headers = {"Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{settings.MAIL_DOMAIN}>"}
    link = f"\n\n{LINKS[message.kind](message.person)}" if message.kind in LINKS else ""
    try:
        EmailMessage(message.subject, message.body + link, to=[message.address], headers=headers).send()
    except Exception as error:  # noqa: BLE001 - whatever the mail server does, the next message has its turn
        _failed(message, error)
        return False
    Message.objects.filter(pk=pk).update(
        state=Message.State.SENT, sent_at=timezone.now(), attempts=message.attempts + 1
    )
    return True


def _failed(message: Message, error: Exception) -> None:
    attempts = message.attempts + 1
    changes: dict[str, Any] = {"attempts": attempts, "error": f"{type(error).__name__}: {error}"}
    if attempts >= MAX_ATTEMPTS:
        changes["state"] = Message.State.FAILED
    else:
        changes["next_try_at"] = timezone.now() + timedelta(minutes=2 ** (attempts - 1))
    Message.objects.filter(pk=message.pk).update(**changes)
    log.warning("message %s not sent (try %s): %s", message.pk, attempts, error)
