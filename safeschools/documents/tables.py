"""Tables that come in: xlsx, xls, ods and CSV as plain rows with their places, within limits."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from safeschools.documents.archive import MAX_COLUMNS, MAX_ROWS, Oddities, Unreadable, inspect
from safeschools.documents.encodings import decode, parse
from safeschools.documents.opendocument import inspect_opendocument

MAX_BYTES = 20 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0"

Merge = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, counted from 1."""


@dataclass
class Table:
    """One sheet. `rows[0]` is row 1 of the sheet and starts in column A, so that places are those people see."""

    sheet: str
    rows: list[list[Any]]
    merged: list[Merge] = field(default_factory=list)
    oddities: Oddities = field(default_factory=Oddities)
    encoding: str = ""


@dataclass
class Upload:
    """A file as read: its kind (xlsx, xls, ods, csv) and its visible sheets that hold anything."""

    kind: str
    tables: list[Table]


def read_upload(data: bytes, *, inspected: bool = False) -> Upload:
    """Read a file by what it is, not by what it is called. Raises Unreadable with what to do.

    `inspected`: the same bytes were looked into before and no cell was refused; then only the values are read.
    """
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if data.startswith(b"PK"):
        return Upload("xlsx", _read_workbook(data, {})) if inspected else _read_zip(data)
    if data.startswith(OLE):
        return Upload("xls", _read_workbook(data, {}))
    if data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Unreadable(
            _("This is a web page or XML file, not a workbook."),
            hint=_("Open it in Excel or WPS, save it as “Excel workbook (.xlsx)” and upload that."),
        )
    text, encoding = decode(data)
    return Upload("csv", [Table("CSV", parse(text), encoding=encoding)])


def _read_zip(data: bytes) -> Upload:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unreadable(_("The file is damaged or not a workbook.")) from error
    if "[Content_Types].xml" in names:
        return Upload("xlsx", _read_workbook(data, inspect(io.BytesIO(data))))
    if "content.xml" in names:
        inspect_opendocument(io.BytesIO(data))
        return Upload("ods", _read_workbook(data, {}))
    raise Unreadable(
        _("This is a ZIP archive, not a workbook."), hint=_("Unpack it and upload the workbook that is inside.")
    )


def _read_workbook(data: bytes, oddities: dict[str, Oddities]) -> list[Table]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
            tables = [_read_sheet(book.get_sheet_by_name(name), oddities.get(name, Oddities())) for name in visible]
    except PasswordError as error:
        raise Unreadable(
            _("The workbook is protected by a password."), hint=_("Save it without a password.")
        ) from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise Unreadable(_("The file is damaged or not a workbook.")) from error
    return [table for table in tables if table.rows]


def _read_sheet(sheet: CalamineSheet, odd: Oddities) -> Table:
    if sheet.total_height > MAX_ROWS + 100 or sheet.total_width > MAX_COLUMNS:
        raise Unreadable(_("The sheet has more than %(rows)s rows or 78 columns.") % {"rows": MAX_ROWS})
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in _merges(sheet)]
    return Table(sheet.name, rows, merged, odd)


def _merges(sheet: CalamineSheet) -> Sequence[tuple[tuple[int, int], tuple[int, int]]]:
    return sheet.merged_cell_ranges or []
