"""Files that outlive a crash: a row never points at a file that is not wholly on the disk."""

import errno
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db.models import FileField
from django.utils.translation import gettext as _

from safeschools.lib.errors import StorageFull

FULL = (errno.ENOSPC, errno.EDQUOT)


class DurableStorage(FileSystemStorage):
    """Writes beside the final name (`.part`), flushes to the disk, then renames; half a file never has a name."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull(hint=_("Everything else still works. Tell the system administrator.")) from error
            raise
        finally:
            part.unlink(missing_ok=True)
        _flush_folder(target.parent)
        return name


def orphans(before: datetime) -> set[str]:
    """Files that no row names and that were last written before that moment, by their names.

    They are left where a process ended between the file and the row, or between the row's end and the file's.
    """
    root = Path(settings.MEDIA_ROOT)
    old = {path.relative_to(root).as_posix() for path in root.rglob("*") if _is_old_file(path, before.timestamp())}
    return old.difference(_named()) if old else set()


def sweep_orphans(before: datetime) -> int:
    """Delete them; returns how many."""
    found = orphans(before)
    for name in found:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
    return len(found)


def _is_old_file(path: Path, oldest: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < oldest
    except FileNotFoundError:
        return False


def _named() -> Iterator[str]:
    """Every name a file column holds, of all models."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield from model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
