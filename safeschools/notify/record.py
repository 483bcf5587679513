"""Putting a message into the outbox, in the transaction of what it tells."""

from collections.abc import Iterable
from typing import Any

from safeschools.notify.models import Message


def tell(people: Iterable[Any], *, kind: str, dedupe: str, subject: str, body: str) -> None:
    """A message to each of `people` who has an address; one they were told of already is not stored again."""
    Message.objects.bulk_create(
        (
            Message(
                person=person, address=person.email, kind=kind, dedupe=dedupe[:200], subject=subject[:200], body=body
            )
            for person in people
            if person.email
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
