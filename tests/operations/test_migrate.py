"""manage.py migrate beside people at work (the waiting itself is proved by fault test F15)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def limit(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has limits per connection")
def test_whoever_goes_on_with_the_connection_has_the_usual_limits_again() -> None:
    usual = {"lock_timeout": "30s", "statement_timeout": "1min"}  # tests.settings
    assert {name: limit(name) for name in usual} == usual
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert {name: limit(name) for name in usual} == usual
