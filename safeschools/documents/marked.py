"""Errors handed back: the same table with coloured cells and a column that says what is wrong."""

import io
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from typing import Any

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils.escape import unescape

from safeschools.documents.columns import REASON, Layout
from safeschools.documents.findings import Problem, shown
from safeschools.documents.imports import Plan
from safeschools.documents.tables import MEGABYTES, SECONDS
from safeschools.documents.workbook import FORMATS, Column, Marked, Sheet, Value, csv_lines, is_risky, write_xlsx
from safeschools.lib.apart import TooHeavy, apart

EDITED_ROWS = 5_000  # above this the table is written anew: openpyxl needs 50 times the memory of the file
COLOURS = {True: FORMATS["bad"]["bg_color"], False: FORMATS["odd"]["bg_color"]}
OURS = {f"FF{colour[1:]}" for colour in COLOURS.values()}


def marked_file(plan: Plan, data: bytes) -> tuple[str, bytes]:
    """(suffix, content) of the file to hand back. Rows keep their numbers, since the reasons name them."""
    if plan.upload.kind == "xlsx" and len(plan.layout.table.rows) <= EDITED_ROWS:
        with suppress(TooHeavy, RuntimeError):  # openpyxl chokes on files that we and Excel can read
            return ".xlsx", b"".join(apart(lambda: [_edited(plan, data)], megabytes=MEGABYTES, seconds=SECONDS))
    rows = _with_reasons(plan)
    columns = [Column(cell.text if isinstance(cell, Marked) else str(cell or "")) for cell in next(rows)]
    if plan.upload.kind == "csv":
        return ".csv", "".join(csv_lines(columns, rows)).encode()
    write_xlsx(stream := io.BytesIO(), Sheet(plan.layout.table.sheet, columns, rows))
    return ".xlsx", stream.getvalue()


def _by_row(plan: Plan) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in plan.findings.problems:
        found[problem.row].append(problem)
    return found


def _reason(problem: Problem) -> str:
    kind = gettext("Error") if problem.is_error else gettext("Note")
    where = "" if problem.column == "*" else f"{problem.column}: "
    return f"[{kind}] {where}{problem.message}"


def _titles(layout: Layout) -> dict[str, int]:
    """Column index by the heading people see, and by the official one."""
    headings = layout.table.rows[layout.heading_row - 1]
    seen = {shown(cell).strip(): index for index, cell in enumerate(headings) if cell != ""}
    return seen | {field.title: index for index, field in layout.places}


def _reason_column(layout: Layout) -> int:
    """Index of the column for the reasons: the one that is there from last time, else the first free one."""
    headings = [shown(cell).strip() for cell in layout.table.rows[layout.heading_row - 1]]
    used = max((index for index, heading in enumerate(headings, 1) if heading), default=0)
    return headings.index(REASON) if REASON in headings else used


def _with_reasons(plan: Plan) -> Iterator[list[Value | Marked]]:
    """Every row of the table as it stands, marked, with the reasons in their column."""
    problems, titles, last = _by_row(plan), _titles(plan.layout), _reason_column(plan.layout)
    for number, cells in enumerate(plan.layout.table.rows, 1):
        row: list[Value | Marked] = [_outgoing(cell) for cell in cells[:last]]
        row += [None] * (last - len(row))
        found = problems.get(number, [])
        for problem in sorted(found, key=lambda item: item.is_error):
            index = titles.get(problem.column, last)
            if index < last:
                row[index] = Marked(problem.value, "bad" if problem.is_error else "odd")
        heading = number == plan.layout.heading_row
        yield [*row, REASON if heading else "\n".join(_reason(item) for item in found)]


def _outgoing(cell: Any) -> Value:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else str(cell)
    return cell if isinstance(cell, str | int) and not isinstance(cell, bool) else str(cell)


def _edited(plan: Plan, data: bytes) -> bytes:
    """Mark the cells in a copy of the uploaded workbook, in which nothing is left that a spreadsheet program runs."""
    layout = plan.layout
    book = load_workbook(io.BytesIO(data), keep_links=False)
    for each in book.worksheets:
        _still(each)
    page: Any = book[layout.table.sheet]
    titles, column = _titles(layout), _reason_column(layout) + 1
    if shown(page.cell(layout.heading_row, column).value) == REASON:
        _clean(page, column, layout.heading_row)
    heading = page.cell(layout.heading_row, column, REASON)
    heading._style = copy(page.cell(layout.heading_row, max(column - 1, 1))._style)
    page.column_dimensions[heading.column_letter].width = 60
    for number, problems in _by_row(plan).items():
        reasons = "\n".join(_reason(problem) for problem in problems)
        if number <= layout.heading_row:
            heading.comment = Comment(f"{heading.comment.text}\n{reasons}" if heading.comment else reasons, REASON)
        else:
            cell = page.cell(number, column)
            cell.value, cell.data_type, cell.quotePrefix = reasons, "s", is_risky(reasons)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for problem in sorted(problems, key=lambda item: item.is_error):
            if number and problem.column in titles:
                _mark(page.cell(number, titles[problem.column] + 1), problem)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def _mark(cell: Any, problem: Problem) -> None:
    colour = COLOURS[problem.is_error][1:]
    cell.fill = PatternFill("solid", fgColor=f"FF{colour}")


def _still(page: Any) -> None:
    """Formulas, also those of whole ranges, as text; and text that would be one when somebody edits it kept text."""
    for row in page.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.value, cell.data_type = getattr(cell.value, "text", cell.value), "s"
            if cell.data_type == "s" and is_risky(unescape(str(cell.value))):
                cell.quotePrefix = True


def _clean(page: Any, column: int, heading_row: int) -> None:
    """Take off the marks and reasons of last time."""
    for row in page.iter_rows(min_row=heading_row):
        for cell in row:
            if cell.column == column and cell.row > heading_row:
                cell.value = None
            if cell.fill.fgColor.rgb in OURS:
                cell.fill = PatternFill()
