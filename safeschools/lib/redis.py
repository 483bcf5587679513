"""Redis may vanish, or accept and never answer: nobody waits for it twice."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

T = TypeVar("T")

PAUSE_SECONDS = 10.0


class Breaker:
    """After one failure, this process leaves Redis alone for a while."""

    silent_until = 0.0

    @classmethod
    def is_open(cls) -> bool:
        """Whether Redis is being left alone."""
        return time.monotonic() < cls.silent_until

    @classmethod
    def trip(cls, error: Exception) -> None:
        """Note a failure."""
        cls.silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("Redis does not answer, leaving it alone for %s s: %s", PAUSE_SECONDS, error)


class SparingCache(RedisCache):
    """Django's Redis cache that holds nothing while Redis is away. Only deleting insists: what must go must be gone."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _try(lambda: super(SparingCache, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return _try(lambda: super(SparingCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return _try(lambda: super(SparingCache, self).has_key(key, version), False)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        _try(lambda: super(SparingCache, self).set(key, value, *args, **kwargs), None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return _try(lambda: super(SparingCache, self).add(key, value, *args, **kwargs), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as always; so also while Redis is away."""
        number = _try(lambda: super(SparingCache, self).incr(key, delta, version), None)
        if number is None:
            raise ValueError(f"Key {key!r} not found")
        return number


def _try(ask: Callable[[], T], otherwise: T) -> T:
    if Breaker.is_open():
        return otherwise
    try:
        return ask()
    except (RedisError, OSError) as error:
        Breaker.trip(error)
        return otherwise
