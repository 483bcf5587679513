"""Backup and restore, both on this database: what was there comes back, and nothing half or wrong is ever restored."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from safeschools.operations.domain.backup import BadManifest, Manifest, Stored, mark, read_manifest
from safeschools.operations.models import Safeguard
from safeschools.operations.record.database import engine_of, load
from safeschools.operations.record.files import keep_all

PICTURE = Stored("evidence/1/a", 3, "0" * 64)


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """Three uploaded files, two of the same content, and one that is being written."""
    folder = tmp_path / "media"
    for name, body in {"evidence/1/a": b"one", "evidence/2/b": b"one", "jobs/c": b"two", "jobs/d.part": b"ha"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    settings.MEDIA_ROOT = str(folder)
    return folder


def backup(folder: Path) -> Path:
    """Take one with the command."""
    out = StringIO()
    call_command("backup", to=folder, stdout=out)
    return Path(out.getvalue().strip())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest(**changes: object) -> Manifest:
    values = {"taken_at": "2026-11-27T12:00:00+00:00", "product": "1.0.0", "engine": "sqlite", "server": "3.45"}
    whole = {"migrations": ("audit.0001",), "database": Stored("database", 1, "1" * 64), "media": (PICTURE,)}
    return Manifest(**values | whole | changes)  # type: ignore[arg-type]


def test_a_manifest_reads_back() -> None:
    assert read_manifest(manifest().text(), mark(manifest().text())) == manifest()


def test_a_manifest_that_was_changed_is_none() -> None:
    with pytest.raises(BadManifest, match="finished"):
        read_manifest(manifest(product="2.0").text(), mark(manifest().text()))


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "a/../../b", "a\\b", "a//b"])
def test_a_manifest_cannot_name_a_file_outside_the_folder(name: str) -> None:
    text = manifest(media=(Stored(name, 1, "0" * 64),)).text()
    with pytest.raises(BadManifest, match="inside"):
        read_manifest(text, mark(text))


def test_contents_are_kept_once_and_unfinished_files_not_at_all(media: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = keep_all(media, store)
    kept = {path: path.stat().st_ino for path in store.rglob("*") if path.is_file()}
    assert sorted(first) == ["evidence/1/a", "evidence/2/b", "jobs/c"]
    assert len(kept) == 2
    assert keep_all(media, store) == first
    assert {path: path.stat().st_ino for path in store.rglob("*") if path.is_file()} == kept


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_whole_private_and_remembered(media: Path, tmp_path: Path) -> None:
    taken = backup(tmp_path / "backups")
    text, end = (taken / "manifest.json").read_text(), (taken / "complete").read_text()
    told = read_manifest(text, end)
    assert told.engine == engine_of(connection.settings_dict)
    assert "operations.0001_safeguards" in told.migrations
    assert [file.name for file in told.media] == ["evidence/1/a", "evidence/2/b", "jobs/c"]
    assert taken.stat().st_mode & 0o077 == 0
    row = Safeguard.objects.get()
    assert (row.kind, row.backup, row.sha256) == ("backup", taken.name, end.strip())


@pytest.mark.django_db
def test_a_backup_that_fails_has_no_end_mark(media: Path, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "files").write_text("in the way")
    with pytest.raises(CommandError, match="No backup was finished"):
        backup(tmp_path / "backups")
    assert not list((tmp_path / "backups").glob("*/complete"))
    assert not Safeguard.objects.exists()


def damaged(taken: Path, how: str) -> None:
    store = taken.parent / "files"
    shelf = next(path for path in store.rglob("*") if path.is_file())
    ways: dict[str, Callable[[], object]] = {
        "unfinished": (taken / "complete").unlink,
        "a changed file": lambda: shelf.write_bytes(b"six"),
        "a lost file": shelf.unlink,
        "a cut dump": lambda: (taken / "database").write_bytes((taken / "database").read_bytes()[:-9]),
        "a changed manifest": lambda: (taken / "manifest.json").write_text("{}"),
    }
    ways[how]()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["unfinished", "a changed file", "a lost file", "a cut dump", "a changed manifest"])
def test_a_damaged_backup_is_noticed_before_anything_is_touched(how: str, media: Path, tmp_path: Path) -> None:
    taken = backup(tmp_path / "backups")
    damaged(taken, how)
    with pytest.raises(CommandError):
        call_command("restore", taken, into=f"sqlite:///{tmp_path / 'copy'}", media=tmp_path / "copied")
    assert not (tmp_path / "copied").exists()
    assert not (tmp_path / "copy").exists()


@pytest.mark.django_db
def test_no_password_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="PGPASSWORD"):
        call_command("restore", tmp_path, into="postgres://u:secret@127.0.0.1/x", media=tmp_path)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
@pytest.mark.django_db(transaction=True)
class TestOnSQLite:
    """The whole way there and back; on PostgreSQL tests/faults walks it with real processes."""

    def test_what_was_there_comes_back(self, media: Path, tmp_path: Path) -> None:
        Safeguard.objects.create(kind="backup", backup="earlier", sha256="0" * 64)
        call_command("restore", backup(tmp_path / "b"), into=f"sqlite:///{tmp_path / 'copy'}", media=tmp_path / "m")
        with closing(sqlite3.connect(tmp_path / "copy")) as copy:
            assert copy.execute("SELECT backup FROM operations_safeguard").fetchall() == [("earlier",)]
        assert contents(tmp_path / "m") == {n: b for n, b in contents(media).items() if not n.endswith(".part")}

    def test_a_target_that_is_not_empty_must_be_named(self, media: Path, tmp_path: Path) -> None:
        taken, target = backup(tmp_path / "b"), tmp_path / "copy"
        target.write_text("somebody's")
        where = {"into": f"sqlite:///{target}", "media": tmp_path / "m"}
        with pytest.raises(CommandError, match="--overwrite copy"):
            call_command("restore", taken, **where)
        with pytest.raises(CommandError, match="--overwrite copy"):
            call_command("restore", taken, overwrite="other", **where)
        assert target.read_text() == "somebody's"
        call_command("restore", taken, overwrite="copy", **where)
        assert target.read_bytes().startswith(b"SQLite format 3")

    def test_a_folder_that_is_not_empty_counts_too(self, media: Path, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", backup(tmp_path / "b"), into=f"sqlite:///{tmp_path / 'copy'}", media=media)

    def test_a_backup_of_one_database_is_not_restored_into_another(self, media: Path, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be restored into postgresql"):
            call_command("restore", backup(tmp_path / "b"), into="postgres://u@127.0.0.1:1/x", media=tmp_path / "m")

    def test_a_drill_verifies_the_copy_and_is_remembered(self, media: Path, tmp_path: Path) -> None:
        taken, out = backup(tmp_path / "b"), StringIO()
        where = {"into": f"sqlite:///{tmp_path / 'copy'}", "media": tmp_path / "m"}
        call_command("restore", taken, drill=True, stdout=out, **where)
        assert "The drill is passed." in out.getvalue()
        assert Safeguard.objects.get(kind="drill").backup == taken.name

    def test_loading_leaves_no_old_journal_beside_the_new_database(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "source")) as source:
            source.execute("CREATE TABLE kept (x)")
        (tmp_path / "target-wal").write_text("old")
        load(
            {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "target")},
            tmp_path / "source",
            overwrite=True,
        )
        assert not (tmp_path / "target-wal").exists()
