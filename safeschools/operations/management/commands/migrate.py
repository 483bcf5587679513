"""manage.py migrate, as Django's, but beside people at work: on PostgreSQL it never makes them wait for long.

A change of a table needs a lock that everybody behind it waits for. It is waited for a second, which is less than their
own patience with locks (settings), then given up, so that they go on, and tried again. Each migration is a transaction.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

LIMITS = {"lock_timeout": "'1s'", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
TRIES = 20
PAUSE_SECONDS = 1.0


@contextmanager
def _limits(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Ours while migrating; whoever goes on with the connection has the usual ones again."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {value}" for name, value in LIMITS.items()))
    yield
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"RESET {name}" for name in LIMITS))


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with _limits(connection):
            self._patiently(*args, **options)

    def _patiently(self, *args: Any, **options: Any) -> None:
        for _again in range(TRIES):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", "") != "55P03":  # lock_not_available
                    raise
                self.stderr.write("A table is in use; trying again.")
                time.sleep(PAUSE_SECONDS)
            else:
                return
        raise CommandError(f"A table was in use {TRIES} times; migrate when less is going on.")
