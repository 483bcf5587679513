"""Makers of uploads, ordinary and hostile."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

CELL = '<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{head}<sheetData>{rows}</sheetData></worksheet>'


def workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """An ordinary workbook with the given sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        page = book.create_sheet(f"表{number}")
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_sheet(xml: str | bytes) -> bytes:
    """A workbook whose only sheet is the given XML."""
    content = xml.encode() if isinstance(xml, str) else xml
    return repacked(workbook([["x"]]), {"xl/worksheets/sheet1.xml": content})


def with_cells(cells: str, head: str = "") -> bytes:
    """A workbook whose only sheet has the given cells in one row element."""
    return with_sheet(SHEET.format(head=head, rows=f"<row>{cells}</row>"))
