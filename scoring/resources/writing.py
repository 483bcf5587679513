"""A standard as a workbook, and an upload handed back with marked cells and a column of reasons."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from safeschools.documents.workbook import Column, Marked, Sheet, Value, write_xlsx
from scoring.domain.content import Content, ItemContent
from scoring.resources.columns import COLUMNS, PARAMETERS, REASON, SHEETS, Field, row_name
from scoring.resources.reading import Mark, Table


def workbook(content: Content) -> bytes:
    """The standard as xlsx, without loss: reading it back gives equal content."""
    rows: dict[str, list[list[Value | Marked]]] = {
        "dimensions": [[d.code, d.name, d.name_en] for d in content.dimensions],
        "items": [_item_row(item) for item in content.items],
        "rules": [row for item in content.items for row in _rule_rows(item)],
    }
    return _book(Sheet(str(SHEETS[name]), _columns(name), rows[name]) for name in SHEETS)


def marked_workbook(tables: Mapping[str, Table], marks: list[Mark]) -> bytes:
    """The uploaded tables as they were, faulty cells on red, reasons in a last column; those of headings in row 2."""
    return _book(
        _marked_sheet(table, [mark for mark in marks if mark.sheet == table.sheet]) for table in tables.values()
    )


def _marked_sheet(table: Table, marks: list[Mark]) -> Sheet:
    bad = {(mark.row, mark.column) for mark in marks}
    rows: list[list[Value | Marked]] = []
    for number, cells in enumerate(table.cells or [[""] * len(table.header)], 2):
        row: list[Value | Marked] = [
            Marked(cell, "bad") if (number, index) in bad else cell for index, cell in enumerate(cells)
        ]
        reasons = dict.fromkeys(mark.text for mark in marks if mark.row == number or (mark.row < number == 2))
        row.append(Marked("\n".join(reasons), "bad") if reasons else "")
        rows.append(row)
    columns = [*(Column(title, 18) for title in table.header), Column(str(REASON), 60)]
    return Sheet(table.title, columns, rows)


def _book(sheets: Iterator[Sheet]) -> bytes:
    target = BytesIO()
    write_xlsx(target, *sheets)
    return target.getvalue()


def _columns(sheet: str) -> list[Column]:
    return [
        Column(str(field.title), field.width, tuple(map(str, (field.choices or {}).values())))
        for field in COLUMNS[sheet]
    ]


def _item_row(item: ItemContent) -> list[Value | Marked]:
    values: dict[str, Any] = {field.name: getattr(item, field.name) for field in COLUMNS["items"]}
    values["max_points"] = Decimal(item.max_points) / 100
    values["is_key"] = "1" if item.is_key else "0"
    values["agencies"] = ";".join(item.agencies)
    return [_cell(field, values[field.name]) for field in COLUMNS["items"]]


def _rule_rows(item: ItemContent) -> Iterator[list[Value | Marked]]:
    name = row_name(item.method)
    names = PARAMETERS[item.method]
    for params in item.params[name] if name else [item.params]:
        values = {column: params.get(parameter) for parameter, column in names.items()} | {"item": item.code}
        yield [_cell(field, values.get(field.name)) for field in COLUMNS["rules"]]


def _cell(field: Field, value: Any) -> Value:
    if value is None or isinstance(value, Decimal):
        return value
    return str(field.choices[value]) if field.choices and value in field.choices else str(value)
