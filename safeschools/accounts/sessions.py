"""Sessions that know whose they are and when they end: 30 minutes without use, 12 hours in all (reliability M24).

The cache answers, the table remembers (cached_db). The table names the person, so that ending all sessions of one is
one statement and nobody's data is searched.
"""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore as CachedDatabase
from django.http import HttpRequest
from redis.exceptions import RedisError

from safeschools.lib.address import address

log = logging.getLogger(__name__)

BEGAN, SEEN, IP, AGENT = "began", "seen", "ip", "agent"
RENEW_AFTER = 120
"""Seconds after which use is written down again: one small write in two minutes, not one per request."""


class SessionStore(CachedDatabase):
    """Django's cached database sessions with our own end and our own columns."""

    cache_key_prefix = "safeschools.session"

    @classmethod
    def get_model_class(cls) -> Any:
        return apps.get_model("accounts", "UserSession")  # which imports this module

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        row.ip, row.agent = data.get(IP, ""), data.get(AGENT, "")
        return row

    def delete(self, session_key: str | None = None) -> None:
        """The row is gone at once. With Redis away its copy there may outlive it, but the cookie goes, too; who ends
        the sessions of others (accounts.record.sessions) is told instead.
        """
        try:
            super().delete(session_key)
        except RedisError as error:
            log.warning("a session was ended in the table only: %s", error)

    @property
    def seconds_left(self) -> int:
        """Until this session ends if it is not used any more; zero or less when it is over."""
        now = int(time.time())
        began: int = self.get(BEGAN, now)
        seen: int = self.get(SEEN, now)
        idle = settings.SESSION_IDLE_SECONDS - (now - seen)
        return min(idle, settings.SESSION_COOKIE_AGE - (now - began))

    def renew(self) -> None:
        """It was used; written down when the last time was long enough ago."""
        now = int(time.time())
        if now - self.get(SEEN, 0) >= RENEW_AFTER:
            self[SEEN] = now

    def get_expiry_age(self, **kwargs: Any) -> int:
        return self.seconds_left if BEGAN in self._known(kwargs) else int(super().get_expiry_age(**kwargs))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        if BEGAN not in self._known(kwargs):
            return super().get_expiry_date(**kwargs)
        return datetime.fromtimestamp(int(time.time()) + self.seconds_left, UTC)

    def _known(self, asked: dict[str, Any]) -> Any:
        """The data, unless Django asks while it is loading them (it then says the end itself)."""
        return {} if "expiry" in asked else self._session  # type: ignore[attr-defined]


def begin(sender: Any, request: HttpRequest | None, user: Any, **more: Any) -> None:
    """At every login: the two clocks start, and where it came from is kept for the person's own list."""
    if request is None or not hasattr(request, "session"):
        return
    now = int(time.time())
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[IP] = address(request)
    request.session[AGENT] = request.META.get("HTTP_USER_AGENT", "")[:300]


def confirmed(sender: Any, request: HttpRequest, reauthenticated: bool = False, **more: Any) -> None:
    """Who has just shown again who they are goes on under a new key."""
    if reauthenticated:
        request.session.cycle_key()


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
