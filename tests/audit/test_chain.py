"""The seal of the event log: in order, once, beside the writers, and it shows every kind of tampering."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from safeschools.accounts.actions.manage import anonymise
from safeschools.audit.domain import GENESIS, seal
from safeschools.audit.models import Event, PublishedHead
from safeschools.audit.queries import chain, verify
from safeschools.audit.record import record
from safeschools.audit.tasks import BATCH, seal_waiting
from tests.factories import make_school, make_user

pytestmark = pytest.mark.django_db(transaction=True)
EXCHANGE = """UPDATE audit_event SET position = 99 WHERE position = 2;
    UPDATE audit_event SET position = 2 WHERE position = 3;
    UPDATE audit_event SET position = 3 WHERE position = 99"""
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a rule of PostgreSQL")


def write(count: int = 1) -> list[int]:
    """Some events about a school, each in a transaction of its own; their ids."""
    school = make_school()
    for number in range(count):
        record("x.y", school, by=None, sentence="%(actor)s did %(n)s", reason="原因", data={"a": [1.5, None]}, n=number)
    return list(Event.objects.order_by("id").values_list("id", flat=True))


@contextmanager
def behind_the_rules() -> Iterator[None]:
    """As somebody who owns the tables and has switched their triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            rules = cursor.fetchall()
            for name, _sql in rules:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for _name, sql in rules:
                cursor.execute(sql)


def tamper(sql: str) -> None:
    with behind_the_rules(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_events_are_sealed_in_order_and_only_once() -> None:
    ids = write(5)
    assert seal_waiting() == 5
    rows = list(Event.objects.order_by("position").values())
    assert [row["id"] for row in rows] == ids
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["prev_hash"] for row in rows] == [GENESIS, *(row["hash"] for row in rows[:-1])]
    assert rows[2]["hash"] == seal(3, rows[1]["hash"], rows[2])
    assert seal_waiting() == 0
    assert list(verify()) == []


def test_the_chain_goes_on_where_it_ended_and_across_batches() -> None:
    write(2)
    seal_waiting()
    school = make_school()
    with transaction.atomic():
        Event.objects.bulk_create(
            Event(verb="many", object_type="x", object_id=school.pk, object_label="x", sentence="x")
            for _ in range(BATCH + 3)
        )
    assert seal_waiting() == BATCH + 3
    assert list(verify()) == []
    state = chain()
    assert (state.sealed, state.waiting) == (BATCH + 5, 0)
    assert state.head is not None
    assert state.head.position == BATCH + 5


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE audit_event SET reason = 'forged' WHERE position = 3", "was changed"),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE position = 3", "was changed"),
        ("UPDATE audit_event SET data = '{}' WHERE position = 3", "was changed"),
        ("DELETE FROM audit_event WHERE position = 3", "1 entries are missing"),
        ("DELETE FROM audit_event WHERE position = 1", "1 entries are missing"),
        (
            EXCHANGE,
            "does not follow",
        ),
        ("UPDATE audit_event SET hash = prev_hash WHERE position = 3", "was changed"),
    ],
)
def test_every_kind_of_tampering_is_found(sql: str, words: str) -> None:
    write(5)
    seal_waiting()
    for statement in sql.split(";"):
        tamper(statement)
    assert any(words in found.what for found in verify())
    with pytest.raises(CommandError, match="not what was written"):
        call_command("verify_log", stdout=StringIO())


def test_a_cut_tail_is_found_only_against_a_head_from_outside() -> None:
    write(4)
    out = StringIO()
    call_command("publish_head", stdout=out)
    told = out.getvalue().strip()
    assert told == str(chain().head)
    tamper("DELETE FROM audit_publishedhead")
    tamper("DELETE FROM audit_event WHERE position >= 3")
    assert list(verify()) == []
    with pytest.raises(CommandError, match="is gone"):
        call_command("verify_log", head=[told], stdout=StringIO())


def test_a_log_rewritten_from_some_place_on_is_found_by_the_head_recorded_here() -> None:
    write(3)
    call_command("publish_head", stdout=StringIO())
    tamper("UPDATE audit_event SET reason = 'forged', position = NULL, prev_hash = '', hash = '' WHERE position >= 2")
    seal_waiting()
    found = list(verify())
    assert [each.what for each in found] == ["has another hash than the published one"]


def test_the_whole_log_verifies_and_says_so() -> None:
    write(3)
    out = StringIO()
    call_command("publish_head", stdout=StringIO())
    call_command("publish_head", stdout=StringIO())
    assert PublishedHead.objects.count() == 1
    call_command("verify_log", head=[str(chain().head)], stdout=out)
    assert "whole" in out.getvalue()
    with pytest.raises(CommandError, match="HASH@ID"):
        call_command("verify_log", head=["nonsense"], stdout=StringIO())


def test_there_is_no_head_of_an_empty_log() -> None:
    with pytest.raises(CommandError, match="empty"):
        call_command("publish_head", stdout=StringIO())


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("event_never_changed", "UPDATE audit_event SET reason = 'x' WHERE position IS NULL"),
        ("event_never_changed", "UPDATE audit_event SET actor_name = 'x' WHERE position IS NULL"),
        ("event_sealed_once", "UPDATE audit_event SET hash = 'x' WHERE position = 1"),
        ("event_never_deleted", "DELETE FROM audit_event"),
        ("head_never_changed", "UPDATE audit_publishedhead SET hash = 'x'"),
        ("head_never_deleted", "DELETE FROM audit_publishedhead"),
        pytest.param("event_never_emptied", "TRUNCATE audit_event CASCADE", marks=on_postgresql),
        pytest.param("head_never_emptied", "TRUNCATE audit_publishedhead", marks=on_postgresql),
    ],
)
def test_the_database_refuses(name: str, sql: str) -> None:
    write(2)
    call_command("publish_head", stdout=StringIO())
    write(1)
    with pytest.raises(IntegrityError, match=name), connection.cursor() as cursor:
        cursor.execute(sql)


@on_postgresql
def test_an_event_is_sealed_only_when_no_older_transaction_is_open() -> None:
    """Ids are handed out before the commit: the one that is not committed yet must come first in the chain."""
    write(1)
    seal_waiting()
    school = make_school()

    def other() -> None:
        record("later.id", school, by=None, sentence="x")
        connection.close()

    with transaction.atomic():
        record("earlier.id", school, by=None, sentence="x")
        thread = Thread(target=other)
        thread.start()
        thread.join()
        sealed = _in_another_connection(seal_waiting)
        assert sealed == 0
    assert seal_waiting() == 2
    assert list(Event.objects.order_by("position").values_list("verb", flat=True)[1:]) == ["earlier.id", "later.id"]
    assert list(verify()) == []


@on_postgresql
def test_two_sealers_at_once_make_one_chain() -> None:
    write(50)

    def work() -> None:
        seal_waiting()
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_waiting()
    assert chain().sealed == 50
    assert list(verify()) == []


def _in_another_connection(function: Callable[[], int]) -> int:
    results: list[int] = []

    def work() -> None:
        results.append(function())
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    return results[0]


def test_the_auditor_sees_how_far_the_log_is_sealed(client: Client) -> None:
    write(3)
    call_command("publish_head", stdout=StringIO())
    write(1)
    client.force_login(make_user("auditor"))
    response = client.get(reverse("event_list"))
    assert (response.context["chain"].sealed, response.context["chain"].waiting) == (3, 1)
    assert str(chain().head).partition("@")[0] in response.content.decode()


def test_the_log_still_verifies_when_a_person_is_anonymised() -> None:
    gone, security = make_user("bureau_officer", is_active=False), make_user("security_admin")
    write(3)
    seal_waiting()
    sealed = list(Event.objects.order_by("position").values_list("position", "hash"))
    assert len(sealed) == 3
    anonymise(gone, by=security, reason="x")
    assert seal_waiting() == 1
    call_command("verify_log", stdout=StringIO())
    assert list(Event.objects.order_by("position").values_list("position", "hash"))[:3] == sealed
