"""manage.py drain: the reconcile process. All background work that is due, on the plain database, without a broker."""

import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from safeschools.audit.tasks import seal_waiting
from safeschools.jobs.tasks import run_waiting
from safeschools.once.record import forget_old
from scoring.tasks import settle_lagging

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


class Command(BaseCommand):
    help = "Do the background work that is due: rating sheets that lag behind their year, and waiting jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help=f"look again every {PAUSE_SECONDS:g} s until stopped")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if not loop:
            _drain()
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                _drain()
            except (DatabaseError, InterfaceError) as error:
                log.warning("database not available, trying again: %s", error)
            finally:
                close_old_connections()
            stop.wait(PAUSE_SECONDS)


def _drain() -> None:
    settle_lagging()
    seal_waiting()
    run_waiting()
    forget_old()
