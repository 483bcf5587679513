"""The second step of signing in: whether an account has it, and taking it away."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from safeschools.accounts.models import User
from safeschools.accounts.roles import SECOND_STEP


def has_second_step(user: User) -> bool:
    """Whether an authenticator app is set up."""
    found: bool = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
    return found


def asks_second_step(user: User) -> bool:
    """Whether the role in use asks for a second step (REQUIRE_TOTP)."""
    return bool(settings.REQUIRE_TOTP and user.role in SECOND_STEP)


def drop_second_step(user: User) -> bool:
    """Forget app and recovery codes; whether there was anything to forget."""
    deleted, _models = Authenticator.objects.filter(user_id=user.pk).delete()
    return bool(deleted)
