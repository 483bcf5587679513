"""From the rows of a table to values: blank, total and example rows left out, merged cells filled, every cell read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop as _

from safeschools.documents.archive import Place
from safeschools.documents.columns import Layout
from safeschools.documents.findings import WHOLE_ROW, Findings
from safeschools.documents.values import is_blank, plain_text

TOTALS = ("合计", "总计", "小计", "共计", "total")
EXAMPLES = ("例", "示例", "样例", "example")
SERIAL = "serial"
STEP = 2_000


@dataclass(slots=True)
class Row:
    """A row of values by field key; `sound` is False when any of its cells was refused."""

    number: int
    values: dict[str, Any]
    sound: bool


def read_rows(
    layout: Layout, findings: Findings, *, key: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Row]:
    """Read every row below the headings; problems go to `findings`."""
    _fill_merged(layout, findings)
    rows = []
    total = len(layout.table.rows)
    for number, cells in _data_rows(layout, findings, key):
        rows.append(_read_row(layout, number, cells, findings))
        if number % STEP == 0:
            progress(number, total)
    _check_serials(layout, findings, {row.number for row in rows})
    return rows


def _fill_merged(layout: Layout, findings: Findings) -> None:
    """Give every row of vertically merged cells the value that stands in the first."""
    rows, titles = layout.table.rows, {index: field.title for index, field in layout.places}
    for top, left, bottom, _right in layout.table.merged:
        if top <= layout.heading_row or bottom == top or left - 1 not in titles:
            continue
        findings.row, findings.column, findings.raw = top, titles[left - 1], rows[top - 1][left - 1]
        findings.warn(
            _("Rows %(first)s to %(last)s are merged; “%(taken)s” was taken for all of them."),
            first=top,
            last=bottom,
            taken=plain_text(findings.raw),
        )
        for number in range(top, min(bottom, len(rows))):
            rows[number][left - 1] = findings.raw


def _data_rows(layout: Layout, findings: Findings, key: str) -> Iterator[tuple[int, list[Any]]]:
    """(row number, cells) of the rows that say something; the others are reported as skipped."""
    used = [(index, field.key) for index, field in layout.places]
    key_index = next((index for index, name in used if name == key), -1)
    serial_index = next((index for index, name in used if name == SERIAL), -1)
    was_blank = False
    for number, cells in enumerate(islice(layout.table.rows, layout.heading_row, None), layout.heading_row + 1):
        if _is_plain(cells, key_index, serial_index):
            was_blank = False
            yield number, cells
            continue
        filled = [(index, name) for index, name in used if index < len(cells) and not is_blank(cells[index])]
        findings.row, findings.column, findings.raw = number, WHOLE_ROW, ""
        if not filled:
            if not was_blank:
                findings.warn(_("The row is blank and was skipped."))
        elif sentence := _not_data(cells, filled, key_index, serial_index):
            findings.raw = cells[filled[0][0]]
            findings.warn(sentence)
        else:
            yield number, cells
        was_blank = not filled


def _is_plain(cells: list[Any], key_index: int, serial_index: int) -> bool:
    """The quick answer for most rows: the key is there, and no word stands where the serial number belongs."""
    if not 0 <= key_index < len(cells) or is_blank(cells[key_index]):
        return False
    return serial_index < 0 or not isinstance(cells[serial_index], str) or cells[serial_index] not in EXAMPLES


def _not_data(cells: list[Any], filled: list[tuple[int, str]], key_index: int, serial_index: int) -> str:
    """Why a row is no data, or nothing."""
    words = [plain_text(cells[index]).replace(" ", "").replace("\u3000", "").lower() for index, _name in filled]
    has_key = any(index == key_index for index, _name in filled)
    if not has_key and any(word in TOTALS for word in words[:3]):
        return _("A row of totals; it was skipped.")
    if serial_index >= 0 and words[0] in EXAMPLES:
        return _("The example row of the template; it was skipped.")
    if not has_key and len(filled) == 1 and len(words[0]) > 3 and not words[0].isdigit():
        return _("A note below or between the rows; it was skipped.")
    return ""


def _read_row(layout: Layout, number: int, cells: list[Any], findings: Findings) -> Row:
    odd, values, before, width = layout.table.oddities, {}, findings.errors, len(cells)
    is_odd = bool(odd.errors or odd.formulas)
    findings.row = number
    for index, field in layout.places:
        if field.read is None:
            continue
        raw = cells[index] if index < width else ""
        findings.column, findings.raw = field.title, raw
        if not is_odd or _usable(layout, (number, index + 1), field.is_number, findings):
            values[field.key] = field.read(raw, findings)
    return Row(number, values, findings.errors == before)


def _usable(layout: Layout, place: Place, is_number: bool, findings: Findings) -> bool:
    """Whether the value of a cell may be read: no error value, and of formulas only numbers the file has worked out."""
    error, formula = layout.table.oddities.errors.get(place), layout.table.oddities.formulas.get(place)
    if error:
        findings.raw = error
        findings.fail(_("The cell shows an error of a formula; enter the value."))
    elif formula:
        raw, findings.raw = findings.raw, formula
        if not is_number or not isinstance(raw, float | int):
            findings.fail(_("The cell holds a formula; enter plain text."))
            return False
        findings.warn(_("The cell holds a formula; its result “%(taken)s” was taken."), taken=plain_text(raw))
        findings.raw = raw
    return not error


def _check_serials(layout: Layout, findings: Findings, numbers: set[int]) -> None:
    place = next(((index, field.title) for index, field in layout.places if field.key == SERIAL), None)
    if place is None:
        return
    rows = layout.table.rows
    without = [number for number in sorted(numbers) if is_blank(rows[number - 1][place[0]])]
    if len(without) == len(numbers):
        return
    for number in without:
        findings.row, findings.column, findings.raw = number, place[1], ""
        findings.warn(_("The serial number is missing; it is not used."))
