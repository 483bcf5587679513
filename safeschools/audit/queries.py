"""Reading the event log."""

from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from safeschools.audit.models import Event


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
