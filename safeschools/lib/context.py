"""Who asks and from where, for the event log; set by the web layer for the length of a request."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """What an event should remember of the request it came from."""

    request_id: str = ""
    ip: str | None = None


current: ContextVar[RequestContext] = ContextVar("request_context", default=RequestContext())  # noqa: B039 - frozen
