"""The matrix of roles and routes."""

import pytest
from django.db import connection


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The matrix builds one world per module outside the test's own transaction; on PostgreSQL that connection is
    closed between tests, so it runs on SQLite only until the world is made per transaction.
    """
    if connection.vendor == "sqlite":
        return
    for item in items:
        if "tests/access/" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason="the shared world of the matrix needs SQLite's one connection"))
