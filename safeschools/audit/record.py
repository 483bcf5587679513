"""Writing the event log."""

from typing import Any

from django.db.models import Model

from safeschools.audit.models import Event
from safeschools.lib.context import current


def event(
    verb: str,
    obj: Model,
    *,
    by: Any,
    sentence: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
    **params: Any,
) -> Event:
    """Build an event without saving it (for set-based actions that bulk_create many).

    `sentence` is an English source string marked with gettext_noop, with %(name)s places filled from `params`;
    %(actor)s and %(object)s are always there.
    """
    where = current.get()
    return Event(
        actor=by,
        actor_name=getattr(by, "display_name", "") or "",
        actor_role=getattr(by, "role", "") or "",
        ip=where.ip,
        request_id=where.request_id,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:200],
        sentence=sentence,
        params={key: value if isinstance(value, int) else str(value) for key, value in params.items()},
        reason=reason,
        data=data or {},
    )


def record(
    verb: str,
    obj: Model,
    *,
    by: Any,
    sentence: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
    **params: Any,
) -> None:
    """Append one event; call it inside the transaction of the change."""
    event(verb, obj, by=by, sentence=sentence, reason=reason, data=data, **params).save()
