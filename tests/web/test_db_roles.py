"""The roles of production on real PostgreSQL: the product works as `rw`, which cannot touch what is written once."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from time_machine import travel

from safeschools.audit.models import Event
from safeschools.audit.tasks import seal_waiting
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from tests.designations.world import allocatable_year, lead, proposed
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE roles_test_{role}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="for the other database")
def test_sqlite_has_no_roles() -> None:
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("db_roles", stdout=StringIO())


@pytest.mark.xdist_group("roles")  # which belong to the server, not to a database: two processes would wait in turn
@pytest.mark.skipif(connection.vendor != "postgresql", reason="roles exist on PostgreSQL")
class TestRoles:
    @pytest.fixture(autouse=True)
    def _roles(self) -> None:
        call_command("db_roles", prefix="roles_test", apply=True, stdout=StringIO())

    def test_the_product_works_as_the_writing_role(self) -> None:
        with acting_as("rw"):
            world = World()
            with travel(NOW, tick=False):
                world.start()
                world.fill()
                world.submit()
            run = proposed(allocatable_year())
            runs.approve(run, by=lead())
            seal_waiting()
        assert AllocationRun.objects.get(pk=run.pk).state == "approved"
        assert Event.objects.filter(verb="allocation.approve").exists()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_event SET reason = 'x'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event CASCADE",
            "UPDATE audit_publishedhead SET hash = 'x'",
            "UPDATE scoring_scoreentry SET points = 0",
            "DELETE FROM scoring_submission",
            "UPDATE designations_allocationrun SET outcome = '{}'",
            "DELETE FROM designations_designation",
            "DELETE FROM campaigns_participation",
            "UPDATE django_migrations SET name = 'x'",
            "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            "DROP TRIGGER event_never_changed ON audit_event",
            "CREATE TABLE own (x int)",
            "SET session_replication_role = replica",
        ],
    )
    def test_the_writing_role_cannot(self, sql: str) -> None:
        refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
        with refused, acting_as("rw"), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_the_writing_role_cannot_rewrite_history(self) -> None:
        with acting_as("rw"), connection.cursor() as cursor:
            cursor.execute("SET LOCAL safeschools.history = 'on'")
            cursor.execute("SELECT safeschools_history('campaigns_participation'::regclass)")
            assert cursor.fetchone() == (False,)

    @pytest.mark.parametrize("role", ["ro", "backup"])
    def test_readers_read_and_change_nothing(self, role: str) -> None:
        with acting_as(role):
            assert Event.objects.count() >= 0
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, acting_as(role), connection.cursor() as cursor:
            cursor.execute("INSERT INTO jobs_job (kind) VALUES ('x')")
