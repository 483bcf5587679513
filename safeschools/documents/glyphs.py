"""Which characters a font can draw, read from the font's own table (`cmap` of OpenType, formats 4 and 12)."""

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

SUFFIXES = (".otf", ".ttf", ".ttc")


@cache
def drawable(folders: tuple[Path, ...]) -> frozenset[str]:
    """Every character for which a font of these folders has a glyph; read once in the life of a process."""
    files = (file for folder in folders for file in sorted(folder.glob("*")) if file.suffix.lower() in SUFFIXES)
    return frozenset(map(chr, {code for file in files for code in codes(file.read_bytes())}))


def codes(font: bytes) -> Iterator[int]:
    """The code points a font file has a glyph for, some of them more than once."""
    for face in _faces(font):
        start = _table(font, face)
        places = {start + place for _platform, _encoding, place in _records(font, start)}
        tables = {_short(font, place): place for place in places}
        if 12 in tables:  # all planes; 4 would repeat the first of them
            yield from _groups(font, tables[12])
        elif 4 in tables:
            yield from _segments(font, tables[4])


def _short(font: bytes, place: int) -> int:
    return int(struct.unpack_from(">H", font, place)[0])


def _faces(font: bytes) -> Iterable[int]:
    """Where each face of the file begins: one, or those of a collection."""
    if font[:4] != b"ttcf":
        return [0]
    (number,) = struct.unpack_from(">I", font, 8)
    return struct.unpack_from(f">{number}I", font, 12)


def _table(font: bytes, face: int) -> int:
    """Where the table of characters of a face begins."""
    tables = (struct.unpack_from(">4s4xI4x", font, face + 12 + 16 * row) for row in range(_short(font, face + 4)))
    return int(next(place for tag, place in tables if tag == b"cmap"))


def _records(font: bytes, start: int) -> Iterator[tuple[int, ...]]:
    return struct.iter_unpack(">HHI", font[start + 4 : start + 4 + 8 * _short(font, start + 2)])


def _groups(font: bytes, start: int) -> Iterator[int]:
    """Format 12: runs of code points with glyphs that follow one another."""
    (number,) = struct.unpack_from(">I", font, start + 12)
    for first, last, glyph in struct.iter_unpack(">III", font[start + 16 : start + 16 + 12 * number]):
        yield from range(first if glyph else first + 1, last + 1)  # glyph 0 is the box


def _segments(font: bytes, start: int) -> Iterator[int]:
    """Format 4: runs of the first plane, each with a shift of its own or a list of its glyphs."""
    size = _short(font, start + 6)  # two bytes for each run
    ends, firsts, shifts, lists = (start + 14 + place for place in (0, size + 2, 2 * size + 2, 3 * size + 2))
    for run in range(0, size, 2):
        first, last = _short(font, firsts + run), _short(font, ends + run)
        shift, offset = _short(font, shifts + run), _short(font, lists + run)
        for code in range(first, min(last, 0xFFFE) + 1):
            place = lists + run + offset + 2 * (code - first)
            if _short(font, place) if offset else (code + shift) & 0xFFFF:
                yield code
