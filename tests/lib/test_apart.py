"""Work apart: its lines come through, and whatever it does to itself, this process lives and is told."""

import mmap
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


def fresh(megabytes: int) -> list[bytes]:
    """Takes memory from the system itself: what the allocator kept of earlier tests' is room beyond the limit."""
    try:
        mmap.mmap(-1, megabytes * 1024 * 1024).close()
    except OSError as error:
        raise MemoryError from error
    return [b"taken\n"]


def children() -> str:
    """Processes this one has started and not yet waited for."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


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
        through(lambda: fresh(megabytes=300))


def test_too_much_memory_of_python_ends_it_too() -> None:
    with pytest.raises(TooHeavy):
        through(lambda: [b"x" * (4 * 1024**3)])


def test_less_memory_than_the_limit_is_there_however_much_this_process_has() -> None:
    kept = bytearray(400 * 1024 * 1024)
    assert through(lambda: fresh(megabytes=150)) == [b"taken\n"]
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
