"""Access tokens below the actions: their end, and when they were used last."""

from datetime import timedelta

from django.utils import timezone

from safeschools.accounts.models import ApiToken, User
from safeschools.accounts.queries import live_tokens

MINUTE = timedelta(minutes=1)


def end_tokens(user: User) -> None:
    """Revoke every token of the person."""
    live_tokens(user).update(revoked_at=timezone.now())


def note_use(token: ApiToken) -> None:
    """Remember that the token was used, at most once a minute."""
    present = timezone.now()
    if token.last_used_at is None or token.last_used_at < present - MINUTE:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=present)
