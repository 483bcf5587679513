"""Passwords that are too old for the profile in force, and links by mail that set a new one."""

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from safeschools.accounts.models import User
from safeschools.accounts.queries import people_with_address
from safeschools.lib.clock import now
from safeschools.notify.record import tell

RESET = "password-reset"
"""The kind of message that carries such a link."""


def expire_password(user: User) -> None:
    """Have the password changed at this sign-in when it is older than the profile allows (MLPS)."""
    days = settings.PROFILE.max_age_days
    last = user.passwords.first() if days else None
    set_at = last.at if last else user.created_at
    if days and not user.must_change_password and timezone.now() - set_at > timedelta(days=days):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])


@transaction.atomic
def offer_link(email: str) -> None:
    """Have a link that sets a new password sent to every open account of this address, once in the link's lifetime.

    For an address nobody has, nothing happens; whoever asks cannot tell.
    """
    turn = int(now().timestamp()) // settings.PASSWORD_RESET_TIMEOUT
    for user in people_with_address(email):
        with override(settings.LANGUAGE_CODE):
            words = {"username": user.username, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
            body = _(
                "Somebody asked for a new password for the account %(username)s. Open this link within %(minutes)s"
                " minutes and choose one; it works once. If it was not you, do nothing: your password stays as it is."
            )
            tell([user], kind=RESET, dedupe=f"{RESET}:{turn}", subject=_("Your new password"), body=body % words)


def reset_link(user: User) -> str:
    """The address that sets a new password: once, for PASSWORD_RESET_TIMEOUT seconds from now."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=key)
    return f"{settings.SITE_URL}{path}"
