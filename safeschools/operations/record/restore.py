"""Writing a backup back, to a database and a media folder that are named and, unless said otherwise, empty."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from safeschools.operations.domain.backup import BadManifest, Manifest, read_manifest
from safeschools.operations.record.backup import COMPLETE, DATABASE, FILES, MANIFEST
from safeschools.operations.record.database import Settings, engine_of, is_empty, load, name_of
from safeschools.operations.record.files import copy, missing_or_changed, shelf


class NotRestored(RuntimeError):
    """Why nothing was restored; nothing was changed."""


@dataclass(frozen=True)
class Target:
    """Where to: a database, a media folder. `overwrite` repeats the database's name where one of them is not empty."""

    database: Settings
    media: Path
    overwrite: str = ""


def inspect(backup: Path) -> Manifest:
    """The manifest, after every file was compared with it. Raises NotRestored."""
    try:
        manifest = read_manifest((backup / MANIFEST).read_text("utf-8"), (backup / COMPLETE).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotRestored(f"{backup}: no finished backup lies here ({Path(error.filename).name} is missing)") from error
    except BadManifest as error:
        raise NotRestored(f"{backup}: {error}") from error
    store = backup.parent / FILES
    kept = ((shelf(store, file.sha256), file) for file in manifest.media)
    if wrong := list(missing_or_changed(chain([(backup / DATABASE, manifest.database)], kept))):
        raise NotRestored("\n".join([f"{backup}: {len(wrong)} files are not what was backed up", *wrong[:20]]))
    return manifest


def restore(backup: Path, target: Target) -> Manifest:
    """Verify the backup, then fill the target. Raises NotRestored, DatabaseRefused, OSError."""
    manifest = inspect(backup)
    _bar_wrong_target(manifest, target)
    load(target.database, backup / DATABASE, overwrite=bool(target.overwrite))
    for file in manifest.media:
        copy(shelf(backup.parent / FILES, file.sha256), target.media / file.name)
    placed = ((target.media / file.name, file) for file in manifest.media)
    if wrong := list(missing_or_changed(placed)):
        raise NotRestored("\n".join(["the restored files are not those of the backup", *wrong[:20]]))
    return manifest


def _bar_wrong_target(manifest: Manifest, target: Target) -> None:
    engine, name = engine_of(target.database), name_of(target.database)
    if engine != manifest.engine:
        raise NotRestored(f"a backup of {manifest.engine} cannot be restored into {engine}")
    full = [] if is_empty(target.database) else [f"the database {name}"]
    if target.media.exists() and any(target.media.iterdir()):
        full.append(f"the folder {target.media}")
    if full and target.overwrite != name:
        raise NotRestored(f"{' and '.join(full)} is not empty; to overwrite it, repeat: --overwrite {name}")
