"""Sealing: the reconcile process links new events into the hash chain; people's transactions never wait for it."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from safeschools.audit.domain import FIELDS, GENESIS, seal
from safeschools.audit.models import Event
from safeschools.lib.locks import try_lock

BATCH = 2000

# An event is sealed only when every transaction older than the one that wrote it has ended. Ids are handed out before
# the commit, so otherwise an event with a lower id could still appear below the sealed ones. (The chain has places of
# its own and would hold even then; this keeps its order the order of the ids.)
SETTLED = "age(audit_event.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"

STAMP = {
    "postgresql": """
        UPDATE audit_event SET position = (r.value ->> 1)::bigint, prev_hash = r.value ->> 2, hash = r.value ->> 3
        FROM jsonb_array_elements(%s::jsonb) AS r(value)
        WHERE audit_event.id = (r.value ->> 0)::bigint AND audit_event.position IS NULL""",
    "sqlite": """
        UPDATE audit_event SET position = json_extract(r.value, '$[1]'), prev_hash = json_extract(r.value, '$[2]'),
            hash = json_extract(r.value, '$[3]')
        FROM json_each(%s) AS r
        WHERE audit_event.id = json_extract(r.value, '$[0]') AND audit_event.position IS NULL""",
}


def seal_waiting() -> int:
    """Seal every settled event, in batches; returns how many. While another process seals, 0."""
    sealed = 0
    while (count := _seal_batch()) == BATCH:
        sealed += count
    return sealed + count


@transaction.atomic
def _seal_batch() -> int:
    if not try_lock("audit.seal"):
        return 0
    last = Event.objects.filter(position__isnull=False).order_by("-position").values_list("position", "hash").first()
    position, before = last or (0, GENESIS)
    links: list[tuple[int, int, str, str]] = []
    for entry in _waiting()[:BATCH]:
        position = (position or 0) + 1
        current = seal(position, before, entry)
        links.append((entry["id"], position, before, current))
        before = current
    _stamp(links)
    return len(links)


def _waiting() -> Any:
    rows: QuerySet[Event] = Event.objects.filter(position__isnull=True).order_by("id")
    if connection.vendor == "postgresql":
        rows = rows.extra(where=[SETTLED])  # noqa: S610 - a constant; xmin is no column of the model
    return rows.values(*FIELDS)


def _stamp(links: Sequence[tuple[int, int, str, str]]) -> None:
    """Write the seals of a batch in one statement."""
    if links:
        with connection.cursor() as cursor:
            cursor.execute(STAMP[connection.vendor], [json.dumps(links)])
