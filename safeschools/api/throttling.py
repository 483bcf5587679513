"""How often one person may ask. The counters stand in the shared cache; without the cache nobody is held up."""

from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class PerMinute(SimpleRateThrottle):
    """So many requests a minute for each person, `settings.API_PER_MINUTE` by scope."""

    scope: str

    def get_rate(self) -> str:
        return f"{settings.API_PER_MINUTE[self.scope]}/min"

    def counts(self, request: Request) -> bool:
        """Whether the request belongs to this scope."""
        raise NotImplementedError

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        return f"api:{self.scope}:{who}"

    def allow_request(self, request: Request, view: Any) -> bool:
        if not self.counts(request):
            return True
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError):
            return True


class Reads(PerMinute):
    scope = "reads"

    def counts(self, request: Request) -> bool:
        return request.method in SAFE_METHODS


class Writes(PerMinute):
    scope = "writes"

    def counts(self, request: Request) -> bool:
        return request.method not in SAFE_METHODS
