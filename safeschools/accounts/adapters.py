"""Our rules in allauth's sign-in: closed sign-up, limits that lock nobody out, devices that are known."""

import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from safeschools.accounts.models import SignIn, SignInOutcome, User, name_key
from safeschools.accounts.policies import too_many
from safeschools.accounts.record.passwords import expire_password
from safeschools.accounts.record.sessions import end_oldest
from safeschools.accounts.record.sign_ins import begin, finish
from safeschools.accounts.sessions import BEGAN
from safeschools.lib.address import network
from safeschools.lib.prepared import Prepared
from safeschools.lib.sealed import seal, unseal

DEVICE_DAYS = 180
ACCOUNTS_PER_DEVICE = 8
FRESH = 300  # seconds
_SALT = "safeschools.device"

_person = Prepared(lambda pk: User.objects.select_related("school", "district", "agency").filter(pk=pk).order_by(), 101)


class Backend(AuthenticationBackend):
    """Signs in as allauth does; reads the person and the person's school, district or unit in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, None where it is gone or closed."""
        user = next(iter(_person(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


class Door(DefaultAccountAdapter):
    """Accounts are made by administrators; who guesses waits; who signed in here before does not wait for others."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not within five minutes of signing in: who has just typed the password need not type it again."""
        return bool(time.time() - context.request.session.get(BEGAN, 0) > FRESH)

    def is_safe_url(self, url: str) -> bool:
        """Where `next` may lead: this host and nowhere else, not even to another allowed one."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Instead of allauth's limits, which anybody could use against an account and which need a shared cache."""
        key = name_key(credentials.get("username", ""))
        self._attempt: SignIn
        self._attempt, wait = begin(key, network(request), known_device(request, key))
        if wait:
            raise too_many(wait)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        finish(self._attempt, SignInOutcome.OK if user else SignInOutcome.FAILED, user)
        if user:
            expire_password(user)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted in the cache, so nothing is taken back."""

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """After the last step, a second factor included, the device is known."""
        response: HttpResponse = super().post_login(request, user, **more)
        remember_device(request, response, user.username)
        end_oldest(user, limit=settings.PROFILE.max_sessions, keep=request.session.session_key)
        return response


class Vault(DefaultMFAAdapter):
    """The key of an authenticator app and the seed of recovery codes do not lie readable in the database."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def known_device(request: HttpRequest, key: str) -> str:
    """The random id of a device that signed in to this account before; empty for any other."""
    device, keys = _device(request)
    return device if key in keys else ""


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Mark the device as one that knows this account; it opens nothing, it only has limits of its own."""
    device, keys = _device(request)
    key = name_key(username)
    keys = [key, *(other for other in keys if other != key)][:ACCOUNTS_PER_DEVICE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_hex(12), keys], salt=_SALT),
        max_age=DEVICE_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, keys = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=DEVICE_DAYS * 24 * 3600
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return device, keys
