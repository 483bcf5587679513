"""Reading the workbook of a standard: all its content, or every fault of every row at once, with its cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from safeschools.documents.archive import Unreadable
from safeschools.documents.tables import read_upload
from scoring.domain.content import (
    Content,
    DimensionContent,
    ItemContent,
    number,
    plain_params,
    plain_text,
)
from scoring.domain.faults import Fault, Path, faults
from scoring.queries.faults import sentence
from scoring.resources.columns import COLUMNS, FIXED, LIMITS, PARAMETERS, REASON, SHEETS, row_name, spellings, titles


@dataclass(frozen=True)
class Table:
    """One sheet as it was uploaded: text of every cell below the heading row."""

    sheet: str
    title: str
    header: list[str]
    cells: list[list[str]]


@dataclass(frozen=True)
class Mark:
    """A fault at a cell: row as a spreadsheet program counts (1 is the heading), column from 0, -1 for the row."""

    sheet: str
    row: int
    column: int
    value: str
    text: str


@dataclass
class Reading:
    """What an upload amounts to. Without marks, `content` may replace the draft's."""

    tables: dict[str, Table] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    content: Content | None = None


@dataclass(frozen=True)
class Row:
    """One filled row: its number, the stored spelling of each column that is there."""

    line: int
    values: dict[str, str]


@dataclass
class _Sheet:
    table: Table
    columns: dict[str, int]
    rows: list[Row]


def read(data: bytes, agencies: Iterable[str]) -> Reading:
    """Read an xlsx, xls or ods file; never raises for what people may put into one."""
    reading = Reading()
    sheets = _sheets(data, reading)
    if len(sheets) < len(SHEETS) or reading.marks:
        return reading
    _Assembly(sheets, reading).build(frozenset(agencies))
    return reading


def _sheets(data: bytes, reading: Reading) -> dict[str, _Sheet]:
    names = spellings(SHEETS)
    try:
        found = {names[table.sheet]: table for table in read_upload(data).tables if table.sheet in names}
    except Unreadable as refusal:
        reading.marks.append(
            Mark("", 1, -1, "", " ".join(str(part) for part in (refusal.message, refusal.hint) if part))
        )
        return {}
    sheets = {}
    for name, label in SHEETS.items():
        if name not in found:
            reading.marks.append(Mark("", 1, -1, "", sentence(Fault((), "missing_sheet", {"value": str(label)}))))
            continue
        raw = found[name]
        grid = [[_text(cell) for cell in row] for row in raw.rows]
        reading.tables[name] = table = Table(name, raw.sheet, grid[0], grid[1:])
        sheets[name] = _sheet(table, reading)
        for (row, column), formula in sorted(raw.oddities.formulas.items()):
            reading.marks.append(Mark(name, row, column - 1, formula, sentence(Fault((), "formula"))))
    return sheets


def _text(cell: Any) -> str:
    """The cell as text: 2.0 is "2", a truth value is 1 or 0."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return number(cell) or str(cell)
    return str(cell)


def _sheet(table: Table, reading: Reading) -> _Sheet:
    columns = _columns(table, reading)
    for spec in COLUMNS[table.sheet]:
        if spec.name not in columns:
            text = sentence(Fault((), "missing_column", {"value": str(spec.title)}))
            reading.marks.append(Mark(table.sheet, 1, -1, "", text))
    limit = LIMITS[table.sheet]
    if len(table.cells) > limit:
        text = sentence(Fault((), "too_many_rows", {"limit": str(limit)}))
        reading.marks.append(Mark(table.sheet, limit + 2, -1, "", text))
    words = {spec.name: spellings(spec.choices) for spec in COLUMNS[table.sheet] if spec.choices}
    rows = [Row(line, _values(cells, columns, words)) for line, cells in enumerate(table.cells, 2) if any(cells)]
    return _Sheet(table, columns, rows)


def _columns(table: Table, reading: Reading) -> dict[str, int]:
    """Where each column stands; headings nobody knows and filled columns without one are faults."""
    known, reasons, columns = titles(table.sheet), spellings({"": REASON}), {}
    for index, title in enumerate(plain_text(title) for title in table.header):
        name = known.get(title)
        empty = not title and not any(row[index] for row in table.cells)
        if name and name not in columns:
            columns[name] = index
        elif not empty and (name or title not in reasons):
            code = "column_twice" if name else "unknown_column"
            reading.marks.append(Mark(table.sheet, 1, index, title, sentence(Fault((), code, {"value": title}))))
    return columns


def _values(cells: list[str], columns: dict[str, int], words: dict[str, dict[str, str]]) -> dict[str, str]:
    texts = {name: plain_text(cells[index]) for name, index in columns.items()}
    return {name: words[name].get(text, text) if name in words else text for name, text in texts.items()}


class _Assembly:
    """Puts the three sheets together and carries faults back to the cells they came from."""

    def __init__(self, sheets: dict[str, _Sheet], reading: Reading) -> None:
        self.sheets, self.reading = sheets, reading
        self.rules: dict[str, list[Row]] = {}
        for row in sheets["rules"].rows:
            self.rules.setdefault(row.values["item"], []).append(row)

    def build(self, agencies: frozenset[str]) -> None:
        content = Content(
            tuple(DimensionContent(**row.values) for row in self.sheets["dimensions"].rows),
            tuple(self._item(row) for row in self.sheets["items"].rows),
        )
        codes = {item.code for item in content.items}
        for row in self.sheets["rules"].rows:
            if row.values["item"] not in codes:
                self._mark("rules", row, "item", Fault((), "unknown_item", {"value": row.values["item"]}))
        places = {(mark.sheet, mark.row, mark.column) for mark in self.reading.marks}
        for fault in faults(content, agencies):
            sheet, row, column = self._place(fault.path)
            place = (sheet, row.line, self.sheets[sheet].columns.get(column, -1))
            if place not in places and not self._follows(fault, places):
                self._mark(sheet, row, column, fault)
        self.reading.marks.sort(key=lambda mark: (list(SHEETS).index(mark.sheet), mark.row, mark.column))
        self.reading.content = None if self.reading.marks else content

    def _item(self, row: Row) -> ItemContent:
        values: dict[str, Any] = dict(row.values)
        values["agencies"] = tuple(part for part in re.split(r"[;,；，、\s]+", values["agencies"]) if part)
        values["max_points"] = self._points(row)
        if values["is_key"] not in ("1", "0", ""):
            self._mark("items", row, "is_key", Fault((), "choice", {"value": values["is_key"]}))
        values["is_key"] = values["is_key"] == "1"
        return ItemContent(**values, params=self._params(values["method"], row))

    def _points(self, row: Row) -> int:
        text = row.values["max_points"]
        spelled = number(text)
        if spelled is None:
            self._mark("items", row, "max_points", Fault((), "decimal", {"value": text}))
            return 0
        whole, _dot, places = spelled.partition(".")
        if len(places) > 2 or spelled.startswith("-") or len(whole) > 3:
            self._mark("items", row, "max_points", Fault((), "two_places" if len(places) > 2 else "points_range"))
            return 0
        return int(whole + places.ljust(2, "0"))

    def _params(self, method: str, item: Row) -> dict[str, Any]:
        names, rows = PARAMETERS.get(method), self.rules.get(item.values["code"], [])
        if names is None:
            return {}
        name = row_name(method)
        for row in rows[1:] if name is None else ():
            self._mark("rules", row, "item", Fault((), "one_row"))
        parts = [self._parameters(row, names) for row in rows]
        if name:
            return plain_params(method, {name: parts})
        return plain_params(method, (parts[0] if parts else dict.fromkeys(names, "")) | FIXED.get(method, {}))

    def _parameters(self, row: Row, names: dict[str, str]) -> dict[str, Any]:
        for column, value in row.values.items():
            if value and column != "item" and column not in names.values():
                self._mark("rules", row, column, Fault((), "wrong_kind"))
        return {
            name: None if name == "cap" and not row.values[name] else row.values[column]
            for name, column in names.items()
        }

    def _place(self, path: Path) -> tuple[str, Row, str]:
        """Sheet, row and column of a fault's path."""
        sheet, index, *rest = path
        row = self.sheets[str(sheet)].rows[int(index)]
        if sheet == "dimensions" or rest[0] != "params":
            return str(sheet), row, str(rest[0])
        method, rules = row.values["method"], self.rules.get(row.values["code"], [])
        if row_name(method) and len(rest) > 3:
            return "rules", rules[int(rest[2])], PARAMETERS[method].get(str(rest[3]), "item")
        if rules and not row_name(method):
            return "rules", rules[0], PARAMETERS[method].get(str(rest[1]), "item")
        return "items", row, "method"

    def _follows(self, fault: Fault, places: set[tuple[str, int, int]]) -> bool:
        """Whether the fault only follows from points of the item that cannot be read."""
        if fault.path[0] != "items" or fault.code not in ("range", "best_level", "level_order"):
            return False
        row = self.sheets["items"].rows[int(fault.path[1])]
        return ("items", row.line, self.sheets["items"].columns["max_points"]) in places

    def _mark(self, sheet: str, row: Row, column: str, fault: Fault) -> None:
        index = self.sheets[sheet].columns.get(column, -1)
        self.reading.marks.append(Mark(sheet, row.line, index, row.values.get(column, ""), sentence(fault)))


def place(mark: Mark, table: Table | None) -> str:
    """Where a mark stands, for a list: "Items, row 4, Points"."""
    if table is None:
        return _("Workbook")
    where = _("%(sheet)s, row %(row)s") % {"sheet": table.title, "row": mark.row}
    title = table.header[mark.column] if 0 <= mark.column < len(table.header) else ""
    return f"{where}, {title}" if title else where
