"""What nobody can do through the product: for tests that show it is noticed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def rules_asleep() -> Iterator[None]:
    """What only the owner of the database can do: change rows while its triggers do not look."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
