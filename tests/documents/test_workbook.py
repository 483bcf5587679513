"""Tables that leave the product: text stays text, whatever it looks like."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeschools.documents.tables import read_upload
from safeschools.documents.workbook import Column, Marked, Sheet, Value, csv_lines, neutral, plain, write_xlsx

PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "'=1+1",
]
COLUMNS = [Column("学校名称", 20), Column("在校生数")]


def saved(*sheets: Sheet) -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_xlsx(stream, *sheets)
    return openpyxl.load_workbook(stream)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_leaves_as_text_in_a_workbook(payload: str) -> None:
    cell = saved(Sheet("名录", COLUMNS, [[payload, 3]]))["名录"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == payload
    assert cell.quotePrefix


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_leaves_as_text_in_csv(payload: str) -> None:
    text = "".join(csv_lines(COLUMNS, [[payload, 3]]))
    row = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1]
    assert row == [f"'{payload}", "3"]


@given(st.text())
def test_what_is_made_neutral_can_be_read_back(text: str) -> None:
    assert plain(neutral(text)) == text


def test_csv_starts_with_a_byte_order_mark() -> None:
    assert next(csv_lines(COLUMNS, [])) == "\ufeff学校名称,在校生数\r\n"


def test_numbers_and_dates_keep_their_kind() -> None:
    moment = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
    row: list[Value | Marked] = [-3, Decimal("86.50"), date(2026, 10, 12), moment, None, ""]
    page = saved(Sheet("分", [Column(str(n)) for n in range(6)], [row]))["分"]
    values = [str(cell.value) for cell in page[2]]
    assert values == ["-3", "86.5", "2026-10-12 00:00:00", "2026-10-12 09:30:00", "None", "None"]
    assert page["B2"].number_format == "0.00"
    line = "".join(csv_lines([], [row])).splitlines()[1]
    assert line == "-3,86.50,2026-10-12,2026-10-12 09:30,,"


def test_a_form_has_heading_bands_and_drop_down_lists(tmp_path: Path) -> None:
    columns = [Column("序号", 6), Column("学校标识码"), Column("办别", choices=("公办", "民办"))]
    sheet = Sheet("表", columns, [[1, "2199900615", "公办"]], "基本信息表", "填报单位", [("基本", 2), ("其他", 1)], 10)
    target = tmp_path / "form.xlsx"
    write_xlsx(str(target), sheet)
    page = openpyxl.load_workbook(target)["表"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(max_row=5)]
    assert rows[0][0] == "基本信息表"
    assert rows[2] == ["基本", None, "其他"]
    assert rows[3:] == [["序号", "学校标识码", "办别"], [1, "2199900615", "公办"]]
    assert [(str(rule.sqref), rule.formula1) for rule in page.data_validations.dataValidation] == [
        ("C5:C15", '"公办,民办"')
    ]


def test_marked_cells_and_hostile_sheet_names() -> None:
    book = saved(Sheet("a[b]*?/名" + "长" * 40, COLUMNS, [[Marked("=x", "bad"), 1]]))
    cell = book.worksheets[0]["A2"]
    assert cell.fill.fgColor.rgb == "FFF9D0CC"
    assert cell.data_type == "s"
    assert len(book.worksheets[0].title) <= 31


@pytest.mark.parametrize("text", ["_x0041_", "a\x0bb", "a\ufffeb", "a\ud800b", "x" * 40_000, "㐀𠀀"])
def test_no_text_breaks_the_file(text: str) -> None:
    read = saved(Sheet("名录", COLUMNS, [[text, 3]]))["名录"]["A2"].value
    assert isinstance(read, str)
    assert "".join(csv_lines(COLUMNS, [[text, 3]])).encode()
    stream = io.BytesIO()
    write_xlsx(stream, Sheet("名录", COLUMNS, [[text, 3]]))
    back = read_upload(stream.getvalue()).tables[0].rows[1][0]
    assert back == text or "\ufffd" in back or len(back) == 32_767
