"""What a backup is: a manifest that names every file with its size and SHA-256, and a mark that it was finished."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

FORMAT = 1


class BadManifest(ValueError):
    """The text is no manifest of a format we read, or not the one that was finished."""


@dataclass(frozen=True)
class Stored:
    """A file of the backup: its name in the installation, its size in bytes, the SHA-256 of its content."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One backup. `engine` is postgresql or sqlite; `migrations` are those the database had (app.name)."""

    taken_at: str
    product: str
    engine: str
    server: str
    migrations: tuple[str, ...]
    database: Stored
    media: tuple[Stored, ...]

    def text(self) -> str:
        """As JSON, the same content always the same text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def mark(text: str) -> str:
    """What the end mark of a finished backup holds: the SHA-256 of its manifest."""
    return hashlib.sha256(text.encode()).hexdigest() + "\n"


def read_manifest(text: str, end: str) -> Manifest:
    """The manifest of a finished backup. Raises BadManifest."""
    if end != mark(text):
        raise BadManifest("the manifest is not the one that was finished")
    document = json.loads(text)
    if document.pop("format", None) != FORMAT:
        raise BadManifest("the backup has another format than this version reads")
    files = [Stored(**entry) for entry in document.pop("media")]
    database, migrations = Stored(**document.pop("database")), tuple(document.pop("migrations"))
    return Manifest(**document, database=database, migrations=migrations, media=_safe(files))


def _safe(files: Iterable[Stored]) -> tuple[Stored, ...]:
    """The files, none of which would be written outside the folder they are restored to."""
    found = tuple(files)
    for file in found:
        parts = file.name.split("/")
        if file.name.startswith("/") or ".." in parts or "" in parts or "\\" in file.name:
            raise BadManifest(f"{file.name!r} is no name inside the media folder")
    return found
