"""Who asks: a program with a token, or a person signed in on the pages (with CSRF protection)."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from safeschools.accounts.models import ApiToken, User
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.accounts.queries import token_of
from safeschools.accounts.record.tokens import note_use

SCHEME = "Bearer"
LONGEST = 200
SECONDS = 60


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
        if token.user.must_change_password:
            raise AuthenticationFailed(_("Change your temporary password first, on the pages."))
        note_use(token)
        token.user.token_permissions = frozenset().union(*(TOKEN_SCOPES.get(slug, ()) for slug in token.scopes))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class Session(authentication.SessionAuthentication):
    """The session of the pages. A temporary password opens nothing but the page that changes it."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found and found[0].must_change_password:
            raise PermissionDenied(_("Change your temporary password first, on the pages."))
        return found

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def _count_wrong(request: Request) -> None:
    """Wrong tokens from one address: so many a minute, then 429. Without the cache nobody is held up."""
    key = f"api:wrong:{request.META.get('REMOTE_ADDR', '')}"
    try:
        cache.add(key, 0, timeout=SECONDS)
        if cache.incr(key) > settings.API_PER_MINUTE.get("wrong_tokens", 60):
            raise Throttled(wait=SECONDS)
    except (RedisError, OSError, ValueError):
        return
