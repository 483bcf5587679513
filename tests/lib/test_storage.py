"""A file is wholly on the disk before it has its name."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from safeschools.jobs.models import Job
from safeschools.lib.errors import StorageFull
from safeschools.lib.storage import DurableStorage, sweep_orphans
from tests.factories import make_user


class Torn(ContentFile):  # type: ignore[type-arg]  # not generic at run time
    """A file whose source breaks half way."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError("gone")


def test_a_file_is_kept_under_its_name(tmp_path: Path) -> None:
    storage = DurableStorage(location=tmp_path)
    name = storage.save("a/b", ContentFile(b"whole"))
    assert (tmp_path / name).read_bytes() == b"whole"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_a_name_that_is_taken_stays_with_the_first(tmp_path: Path) -> None:
    storage = DurableStorage(location=tmp_path)
    first, second = (storage.save("b", ContentFile(body)) for body in (b"one", b"two"))
    assert first != second
    assert (tmp_path / first).read_bytes() == b"one"


def test_half_a_file_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        DurableStorage(location=tmp_path).save("b", Torn(b""))
    assert not list(tmp_path.iterdir())


class Full(ContentFile):  # type: ignore[type-arg]  # not generic at run time
    """A file that meets a full disk half way."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageFull):
        DurableStorage(location=tmp_path).save("a/b", Full(b""))
    assert not list((tmp_path / "a").iterdir())


@pytest.mark.django_db
def test_old_files_that_no_row_names_are_swept(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    now = timezone.now()
    for name, age in (("kept", 48), ("jobs/orphan", 25), ("jobs/cut.part", 25), ("young", 23)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (now.timestamp() - age * 3600,) * 2)
    Job.objects.create(kind="x", file="kept", created_by=make_user("auditor"))
    assert sweep_orphans(now - timedelta(hours=24)) == 2
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"kept", "young"}
