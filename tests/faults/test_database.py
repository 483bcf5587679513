"""PostgreSQL dies, connections break, rows stay locked, the schema changes: what was acknowledged is there."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.installation import SCHOOLS, Installation
from tests.faults.writers import Answer, Head, Writers, in_background, wait_until
from tests.stack.process import Process

#: what people may be told while the database is away: saved, try again, somebody saved meanwhile (themselves)
TOLD = {200, 503, 409}


#: the table's "within five seconds"
FIVE_SECONDS = 5.0


def children_of(process: Process) -> list[int]:
    """The processes a process has started itself (Linux)."""
    assert process.child
    pid = process.child.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_database(city: Installation) -> None:
    """End the server and everything it started, as a power cut would."""
    process = city.services.postgresql.process
    children = children_of(process)
    process.kill()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def test_f5_the_database_is_killed_twice_under_load(city: Installation) -> None:
    """Nothing acknowledged is lost; meanwhile 503 with Retry-After; the same web processes go on afterwards."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert city.ask(f"SHOW {setting}") == [("on",)]
    web = children_of(city.application.web)
    heads = city.take(3)
    with Writers(city.take(6)) as writers:
        for head in heads[:2]:
            writers.until_more()
            kill_database(city)
            for answer in (head.submit(), head.get(head.work)):
                assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
                assert answer.body.rstrip().endswith(b"</html>")
            city.services.postgresql.start()
            writers.until_more()
    city.assert_kept(writers)
    assert {answer.status for answer in writers.answers} <= TOLD
    assert all(answer.headers["Retry-After"] for answer in writers.answers if answer.status == 503)
    assert [head.submit().status for head in heads] == [302] * 3
    assert city.submitted(heads) == {head.participation for head in heads}
    assert children_of(city.application.web) == web
    city.settle()


def test_f6_connections_break_in_mid_transaction(city: Installation) -> None:
    """Ten times: everything of a request or nothing; sent again with its key it has one effect."""
    heads = city.take(10)
    with Writers(city.take(3)) as writers:
        for number, head in enumerate(heads):
            told = _cut_off(city, head) if number % 2 else _cut_off_at_the_end(city, head)
            assert told.status in (302, 503)
            assert city.traces(head) in ((0, 0, 0), (1, 1, 1))
            assert _insist(head).status == 302
            assert city.traces(head) == (1, 1, 1)
            writers.until_more(1)
    city.assert_kept(writers)
    assert {answer.status for answer in writers.answers} <= TOLD
    city.settle()


def _cut_off(city: Installation, head: Head) -> Answer:
    """Cut every connection as soon as somebody is in a transaction."""
    busy = "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()"
    with in_background(head.submit) as answer:
        wait_until("somebody is in a transaction", lambda: city.number(busy) > 0)
        city.database.cut()
        return answer()


def _cut_off_at_the_end(city: Installation, head: Head) -> Answer:
    """Cut every connection when everything is written, and only the year's revision is waited for."""
    with in_background(head.submit) as answer, city.connect() as holder, holder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM campaigns_campaignyear FOR NO KEY UPDATE")
        wait_until("it waits for the year", lambda: city.waiting_to("campaigns_campaignyear"))
        city.database.cut()
        return answer()


def _insist(head: Head) -> Answer:
    """Send it again until there is an answer other than "later"."""
    answers = []

    def arrived() -> bool:
        answers.append(head.submit())
        return answers[-1].status != 503

    wait_until("an answer", arrived)
    return answers[-1]


def test_f9_rows_stay_locked(city: Installation) -> None:
    """Who needs a locked row is told within five seconds; pages open, and every other school notices nothing."""
    locked, free = city.take(2)
    with city.connect() as holder, holder.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM campaigns_participation p JOIN scoring_itemscore s ON s.participation_id = p.id"
            " WHERE p.id = %s FOR UPDATE",
            [locked.participation],
        )
        with in_background(locked.submit) as submitted, in_background(lambda: locked.save("n1", 1)) as saved:
            assert free.save("n1", 1).status == 200
            assert free.submit().status == 302
            assert locked.get(locked.work).status == 200
            answers = [submitted(), saved()]
    assert [(answer.status, answer.headers["Retry-After"]) for answer in answers] == [(503, "5")] * 2
    assert max(answer.seconds for answer in answers) <= FIVE_SECONDS
    assert locked.submit().status == 302
    city.settle()


@pytest.mark.timeout(600 + SCHOOLS // 4, func_only=True)
def test_f15_a_migration_under_load(city: Installation) -> None:
    """A column is added behind an open transaction: it gives way, tries again, and the old program goes on."""
    city.fresh(SCHOOLS)
    env = {"DJANGO_SETTINGS_MODULE": "tests.faults.expand.settings"}
    with Writers(city.take(4)) as writers:
        writers.until_more()
        usual = max(answer.seconds for answer in writers.answers)
        with _migrating(city, env) as migration, city.connect() as holder, holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM scoring_itemscore LIMIT 1")
            migration.start()
            wait_until("it waits for the table", lambda: _waiting_for_table(city))
            wait_until("it gives way", lambda: "trying again" in migration.tail())
            writers.until_more()
            holder.rollback()
            assert migration.child
            assert migration.child.wait(60) == 0
        assert city.number("SELECT count(*) FROM information_schema.columns WHERE column_name = 'of_the_next_release'")
        writers.until_more()
    city.assert_kept(writers)
    assert {answer.status for answer in writers.answers} == {200}
    on_a_busy_machine = max(0.0, usual - 1)
    assert max(answer.seconds for answer in writers.answers) <= FIVE_SECONDS + on_a_busy_machine
    (head,) = city.take(1)
    assert head.submit().status == 302
    city.settle()


@contextmanager
def _migrating(city: Installation, env: dict[str, str]) -> Iterator[Process]:
    process = city.application.program("migrate", "manage.py", "migrate", "expand")
    process.env |= env
    yield process
    process.stop()


def _waiting_for_table(city: Installation) -> bool:
    return city.number("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted") > 0
