"""The columns of a kind of import, and how they are found again in somebody's table."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.documents.archive import Unreadable
from safeschools.documents.findings import Findings
from safeschools.documents.sheets import Table, Upload
from safeschools.documents.values import Reader, plain_text
from safeschools.documents.workbook import Column

SEARCHED_ROWS = 40
REASON = "问题说明"
"""The column our own marked files carry; accepted and ignored when such a file comes back."""


@dataclass(frozen=True)
class Field:
    """One column: its official heading first, then other headings seen in the wild.

    `read` is None for a column that is known but not used, such as the serial number. `show` makes a stored value
    the word of the form. `place` says where the column appears: in the empty form, only in exports, or nowhere.
    """

    key: str
    titles: tuple[str, ...]
    read: Reader | None
    required: bool = False
    is_number: bool = False
    width: int = 14
    choices: tuple[str, ...] = ()
    show: Callable[[Any], Any] = lambda value: value
    place: Literal["form", "export", "nowhere"] = "form"

    @property
    def title(self) -> str:
        return self.titles[0]

    @property
    def column(self) -> Column:
        """The same column for writing."""
        return Column(self.title, self.width, self.choices)


@dataclass(frozen=True)
class Layout:
    """Where a table has its columns: the number of the heading row, and (column index, field) from left to right."""

    table: Table
    heading_row: int
    places: tuple[tuple[int, Field], ...]

    @property
    def keys(self) -> Collection[str]:
        """The fields that have a column."""
        return self._by_key.keys()

    def point(self, findings: Findings, row: int, key: str) -> None:
        """Let the next problem be about the cell of `key` in `row`, as it stands in the sheet."""
        field = self._by_key[key][1] if key in self._by_key else self.places[0][1]
        findings.row, findings.column, findings.raw = row, field.title, self.raw(row, field.key)

    def raw(self, row: int, key: str) -> Any:
        """The cell of `key` in `row` as it stands in the sheet; empty where the column is absent."""
        index, cells = self._by_key[key][0] if key in self._by_key else -1, self.table.rows[row - 1]
        return cells[index] if 0 <= index < len(cells) else ""

    @cached_property
    def _by_key(self) -> dict[str, tuple[int, Field]]:
        return {field.key: (index, field) for index, field in self.places}

    @property
    def preamble(self) -> str:
        """Everything above the headings: titles and the submitting unit."""
        rows = self.table.rows[: self.heading_row - 1]
        return " ".join(str(cell) for row in rows for cell in row if cell != "")


def squeeze(heading: Any) -> str:
    """A heading without what people add to it: spaces, line breaks, stars, “(必填)”."""
    text = re.sub(r"\s+|[*＊:：]", "", unicodedata.normalize("NFKC", plain_text(heading)))
    return text.replace("(必填)", "").lower()


def find_layout(upload: Upload, fields: Sequence[Field], findings: Findings) -> Layout:
    """The sheet and row with the headings. Unknown, missing and double columns become problems of the heading row.

    Raises Unreadable when no row looks like the headings.
    """
    known = {squeeze(title): field for field in fields for title in field.titles}
    found = [(*_best_row(table, known), table) for table in upload.tables]
    needed = min(3, sum(field.required for field in fields))
    hits, row, table = max(found, key=lambda item: item[0], default=(0, 0, Table("", [])))
    if hits < needed:
        raise Unreadable(
            _("No row with the expected headings was found."),
            hint=_("Needed are: %(titles)s.")
            % {"titles": "、".join(field.title for field in fields if field.required)},
        )
    for other_hits, other_row, other in found:
        if other is not table:
            _judge_other_sheet(other, other_hits >= needed and len(other.rows) > other_row, findings)
    return Layout(table, row, _places(table, row, known, fields, findings))


def _best_row(table: Table, known: dict[str, Field]) -> tuple[int, int]:
    """(how many headings, number of the row) of the row with most headings."""
    best = (0, 0)
    for number, row in enumerate(table.rows[:SEARCHED_ROWS], 1):
        keys = {known[title].key for cell in row if cell != "" and (title := squeeze(cell)) in known}
        if len(keys) > best[0]:
            best = (len(keys), number)
    return best


def _judge_other_sheet(other: Table, has_table: bool, findings: Findings) -> None:
    findings.row, findings.column, findings.raw = 0, "*", other.sheet
    if has_table:
        findings.fail(noop("Sheet “%(sheet)s” holds a table too; put all rows into one sheet."), sheet=other.sheet)
    else:
        findings.warn(noop("Sheet “%(sheet)s” was not read."), sheet=other.sheet)


def _places(
    table: Table, row: int, known: dict[str, Field], fields: Sequence[Field], findings: Findings
) -> tuple[tuple[int, Field], ...]:
    places: dict[str, tuple[int, Field]] = {}
    findings.row = row
    for index, cell in enumerate(table.rows[row - 1]):
        title = squeeze(cell)
        field = known.get(title)
        findings.column = findings.raw = plain_text(cell).strip()
        if field is None:
            if title and title != REASON:
                findings.fail(noop("Unknown column. Delete it, or use a heading of the template."))
        elif field.key in places:
            findings.fail(noop("This column is there twice."))
        else:
            places[field.key] = (index, field)
    for field in fields:
        if field.required and field.key not in places:
            findings.column, findings.raw = field.title, ""
            findings.fail(noop("This column is missing."))
    return tuple(places.values())
