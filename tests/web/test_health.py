"""Health answers for the proxy and the container engine."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_a_living_process_says_so_without_the_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_it_is_ready_when_every_migration_is_applied(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_it_is_not_ready_while_migrations_wait(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()
    page = client.get("/readyz")
    assert (page.status_code, page.content) == (503, b"migrations are waiting\n")
