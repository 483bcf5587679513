"""The one clock that decides: the database's on PostgreSQL, this machine's where SQLite runs in the process."""

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


class Moment(Func):
    """The same clock as a column, for a statement that reads something else as well."""

    template = "CLOCK_TIMESTAMP()"
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:
        """The time of this machine, bound as a value."""
        return Value(timezone.now(), DateTimeField()).as_sql(compiler, connection)
