"""Reading the event log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Model, QuerySet
from django.utils.translation import gettext

from safeschools.audit.domain import FIELDS, Break, Head, breaks
from safeschools.audit.models import Event, PublishedHead


def events_of(obj: Model) -> QuerySet[Event]:
    """The history of one object, newest first."""
    return Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)


def visible_events(user: Any) -> QuerySet[Event]:
    """All events for a person who may read the log, none for anybody else."""
    return Event.objects.all() if user.can("events.view") else Event.objects.none()


def sentence_of(event: Event) -> str:
    """The audit sentence in the reader's language."""
    places = {"actor": event.actor_name, "object": event.object_label, **event.params}
    try:
        return gettext(event.sentence) % places
    except (KeyError, ValueError, TypeError):
        return event.sentence


def filter_events(
    events: QuerySet[Event],
    *,
    verb: str = "",
    actor: str = "",
    label: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: str = "",
) -> QuerySet[Event]:
    """Narrow by action prefix, part of the person's or object's name, period; `before` is the keyset cursor (an id)."""
    if verb:
        events = events.filter(verb__startswith=verb)
    if actor:
        events = events.filter(actor_name__icontains=actor)
    if label:
        events = events.filter(object_label__icontains=label)
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lte=until)
    if before.isdecimal():
        events = events.filter(pk__lt=int(before))
    return events


@dataclass(frozen=True)
class Chain:
    """How far the log is sealed: number of sealed entries and the last of them, what waits and since when."""

    sealed: int
    head: Head | None
    waiting: int
    waiting_since: datetime | None
    published: PublishedHead | None


def chain() -> Chain:
    """The state of the chain; costs the same however long the log is (places are numbered without a gap)."""
    waiting = Event.objects.filter(position__isnull=True).aggregate(n=Count("pk"), since=Min("at"))
    sealed = Event.objects.aggregate(n=Max("position"))["n"] or 0
    return Chain(sealed, head(), waiting["n"], waiting["since"], PublishedHead.objects.first())


def head() -> Head | None:
    """The end of the chain, None before anything is sealed."""
    last = Event.objects.filter(position__isnull=False).order_by("-position").first()
    return Head(last.pk, last.position or 0, last.hash) if last else None


def verify(*, heads: tuple[tuple[int, str], ...] = ()) -> Iterator[Break]:
    """Every place where the log is not what was sealed; `heads` are (event, hash) as they were published outside.

    Without a head from outside, a tail cut off together with the heads recorded here cannot be noticed.
    """
    sealed = Event.objects.filter(position__isnull=False).order_by("position")
    yield from breaks(sealed.values(*FIELDS, "position", "prev_hash", "hash").iterator(chunk_size=2000))
    recorded = PublishedHead.objects.values_list("event_id", "hash")
    for number, told in (*heads, *recorded):
        event = Event.objects.filter(pk=number).first()
        if event is None:
            yield Break(0, number, "was published as the end of the log and is gone")
        elif event.hash != told:
            yield Break(event.position or 0, number, "has another hash than the published one")
