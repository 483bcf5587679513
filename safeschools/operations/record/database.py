"""Dumping a database into one file and loading it again, on PostgreSQL and SQLite. No password on a command line."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import environ
import psycopg2

Settings = dict[str, Any]


class DatabaseRefused(RuntimeError):
    """The database, or the program that speaks to it, said no; the message is its own."""


def read_url(url: str) -> Settings:
    """The settings a database URL stands for. Raises DatabaseRefused for one we cannot back up to or from."""
    try:
        found: Settings = environ.Env.db_url_config(url)
    except (ValueError, KeyError) as error:
        raise DatabaseRefused(f"{url!r} is no address of a database") from error
    if not found.get("ENGINE", "").endswith(("sqlite3", "postgresql")):
        raise DatabaseRefused("only postgres:// and sqlite:// can be restored to")
    return found


def engine_of(settings: Settings) -> str:
    """postgresql or sqlite."""
    return "sqlite" if settings["ENGINE"].endswith("sqlite3") else "postgresql"


def dump(settings: Settings, target: Path) -> None:
    """Write the whole database, as it is at one moment, into `target`. Raises DatabaseRefused."""
    if engine_of(settings) == "sqlite":
        with closing(sqlite3.connect(settings["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    else:
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], settings)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def load(settings: Settings, source: Path, *, overwrite: bool) -> None:
    """Fill the database from a dump; `overwrite` throws away what is there. Raises DatabaseRefused."""
    if engine_of(settings) == "sqlite":
        target = Path(settings["NAME"])
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return
    if overwrite:
        with closing(_connect(settings)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    _run("pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", source], settings)


def is_empty(settings: Settings) -> bool:
    """Whether the database holds no table. Raises DatabaseRefused where it cannot be reached."""
    if engine_of(settings) == "sqlite":
        path = Path(settings["NAME"])
        return not path.exists() or path.stat().st_size == 0
    with closing(_connect(settings)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
        return cursor.fetchone() is None


def name_of(settings: Settings) -> str:
    """What the database is called, as the person has to repeat it before anything is overwritten."""
    name = str(settings["NAME"])
    return Path(name).name if engine_of(settings) == "sqlite" else name


def _connect(settings: Settings) -> "psycopg2.extensions.connection":
    asked: dict[str, Any] = {"dbname": settings["NAME"], "user": settings["USER"], "password": settings["PASSWORD"]}
    asked |= {"host": settings["HOST"], "port": settings["PORT"]}
    try:
        found: psycopg2.extensions.connection = psycopg2.connect(
            connect_timeout=10, **{name: value for name, value in asked.items() if value}
        )
    except psycopg2.OperationalError as error:
        raise DatabaseRefused(str(error).strip()) from error
    return found


def _run(program: str, arguments: Sequence[str | Path], settings: Settings) -> None:
    command: list[str | Path] = [find(program), *arguments, "--no-password", f"--dbname={settings['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if settings[name]:
            command.append(f"--{option}={settings[name]}")
    env = {**os.environ, **({"PGPASSWORD": str(settings["PASSWORD"])} if settings["PASSWORD"] else {})}
    done = subprocess.run(command, env=env, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - our own program and settings
    if done.returncode:
        raise DatabaseRefused(f"{program}: {done.stderr.strip()}")


def find(program: str) -> str:
    """Where a program of PostgreSQL lies; Debian keeps the newest beside its server. Raises DatabaseRefused."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(program)
    if found is None:
        raise DatabaseRefused(f"{program} is not installed (on Debian: the package postgresql-client)")
    return found
