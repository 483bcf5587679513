"""Named locks for the machine's own work: held to the end of the transaction, never waited for."""

import zlib

from django.db import connection


def try_lock(name: str) -> bool:
    """Whether this transaction now holds the lock `name`; on SQLite, where one transaction writes at a time, always."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
        held: bool = cursor.fetchone()[0]
    return held
