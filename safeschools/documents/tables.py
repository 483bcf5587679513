"""Tables that come in: xlsx, xls, ods and CSV as plain rows with their places, within limits."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from safeschools.documents.archive import MAX_COLUMNS, MAX_ROWS, Oddities, Unreadable, inspect
from safeschools.documents.encodings import decode, parse
from safeschools.documents.opendocument import inspect_opendocument
from safeschools.documents.sheets import Table, Upload, packed, refused, unpacked
from safeschools.lib.apart import TooHeavy, apart

MAX_BYTES = 20 * 1024 * 1024
MEGABYTES = settings.IMPORT_MAX_MEMORY_MB
OLE = b"\xd0\xcf\x11\xe0"
SECONDS = 50  # of CPU; the worker's own limit is a minute


def read_upload(data: bytes, *, inspected: bool = False) -> Upload:
    """Read a file by what it is, not by what it is called. Raises Unreadable with what to do.

    It is read in a process of its own, with IMPORT_MAX_MEMORY_MB: a hostile file ends that process only.
    `inspected`: the same bytes came through here before and no cell was refused; then only the values are read.
    """
    if inspected:
        return _read(data, inspected)
    try:
        with closing(apart(lambda: _read_apart(data), megabytes=MEGABYTES, seconds=SECONDS)) as lines:
            return unpacked(lines)
    except TooHeavy as error:
        raise Unreadable(error.message, hint=_("Copy the table into the empty template and upload that.")) from error


def _read_apart(data: bytes) -> Iterator[bytes]:
    try:
        yield from packed(_read(data))
    except Unreadable as error:
        yield refused(error)


def _read(data: bytes, inspected: bool = False) -> Upload:
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
