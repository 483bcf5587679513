"""A file is wholly on the disk before it has its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from safeschools.lib.storage import DurableStorage


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
