"""Who asks: a program with a token, or a person signed in on the pages (with CSRF protection)."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from safeschools.accounts.models import ApiToken, User
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.accounts.queries import token_of
from safeschools.accounts.record.second_step import asks_second_step, has_second_step
from safeschools.accounts.record.tokens import note_use
from safeschools.lib.errors import NotAllowed

SCHEME = "Bearer"
LONGEST = 200
SECONDS = 60


class TemporaryPassword(NotAllowed):
    """The person still has the temporary password (HTTP 403)."""

    default = gettext_lazy("Change your temporary password first, on the pages.")


class SecondStepMissing(NotAllowed):
    """The role asks for a second step of signing in, and the person has not set it up (HTTP 403)."""

    default = gettext_lazy("Set up the second step of signing in first, on the pages.")


class Token(authentication.BaseAuthentication):
    """`Authorization: Bearer ss1_…`, never in the address. The person may then only what the scopes let through."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = token_of(secret.strip()) if len(secret) <= LONGEST else None
        if token is None:
            _count_wrong(request)
            raise AuthenticationFailed(_("This token is unknown, has expired or was revoked."))
        _admit(token.user)
        note_use(token)
        token.user.token_permissions = frozenset().union(*(TOKEN_SCOPES.get(slug, ()) for slug in token.scopes))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class Session(authentication.SessionAuthentication):
    """The session of the pages; where those would first send the person elsewhere, it is refused."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found:
            _admit(found[0], known=request.session.get("second_step", False))
        return found

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def _admit(user: User, *, known: bool = False) -> None:
    """Raises what has to be done on the pages first; `known`: the session remembers that the second step is set up."""
    if user.must_change_password:
        raise TemporaryPassword
    if asks_second_step(user) and not known and not has_second_step(user):
        raise SecondStepMissing


def _count_wrong(request: Request) -> None:
    """Wrong tokens from one address: so many a minute, then 429. Without the cache nobody is held up."""
    key = f"api:wrong:{request.META.get('REMOTE_ADDR', '')}"
    try:
        cache.add(key, 0, timeout=SECONDS)
        if cache.incr(key) > settings.API_PER_MINUTE.get("wrong_tokens", 60):
            raise Throttled(wait=SECONDS)
    except (RedisError, OSError, ValueError):
        return
