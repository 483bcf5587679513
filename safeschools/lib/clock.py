"""The one clock that decides: the database's on PostgreSQL, this machine's where SQLite runs in the process."""

from datetime import datetime

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
