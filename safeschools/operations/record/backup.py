"""Taking a backup: the database at one moment, every file its rows name, a manifest, and last the end mark.

FOLDER/files/ab/abcdef…             contents by SHA-256, each copied once for all backups
FOLDER/20261127T120000Z/database    pg_dump -Fc, or a SQLite database
FOLDER/20261127T120000Z/manifest.json
FOLDER/20261127T120000Z/complete    SHA-256 of the manifest; without it the backup is none
"""

import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from safeschools.operations.domain.backup import Manifest, Stored, mark
from safeschools.operations.models import Safeguard
from safeschools.operations.record.database import dump, engine_of
from safeschools.operations.record.files import digest_of, keep_all, write

FILES, DATABASE, MANIFEST, COMPLETE = "files", "database", "manifest.json", "complete"


def take(folder: Path) -> Path:
    """Back this installation up into `folder` while people work; returns the new backup's own folder.

    Files are looked through before and after the dump: whichever row the dump holds, its file is in the backup.
    Raises DatabaseRefused, OSError; then there is no end mark.
    """
    began, taken_at = time.monotonic(), datetime.now(UTC)
    backup = folder / f"{taken_at:%Y%m%dT%H%M%S.%fZ}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup.mkdir(mode=0o700)
    media, store = Path(settings.MEDIA_ROOT), folder / FILES
    before = keep_all(media, store)
    dump(connection.settings_dict, backup / DATABASE)
    kept = before | keep_all(media, store)
    manifest = _manifest(taken_at, backup / DATABASE, kept)
    write(backup / MANIFEST, manifest.text())
    write(backup / COMPLETE, mark(manifest.text()))
    seconds = round(time.monotonic() - began)
    note(Safeguard.Kind.BACKUP, backup, seconds)
    return backup


def note(kind: str, backup: Path, seconds: int) -> None:
    """Remember for `health` that a backup was finished, or a drill passed."""
    sha256 = (backup / COMPLETE).read_text().strip()
    Safeguard.objects.create(kind=kind, backup=backup.name, sha256=sha256, seconds=seconds)


def version() -> str:
    """The product's version."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def _manifest(taken_at: datetime, database: Path, media: dict[str, Stored]) -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        taken_at=taken_at.isoformat(),
        product=version(),
        engine=engine_of(connection.settings_dict),
        server=".".join(str(part) for part in connection.get_database_version()),
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied)),
        database=Stored(DATABASE, database.stat().st_size, digest_of(database)),
        media=tuple(file for _name, file in sorted(media.items())),
    )
