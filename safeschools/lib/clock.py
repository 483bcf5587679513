"""The one clock that decides: the database's on PostgreSQL, this machine's where SQLite runs in the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func, Value
from django.utils import timezone


def now() -> datetime:
    """Aware UTC time by the database's clock; never the browser's, never a web machine's that may be wrong."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


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


class Moment(Func):
    """The same clock as a column, for a statement that reads something else as well."""

    template = "CLOCK_TIMESTAMP()"
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:
        """The time of this machine, bound as a value."""
        return Value(timezone.now(), DateTimeField()).as_sql(compiler, connection)
