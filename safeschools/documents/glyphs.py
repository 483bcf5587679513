"""Which characters a font can draw, by the font's own table."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

SUFFIXES = (".otf", ".ttf", ".ttc")


@cache
def drawable(folder: Path) -> frozenset[str]:
    """Every character for which a font of this folder has a glyph; read once in the life of a process."""
    files = (file for file in sorted(folder.glob("*")) if file.suffix.lower() in SUFFIXES)
    return frozenset(map(chr, {code for file in files for code in codes(file)}))


def codes(file: Path) -> Iterator[int]:
    """The code points a font file has a glyph for, some of them more than once."""
    with TTCollection(file, lazy=True) if file.suffix.lower() == ".ttc" else TTFont(file, lazy=True) as font:
        faces: Iterable[TTFont] = font.fonts if isinstance(font, TTCollection) else [font]
        # faces of a collection share tables; each is read once
        tables = {face.reader.tables["cmap"].offset: face for face in faces}
        for face in tables.values():
            yield from (code for code, glyph in face.getBestCmap().items() if glyph != ".notdef")
