"""CPU time of this process, its children and its PostgreSQL backend, for two things done in turn."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU in Python and in PostgreSQL, and seconds by the clock on the wall."""

    python: float
    postgresql: float
    wall: float

    @property
    def cpu(self) -> float:
        return self.python + self.postgresql


def backend_seconds() -> float:
    """User and system seconds of the backend that serves this connection (Linux only)."""
    connection.ensure_connection()
    pid = connection.connection.get_backend_pid()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def python_seconds() -> float:
    """User and system seconds of this process and of those it has waited for."""
    return time.process_time() + sum(os.times()[2:4])


def cost(work: Callable[[], object], times: int = 1) -> Cost:
    """What `work` costs on average over `times` calls; more calls lift short work above the clock tick."""
    database, wall, python = backend_seconds(), time.perf_counter(), python_seconds()
    for _ in range(times):
        work()
    python, wall = python_seconds() - python, time.perf_counter() - wall
    database = backend_seconds() - database
    return Cost(python / times, database / times, wall / times)


@dataclass(frozen=True)
class Pair:
    """Our work against the reference, both as medians, and the median of the ratios of pairs done in turn."""

    ours: Cost
    reference: Cost
    ratio: float


def in_turn(
    ours: Callable[[], object], reference: Callable[[], object], *, rounds: int = 5, times: tuple[int, int] = (1, 1)
) -> Pair:
    """Do both in turn `rounds` times after one warm-up of each; the ratio is that of CPU in Python and PostgreSQL."""
    ours(), reference()
    pairs = [(cost(ours, times[0]), cost(reference, times[1])) for _ in range(rounds)]
    ratio = statistics.median(mine.cpu / max(theirs.cpu, 1e-6) for mine, theirs in pairs)
    return Pair(_median([mine for mine, _ in pairs]), _median([theirs for _, theirs in pairs]), ratio)


def _median(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda each: each.cpu)[len(costs) // 2]


def peak_megabytes() -> float:
    """The largest resident size this process ever had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def reset_peak() -> None:
    """Forget the peak so far."""
    Path("/proc/self/clear_refs").write_text("5")
