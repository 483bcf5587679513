"""One installation for the tests of a module: every server behind a proxy, its processes in our hands."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg2

from tests.faults.proxy import Proxy
from tests.faults.writers import Head, Person, Writers, wait_until
from tests.stack import Application, Services
from tests.stack.application import ROOT
from tests.stack.process import free_port
from tests.stack.services import NAME

#: schools of the storm at the deadline (F12) and of the migration under load (F15)
SCHOOLS = int(os.environ.get("FAULT_SCHOOLS", "144"))
QUICK = {"PASSWORD_HASHERS": "django.contrib.auth.hashers.MD5PasswordHasher", "LOG_LEVEL": "WARNING"}


class Installation:
    """PostgreSQL that survives a crash, Redis, and the product in production form on both."""

    def __init__(self, home: Path, schools: int, **env: str) -> None:
        self.home, self.schools, self.env = home, schools, env

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.services = stack.enter_context(Services(durable=True))
            self.database = stack.enter_context(Proxy(self.services.postgresql.port))
            self.redis = stack.enter_context(Proxy(self.services.redis.port))
            addresses = {
                "DATABASE_URL": f"postgres://{NAME}@127.0.0.1:{self.database.port}/{NAME}",
                "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            }
            self.application = stack.enter_context(
                Application(self.services, self.home, **addresses, **QUICK, **self.env)
            )
            self.fresh(self.schools)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def fresh(self, schools: int) -> None:
        """More schools that are ready to hand in; `take` gives them out."""
        self.stage: dict[str, Any] = json.loads(self.application.run("-m", "tests.faults.stage", str(schools)))
        self._untouched = list(self.stage["schools"])

    def allocate(self) -> int:
        """A year with a frozen roster and one allocation run in it; returns its id."""
        return int(self.application.run("-m", "tests.faults.allocate", "new"))

    def take(self, count: int) -> list[Head]:
        """Heads of schools nobody has touched yet."""
        if len(self._untouched) < count:
            self.fresh(max(count, self.schools))
        taken, self._untouched = self._untouched[:count], self._untouched[count:]
        return [Head(self.application.port, self.stage, school) for school in taken]

    @contextmanager
    def web(self, **env: str) -> Iterator[int]:
        """One more web process, with another environment; the yielded number is its port."""
        port = free_port()

        def is_serving() -> bool:
            return Person(port, "").get("/readyz").status == 200

        gunicorn = ("-m", "gunicorn", "safeschools.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket")
        process = self.application.program(f"web{port}", *gunicorn)
        process.env, process.ready = process.env | env, is_serving
        process.start()
        try:
            yield port
        finally:
            process.stop()

    @contextmanager
    def connect(self) -> Iterator["psycopg2.extensions.connection"]:
        """A connection that goes to the database itself."""
        with closing(self.services.postgresql.connect(NAME)) as connection:
            yield connection

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows, committed."""
        with self.connect() as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def number(self, sql: str, *parameters: Any) -> int:
        """The one number a statement answers."""
        return int(self.ask(sql, *parameters)[0][0])

    def health(self, **env: str) -> dict[str, Any]:
        """What `manage.py health` says of each thing, with its level; an alarm is no error here."""
        command = [sys.executable, "manage.py", "health", "--json"]
        known = {**self.application.web.env, **env}
        said = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
        facts: dict[str, Any] = json.loads(said.stdout)["facts"]
        return facts

    def waiting_to(self, statement: str) -> bool:
        """Whether somebody waits for a lock in a statement with these words."""
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
        return self.number(waiting, f"%{statement}%") > 0

    def traces(self, head: Head) -> tuple[int, int, int]:
        """How many submissions, kept answers and log entries a head's handing in has left."""
        return (
            self.number("SELECT count(*) FROM scoring_submission WHERE participation_id = %s", head.participation),
            self.number("SELECT count(*) FROM once_answer WHERE key = %s AND status = 302", head.key),
            self.number(
                "SELECT count(*) FROM audit_event WHERE verb = 'assessment.submit' AND object_id = %s",
                head.participation,
            ),
        )

    def submitted(self, heads: list[Head]) -> set[int]:
        """Participations of these with exactly one submission."""
        rows = self.ask(
            "SELECT participation_id FROM scoring_submission WHERE participation_id = ANY(%s)"
            " GROUP BY participation_id HAVING count(*) = 1",
            [head.participation for head in heads],
        )
        return {row[0] for row in rows}

    def settled(self) -> bool:
        """Whether every figure follows the facts."""
        lagging = "SELECT count(*) FROM scoring_ratingsheet s JOIN campaigns_campaignyear y ON y.id = s.year_id"
        return self.number(f"{lagging} WHERE s.revision < y.revision") == 0

    def settle(self, seconds: float = 60.0) -> float:
        """Wait until figures follow, then have them computed once more in plain Python; returns how long they took."""
        took = wait_until("figures follow the facts", self.settled, seconds)
        assert "Every stored result equals" in self.application.manage("verify_results")
        return took

    def assert_kept(self, writers: Writers) -> None:
        """What was acknowledged is stored, or something newer of the same writer."""
        stored = dict(
            self.ask(
                "SELECT s.participation_id, s.note FROM scoring_itemscore s JOIN scoring_item i ON i.id = s.item_id"
                " WHERE i.code = %s AND s.participation_id = ANY(%s)",
                self.stage["item"],
                list(writers.acknowledged),
            )
        )
        lost = {
            pk: (number, stored[pk])
            for pk, number in writers.acknowledged.items()
            if int(stored[pk].removeprefix("n") or 0) < number
        }
        assert not lost
