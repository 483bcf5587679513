"""Tables as plain rows with their places, and as lines of JSON on their way from the process that reads a file."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from safeschools.documents.archive import Oddities, Unreadable

BATCH = 500  # rows a line

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


def packed(upload: Upload) -> Iterator[bytes]:
    """The kind; then each table, with its rows behind it."""
    yield _line({"kind": upload.kind, "tables": len(upload.tables)})
    for table in upload.tables:
        odd = [list(places.items()) for places in (table.oddities.formulas, table.oddities.errors)]
        yield _line([table.sheet, len(table.rows), table.merged, odd, table.encoding])
        yield from (_line(table.rows[at : at + BATCH]) for at in range(0, len(table.rows), BATCH))


def refused(error: Unreadable) -> bytes:
    """Why the file is none."""
    return _line({"message": str(error.message), "hint": str(error.hint)})


def unpacked(lines: Iterable[bytes]) -> Upload:
    """The upload again. Raises Unreadable as the reading process did."""
    each = (DECODE(line.decode()) for line in lines)
    head = next(each)
    if "message" in head:
        raise Unreadable(head["message"], hint=head["hint"])
    upload = Upload(head["kind"], [_table(each) for _number in range(head["tables"])])
    next(each, None)  # to the end, where the other process says that it came there
    return upload


def _table(lines: Iterator[Any]) -> Table:
    sheet, height, merged, odd, encoding = next(lines)
    formulas, errors = ({tuple(place): text for place, text in places} for places in odd)
    rows: list[list[Any]] = []
    while len(rows) < height:
        rows += next(lines)
    return Table(sheet, rows, [tuple(each) for each in merged], Oddities(formulas, errors), encoding)


def _line(value: Any) -> bytes:
    return ENCODE(value).encode() + b"\n"


def _told(value: Any) -> dict[str, Any]:
    """What JSON has no form for: the kinds of moments a cell may hold."""
    if isinstance(value, timedelta):
        return {"timedelta": value.total_seconds()}
    return {type(value).__name__: value.isoformat()}


MOMENTS: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def _moment(entry: dict[str, Any]) -> Any:
    name, value = next(iter(entry.items()))
    return MOMENTS[name](value) if name in MOMENTS else entry


ENCODE = json.JSONEncoder(default=_told).encode
DECODE = json.JSONDecoder(object_hook=_moment).decode
