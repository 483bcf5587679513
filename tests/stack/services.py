"""Private PostgreSQL and Redis instances."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psycopg2
import redis

from tests.stack.process import Process, free_port

NAME = "safeschools"
# A crash may lose what was written; unit tests prefer speed. Fault tests ask for `durable=True`.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_program(name: str) -> Path | None:
    """Where a server program lies; Debian keeps PostgreSQL's outside the search path."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name)
    return Path(found) if found else next(iter(debian), None)


def missing_services() -> list[str]:
    """Names of the services that cannot be started here, for the notice.

    SAFESCHOOLS_NO_SERVICES=1 plays a machine that has neither.
    """
    programs = {"PostgreSQL": "initdb", "Redis": "redis-server"}
    if os.environ.get("SAFESCHOOLS_NO_SERVICES") == "1":
        return list(programs)
    return [name for name, program in programs.items() if find_program(program) is None]


def ordinary_account() -> pwd.struct_passwd | None:
    """Who the services run as: PostgreSQL refuses root. None: the caller, who is not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


class Service:
    """A server with a folder of its own, on a port of its own."""

    def __init__(self) -> None:
        self.account = ordinary_account()
        self.home = Path(tempfile.mkdtemp(prefix=f"{NAME}-"))
        if self.account:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)
        self.port = free_port()
        self.process = self.make_process()

    def make_process(self) -> Process:
        """The server process, not started."""
        raise NotImplementedError

    def program(self, name: str) -> Path:
        """Path of a program; raises FileNotFoundError when it is not installed."""
        if (path := find_program(name)) is None:
            raise FileNotFoundError(name)
        return path

    def remove(self) -> None:
        """Delete the data."""
        shutil.rmtree(self.home, ignore_errors=True)


class PostgreSQL(Service):
    """One cluster with one database. `durable` keeps fsync on, so that a crash loses nothing; `settings` are added."""

    def __init__(self, *, durable: bool = False, settings: Sequence[str] = ()) -> None:
        self.durable, self.settings = durable, settings
        super().__init__()

    @property
    def url(self) -> str:
        """DATABASE_URL of the database."""
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{NAME}"

    def make_process(self) -> Process:
        settings = ("max_connections=150", *(() if self.durable else FAST), *self.settings)
        command: list[str | Path] = [self.program("postgres"), "-D", self.home / "data"]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-k", self.home]
        for setting in settings:
            command += ["-c", setting]
        return Process(
            command,
            log=self.home / "log",
            cwd=self.home,
            ready=self.is_ready,
            account=self.account,
        )

    def connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        """A connection as the cluster's owner."""
        return psycopg2.connect(host="127.0.0.1", port=self.port, user=NAME, dbname=database, connect_timeout=2)

    def is_ready(self) -> bool:
        """Whether it accepts connections."""
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Make the cluster on the first start, and serve it."""
        if not (self.home / "data").exists():
            self.initialise()
            self.process.start()
            self.create_database(NAME)
        else:
            self.process.start()

    def initialise(self) -> None:
        """Run initdb; raises CalledProcessError."""
        subprocess.run(
            [
                *(self.program("initdb"), "-D", self.home / "data", "-U", NAME),
                *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
                *("--data-checksums", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.home,
            user=self.account and self.account.pw_uid,
            group=self.account and self.account.pw_gid,
            extra_groups=self.account and [],
        )

    def create_database(self, name: str) -> None:
        """Add an empty database."""
        connection = self.connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back."""
        self.process.stop(signal.SIGINT)


class Redis(Service):
    """One empty server without persistence."""

    @property
    def url(self) -> str:
        """REDIS_URL of the first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def make_process(self) -> Process:
        command = (self.program("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port))
        return Process(
            [*command, "--save", "", "--appendonly", "no", "--dir", self.home],
            log=self.home / "log",
            cwd=self.home,
            ready=self.is_ready,
            account=self.account,
        )

    def is_ready(self) -> bool:
        """Whether it answers a ping."""
        with redis.Redis(port=self.port, socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def start(self) -> None:
        """Serve."""
        self.process.start()

    def stop(self) -> None:
        """Shut down."""
        self.process.stop()


class Services:
    """PostgreSQL and Redis together, for a `with` block."""

    def __init__(self, *, durable: bool = False, settings: Sequence[str] = ()) -> None:
        self.postgresql = PostgreSQL(durable=durable, settings=settings)
        self.redis = Redis()

    @property
    def env(self) -> dict[str, str]:
        """The settings that point the product at them."""
        return {"DATABASE_URL": self.postgresql.url, "REDIS_URL": self.redis.url}

    def __enter__(self) -> Self:
        try:
            self.postgresql.start()
            self.redis.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for service in (self.redis, self.postgresql):
            service.stop()
            service.remove()
