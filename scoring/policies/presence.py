"""Who else is in the workspace: a light mark in the cache, nothing that locks."""

from django.core.cache import cache

from campaigns.models import Participation
from safeschools.accounts.models import User

SECONDS = 120


def others_here(participation: Participation, user: User, where: str) -> list[tuple[str, str]]:
    """Leave the own mark and return (name, dimension) of the others seen within two minutes."""
    key = f"presence:{participation.pk}"
    seen: dict[int, tuple[str, str]] = cache.get(key) or {}
    others = [mark for pk, mark in seen.items() if pk != user.pk]
    cache.set(key, seen | {user.pk: (str(user), where)}, SECONDS)
    return others
