"""Ending sessions: in the table and in the cache, so that the next request of each is a visitor's."""

from django.conf import settings
from django.core.cache import caches
from django.db.models import QuerySet

from safeschools.accounts.models import User, UserSession
from safeschools.accounts.sessions import SessionStore


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """Sign the person out everywhere but in the session `keep`. Returns how many sessions ended."""
    return drop(user.sessions.exclude(session_key=keep or ""))


def end_oldest(user: User, *, limit: int, keep: str | None) -> None:
    """At most `limit` sessions of one account at a time; 0: any number. The ones used longest ago end."""
    if limit:
        others = user.sessions.exclude(session_key=keep or "").order_by("-seen_at", "session_key")
        over = list(others.values_list("session_key", flat=True)[max(limit - 1, 0) :])
        drop(UserSession.objects.filter(session_key__in=over))


def drop(sessions: QuerySet[UserSession]) -> int:
    """End these sessions. Raises what the cache raises when it is out of reach: then nothing is ended."""
    keys = list(sessions.order_by().values_list("session_key", flat=True))
    UserSession.objects.filter(session_key__in=keys).delete()
    caches[settings.SESSION_CACHE_ALIAS].delete_many([f"{SessionStore.cache_key_prefix}{key}" for key in keys])
    return len(keys)
