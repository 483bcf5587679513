"""The one door through which tables leave: xlsx and CSV whose text no spreadsheet program takes for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

Value = str | int | Decimal | date | datetime | None

RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
"""What a spreadsheet program may take for a formula: = + - @, tab, line breaks, and their full-width forms."""

UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")  # no character of XML or UTF-8
LONGEST = 32_767  # characters of one xlsx cell
LIST_LIMIT = 255  # characters of one drop-down list
LOCAL = ZoneInfo("Asia/Shanghai")
BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
QUOTED: dict[str, Any] = {"quote_prefix": True}  # stays text when somebody edits the cell
FORMATS: dict[str, dict[str, Any]] = {
    "heading": QUOTED | {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "note": QUOTED | {"align": "left", "text_wrap": True, "font_color": "#4A5568"},
    "band": QUOTED | {"bold": True, "align": "center", "bg_color": "#E3EBF6", "border": 1, "border_color": "#B8C4D6"},
    "title": QUOTED | {"bold": True, "align": "center", "bg_color": "#F1F5FA", "border": 1, "text_wrap": True},
    "text": {"num_format": "@"},
    "risky": QUOTED | {"num_format": "@"},
    "number": {"num_format": "0"},
    "points": {"num_format": "0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "bad": QUOTED | {"num_format": "@", "bg_color": "#F9D0CC"},
    "odd": QUOTED | {"num_format": "@", "bg_color": "#FBE7C2"},
}


@dataclass(frozen=True)
class Column:
    """One column of a table to write: its heading, its width in characters, the words its drop-down list offers."""

    title: str
    width: int = 14
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marked:
    """A text cell shown with a coloured ground: `style` is "bad" or "odd"."""

    text: str
    style: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines merged above the table, groups of columns (title, how many), headings, rows.

    `blank_rows`: how many rows below the data keep the drop-down lists, for a form people fill in.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value | Marked]]
    heading: str = ""
    note: str = ""
    bands: Sequence[tuple[str, int]] = ()
    blank_rows: int = 0


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program may run `text` as a formula."""
    return RISKY.match(text) is not None


def neutral(text: str) -> str:
    """`text` as a CSV cell that stays text: an apostrophe before what looks like a formula."""
    return f"'{text}" if is_risky(text) else text


def plain(text: str) -> str:
    """The inverse of `neutral`, for reading our own files back."""
    return text[1:] if text.startswith("'") and is_risky(text) else text


def write_xlsx(target: str | IO[bytes], *sheets: Sheet) -> None:
    """Write the sheets row by row in constant memory; text is typed as text, numbers and dates as such."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        formats = {name: book.add_format(BASE | look) for name, look in FORMATS.items()}
        for sheet in sheets:
            page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet.name)[:31])
            first = _write_head(page, sheet, formats)
            last = first
            for last, row in enumerate(sheet.rows, first):
                for column, value in enumerate(row):
                    _write_cell(page, last, column, value, formats)
            for column, spec in enumerate(sheet.columns):
                if 0 < len(",".join(spec.choices)) <= LIST_LIMIT:
                    source = {"validate": "list", "source": list(spec.choices)}
                    page.data_validation(first, column, last + sheet.blank_rows, column, source)


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value | Marked]]) -> Iterator[str]:
    """CSV in chunks of text, a byte order mark first so that Excel reads UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([neutral(column.title) for column in columns])
    for row in rows:
        yield writer.writerow([_csv_cell(value) for value in row])


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)[:LONGEST]


def _csv_cell(value: Value | Marked) -> str | int | Decimal | None:
    match value:
        case Marked():
            return neutral(_writable(value.text))
        case str():
            return neutral(_writable(value))
        case datetime():
            return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
    return value


def _write_head(page: Any, sheet: Sheet, formats: dict[str, Any]) -> int:
    """The lines above the data; returns the first row of data."""
    row, last = 0, len(sheet.columns) - 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, formats["text"] if sheet.blank_rows else None)
    for text, look, height in ((sheet.heading, "heading", 34), (sheet.note, "note", 22)):
        if text:
            page.set_row(row, height)
            page.merge_range(row, 0, row, last, text, formats[look])
            row += 1
    start = 0
    for title, width in sheet.bands:
        if width > 1:
            page.merge_range(row, start, row, start + width - 1, title, formats["band"])
        else:
            page.write_string(row, start, title, formats["band"])
        start += width
    row += bool(sheet.bands)
    page.set_row(row, 30)
    for index, column in enumerate(sheet.columns):
        page.write_string(row, index, column.title, formats["title"])
    page.freeze_panes(row + 1, min(2, last))
    return row + 1


def _write_cell(page: Any, row: int, column: int, value: Value | Marked, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            return
        case Marked():
            page.write_string(row, column, _writable(value.text), formats[value.style])
        case str():
            page.write_string(row, column, _writable(value), formats["risky" if is_risky(value) else "text"])
        case datetime():
            page.write_datetime(row, column, value.astimezone(LOCAL).replace(tzinfo=None), formats["moment"])
        case date():
            page.write_datetime(row, column, value, formats["date"])
        case Decimal():
            page.write_number(row, column, value, formats["points"])
        case _:
            page.write_number(row, column, value, formats["number"])
