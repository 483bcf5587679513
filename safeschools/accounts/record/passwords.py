"""Passwords that are too old for the profile in force."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from safeschools.accounts.models import User


def expire_password(user: User) -> None:
    """Have the password changed at this sign-in when it is older than the profile allows (MLPS)."""
    days = settings.PROFILE.max_age_days
    last = user.passwords.first() if days else None
    set_at = last.at if last else user.created_at
    if days and not user.must_change_password and timezone.now() - set_at > timedelta(days=days):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
