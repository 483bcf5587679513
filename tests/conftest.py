"""What every test gets: closed sockets, an empty cache, repeatable examples."""

import io
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import timezone, translation

from tests.stack import Application, Services, missing_services

FILES = Path(tempfile.gettempdir()) / f"safeschools-files-{os.getpid()}"
LOOPBACK = ("127.", "::1", "localhost")

# No deadline and no "too slow": the machine may be busy, and a clock must not decide a test.
UNHURRIED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("developer", UNHURRIED)
hypothesis.settings.register_profile("ci", UNHURRIED, derandomize=True)
hypothesis.settings.load_profile("ci" if "CI" in os.environ else "developer")


def pytest_configure(config: pytest.Config) -> None:
    """Chinese is compiled once; uploads, also of programs that tests start, land in a folder of their own."""
    if not hasattr(config, "workerinput"):
        call_command("compile_locale", stdout=io.StringIO())
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        (FILES / name).mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(FILES / name)
        setattr(settings, name, str(FILES / name))


@receiver(post_migrate)
def _let_triggers_travel(using: str, **_: Any) -> None:
    """In the tests' own database, rules about time go by the traveller's clock."""
    if connections[using].vendor == "postgresql":
        told = "nullif(current_setting('tests.now', true), '')::timestamptz"
        sql = "CREATE OR REPLACE FUNCTION safeschools_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
        sql += f"$$ SELECT coalesce({told}, clock_timestamp()) $$"
        with connections[using].cursor() as cursor:
            cursor.execute(sql)


def pytest_unconfigure() -> None:
    """…and go with the tests."""
    shutil.rmtree(FILES, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run on the services, wherever they are marked."""
    missing = missing_services()
    for item in items:
        if "application" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("application"))  # started once, not once per process
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(600))  # the first of them waits for the start
        if item.get_closest_marker("browser"):
            item.add_marker("services")
        if missing and item.get_closest_marker("services"):
            item.add_marker(pytest.mark.skip(f"not installed: {', '.join(missing)}"))
        elif item.get_closest_marker("browser") and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip("not installed: chromium"))


@pytest.fixture(autouse=True, scope="session")
def _closed_sockets() -> Iterator[None]:
    """Nothing outside this machine is ever asked."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        inside = self.family == socket.AF_UNIX or str(address[0]).startswith(LOOPBACK)
        assert inside, f"a test tried to connect to {address}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _answers_leave_the_connection_open() -> Iterator[None]:
    """Closing a file's answer ends a request for Django, which would close the connection of the test's transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_test_database_is_allowed() -> Iterator[None]:
    """Tests with real transactions end by emptying every table, which the product's own rules refuse."""

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            before, after = ["SET LOCAL session_replication_role = replica"], []
            if self.connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                rules = cursor.fetchall()
                before, after = [f"DROP TRIGGER {name}" for name, _sql in rules], [sql for _name, sql in rules]
        run(self, [*before, *sql_list, *after])

    run = BaseDatabaseOperations.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Login limits and cached pages of one test do not reach the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _default_language() -> None:
    """The language of one test's reader does not reach the next."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _database_clock_travels_too() -> Iterator[None]:
    """Who travels in time takes the database's clock along (safeschools.lib.clock asks it on PostgreSQL)."""
    told = ""

    def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        moment = timezone.now().isoformat()
        nonlocal told
        if connection.vendor == "postgresql" and (told or time_machine.escape_hatch.is_travelling()):
            told = moment if time_machine.escape_hatch.is_travelling() else ""
            context["connection"].connection.cursor().execute("SELECT set_config('tests.now', %s, true)", [told])
        sql = re.sub(r"clock_timestamp\(\)", f"'{moment}'::timestamptz", sql, flags=re.IGNORECASE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(tell):
        yield


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """PostgreSQL and Redis of this test process; mark the test `services`."""
    with Services() as running:
        yield running


@pytest.fixture(scope="session")
def application(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The product as in production, on `services`: gunicorn at `application.url`, a worker, the reconcile process.

    Its database is empty but for the migrations; `city` fills it.
    """
    limits = {"STATEMENT_TIMEOUT_MS": "60000", "LOCK_TIMEOUT_MS": "30000"}  # as those of tests.settings
    with Application(services, tmp_path_factory.mktemp("application"), **limits) as running:
        yield running


@pytest.fixture(scope="session")
def city(application: Application) -> Application:
    """The product in production form with a small demonstration city, which loads where nobody has an account yet.

    Whoever makes one in the application's database asks for the city, too, so that it comes first.
    """
    application.manage("demo_city", "--demo", "--schools", "90", "--seed", "7")
    return application
