"""The private services start, serve and leave nothing behind."""

import psycopg2
import pytest
import redis

from tests.stack import PostgreSQL, Services

pytestmark = pytest.mark.services


def test_services_answer_and_disappear() -> None:
    with Services() as services:
        homes = (services.postgresql.home, services.redis.home)
        with psycopg2.connect(services.postgresql.url) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
        connection.close()
        with redis.Redis.from_url(services.redis.url) as client:
            assert client.ping()
    assert not any(home.exists() for home in homes)


def test_a_durable_database_survives_a_crash() -> None:
    server = PostgreSQL(durable=True)
    try:
        server.start()
        server.create_database("kept")
        server.process.kill()
        assert not server.is_ready()
        server.start()
        server.connect("kept").close()
    finally:
        server.stop()
        server.remove()
