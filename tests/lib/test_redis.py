"""The cache without Redis: it holds nothing, costs one failure in ten seconds, and insists only on deleting."""

import pytest
from redis.exceptions import RedisError

from safeschools.lib.redis import Breaker, SparingCache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> SparingCache:
    """A cache whose server does not exist."""
    monkeypatch.setattr(Breaker, "silent_until", 0.0)
    return SparingCache(NOBODY, {"OPTIONS": {"socket_connect_timeout": 1}})


def test_what_is_read_is_not_there_and_what_is_written_is_dropped(cache: SparingCache) -> None:
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert "a" not in cache
    assert cache.add("a", 1) is False
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_after_one_failure_the_server_is_left_alone(cache: SparingCache) -> None:
    cache.get("a")
    until = Breaker.silent_until
    assert Breaker.is_open()
    cache.get("a")
    cache.set("a", 1)
    assert Breaker.silent_until == until


def test_deleting_says_that_it_could_not(cache: SparingCache) -> None:
    cache.get("a")
    with pytest.raises(RedisError):
        cache.delete("a")
