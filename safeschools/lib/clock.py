"""The one clock that decides: the database's on PostgreSQL, this machine's where SQLite runs in the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """Aware UTC time by the database's clock; never the browser's, never a web machine's that may be wrong."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def read(stored: datetime) -> datetime:
    """A moment as a raw statement brings it: from SQLite it comes without its zone, which is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


@contextmanager
def history() -> Iterator[None]:
    """Within it this transaction may record what happened earlier, such as a demonstration's past years.

    PostgreSQL otherwise insists on its own clock and on the order of steps; only the owner of the tables may do this.
    """
    _say_history("on")
    yield
    _say_history("")


def _say_history(value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('safeschools.history', %s, true)", [value])
