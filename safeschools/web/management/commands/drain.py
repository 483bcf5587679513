"""manage.py drain: the reconcile process. All background work that is due, on the plain database, without a broker."""

import logging
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from campaigns.tasks import freeze_due_rosters
from safeschools.audit.tasks import seal_waiting
from safeschools.jobs.tasks import run_waiting
from safeschools.lib.collector import settle_in
from safeschools.notify.tasks import send_waiting
from safeschools.operations.record.purge import purge
from scoring.tasks import remind_of_deadlines, settle_lagging

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
HOUR_SECONDS = 3600.0


class Command(BaseCommand):
    help = (
        "Do the background work that is due: rosters whose deadline is over, rating sheets that lag behind their year,"
        " seals of the event log, waiting jobs and messages, what has outlived its purpose."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"look again every {PAUSE_SECONDS:g} s until stopped")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if not loop:
            for step in (_promptly, run_waiting, _hourly):
                step()
            return
        settle_in()
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # A job may take minutes; figures, seals and messages do not wait for it.
        jobs = Thread(target=_again_and_again, args=(run_waiting, stop), daemon=True)
        jobs.start()
        _again_and_again(_Prompt(), stop)
        jobs.join(timeout=PAUSE_SECONDS)


class _Prompt:
    """What is due every two seconds, and once an hour the rest."""

    last_hour = float("-inf")

    def __call__(self) -> None:
        _promptly()
        if time.monotonic() - self.last_hour >= HOUR_SECONDS:
            _hourly()
            self.last_hour = time.monotonic()


def _again_and_again(work: Callable[[], object], stop: Event) -> None:
    while not stop.is_set():
        try:
            work()
        except (DatabaseError, InterfaceError) as error:
            log.warning("database not available, trying again: %s", error)
        except Exception:
            log.exception("background work failed, trying again")
        finally:
            close_old_connections()
        stop.wait(PAUSE_SECONDS)


def _promptly() -> None:
    freeze_due_rosters()
    settle_lagging()
    seal_waiting()
    send_waiting()


def _hourly() -> None:
    remind_of_deadlines()
    purge(timezone.now())
