"""Work apart: its lines come through, and whatever it does to itself, this process lives and is told."""

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path

import pytest

from safeschools.lib.apart import TooHeavy, apart


def through(work: Callable[[], Iterable[bytes]], seconds: int = 10) -> list[bytes]:
    return list(apart(work, megabytes=200, seconds=seconds))


def children() -> str:
    """Processes this one has started and not yet waited for."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


@pytest.fixture(autouse=True)
def no_garbage_is_left() -> None:
    """What earlier tests left to be collected would be freed in the child, and be room beyond its limit."""
    gc.collect()


@pytest.fixture(autouse=True)
def no_child_stays() -> Iterator[None]:
    before = children()
    yield
    assert children() == before


def test_lines_come_through_whole() -> None:
    lines = [b"a" * length + b"\n" for length in (0, 10, 3_000_000)]
    assert through(lambda: lines) == lines


def test_what_it_changes_stays_there() -> None:
    seen: list[int] = []
    through(lambda: [bytes(seen.append(1) or 0)])  # type: ignore[func-returns-value, redundant-expr]
    assert seen == []


def test_too_much_memory_ends_the_work_only() -> None:
    with pytest.raises(TooHeavy):
        through(lambda: [b"x" * (300 * 1024 * 1024)])


def test_less_memory_than_the_limit_is_there_however_much_this_process_has() -> None:
    kept = bytearray(400 * 1024 * 1024)
    assert len(through(lambda: [b"x" * (100 * 1024 * 1024)])[0]) == 100 * 1024 * 1024
    assert len(kept) > 0


def test_a_death_of_the_parser_is_no_death_of_ours() -> None:
    """As Rust does when it gets no memory."""
    with pytest.raises(TooHeavy):
        through(lambda: iter(os.abort, None))


def test_work_without_end_is_ended() -> None:
    with pytest.raises(TooHeavy):
        through(lambda: (b"" for _ in repeat(None)), seconds=1)


def test_another_failure_is_no_matter_of_weight() -> None:
    with pytest.raises(RuntimeError):
        through(lambda: [bytes(1 // 0)])


def test_who_reads_no_further_ends_it() -> None:
    def endless() -> Iterator[bytes]:
        yield b"first\n"
        while True:
            time.sleep(1)

    def flushed() -> Iterator[bytes]:
        yield b"x" * 100_000 + b"\n"
        yield from endless()

    with closing(apart(flushed, megabytes=200, seconds=10)) as lines:
        assert next(lines) == b"x" * 100_000 + b"\n"
