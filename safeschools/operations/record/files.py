"""Files under the SHA-256 of their content: kept once however many backups hold them."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from safeschools.operations.domain.backup import Stored

BLOCK = 1 << 20


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shelf(store: Path, sha256: str) -> Path:
    """Where a content lies in the store."""
    return store / sha256[:2] / sha256


def files_of(folder: Path) -> Iterator[Path]:
    """Every whole file below `folder`; one that is still being written has no name of its own yet."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            yield path


def keep_all(folder: Path, store: Path) -> dict[str, Stored]:
    """Copy what the store does not hold yet; names below `folder`. A file deleted meanwhile is left out."""
    found = {}
    for path in files_of(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = Stored(name, path.stat().st_size, digest_of(path))
            target = shelf(store, found[name].sha256)
            if not target.exists():
                copy(path, target)
        except FileNotFoundError:
            found.pop(name, None)
    return found


def copy(source: Path, target: Path) -> None:
    """Copy under another name until it is wholly on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with source.open("rb") as read, part.open("xb") as write:
            shutil.copyfileobj(read, write, BLOCK)
            write.flush()
            os.fsync(write.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """A small file, on the disk before we go on."""
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def missing_or_changed(files: Iterable[tuple[Path, Stored]]) -> Iterator[str]:
    """One line per file that is not there or not what the manifest says."""
    for path, told in files:
        if not path.is_file():
            yield f"{told.name}: is missing"
        elif path.stat().st_size != told.size or digest_of(path) != told.sha256:
            yield f"{told.name}: is not what was backed up"
