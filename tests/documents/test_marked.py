"""The table handed back: same rows, coloured cells, reasons; small files edited, large and old ones written anew."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.formula import ArrayFormula

from safeschools.documents import marked
from safeschools.documents.columns import REASON, Field, find_layout
from safeschools.documents.findings import Findings
from safeschools.documents.imports import Plan
from safeschools.documents.marked import marked_file
from safeschools.documents.rows import read_rows
from safeschools.documents.tables import read_upload
from safeschools.documents.values import code, text
from safeschools.documents.workbook import Column, Sheet, Value, is_risky, write_xlsx
from tests.documents.files import workbook
from tests.documents.test_workbook import PAYLOADS

FIELDS = (
    Field("code", ("代码",), code(6), required=True),
    Field("name", ("名称",), text(10, required=True), required=True),
)
TABLE: list[list[Any]] = [
    ["某表", None, None],
    ["代码", "名称"],
    ["990121", "甲县"],
    [990122, "=1+1"],
    ["1", ""],
    ["990123", "乙县"],
]


def plan_of(data: bytes) -> Plan:
    findings, upload = Findings(), read_upload(data)
    layout = find_layout(upload, FIELDS, findings)
    return Plan(layout, FIELDS, findings, upload, read_rows(layout, findings, key="code"))


@pytest.mark.parametrize("limit", [5000, 1])
def test_marks_and_reasons(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "EDITED_ROWS", limit)
    data = workbook(TABLE)
    suffix, content = marked_file(plan_of(data), data)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert suffix == ".xlsx"
    assert [cell.value for cell in page[2]] == ["代码", "名称", REASON]
    assert [str(row[0].value) for row in page.iter_rows(min_row=3)] == ["990121", "990122", "1", "990123"]
    colours = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in page.iter_rows(min_row=3)
        for cell in row
        if cell.fill.fill_type
    }
    assert colours == {"A4": "FFFBE7C2", "B4": "FFF9D0CC", "A5": "FFF9D0CC", "B5": "FFF9D0CC"}
    assert page["C3"].value is None
    assert "名称" in str(page["C4"].value)
    assert page["B4"].data_type == "s"


def test_a_corrected_file_loses_its_marks() -> None:
    data = workbook(TABLE)
    _suffix, content = marked_file(plan_of(data), data)
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    page["A4"], page["B4"] = "990122", "丁县"
    stream = io.BytesIO()
    book.save(stream)
    plan = plan_of(stream.getvalue())
    assert {problem.row for problem in plan.findings.problems} == {5}
    _suffix, again = marked_file(plan, stream.getvalue())
    page = openpyxl.load_workbook(io.BytesIO(again)).worksheets[0]
    assert [cell.value for cell in page[2]] == ["代码", "名称", REASON]
    assert page["C4"].value is None
    assert page["A4"].fill.fill_type is None
    assert page["A5"].fill.fgColor.rgb == "FFF9D0CC"


def test_csv_keeps_its_rows_and_neutralises_formulas() -> None:
    data = "代码,名称\n990121,甲县\n1,=1+1\n".encode("gbk")
    suffix, content = marked_file(plan_of(data), data)
    lines = content.decode("utf-8-sig").splitlines()
    assert suffix == ".csv"
    assert lines[0] == f"代码,名称,{REASON}"
    assert lines[1] == "990121,甲县,"
    assert lines[2].startswith("1,'=1+1,")


def test_problems_of_the_headings_are_told_at_the_headings() -> None:
    data = workbook([["代码", "名称", "校医"], ["990121", "甲县", "x"]])
    _suffix, content = marked_file(plan_of(data), data)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["C1"].fill.fgColor.rgb == "FFF9D0CC"
    assert page["D1"].value == REASON
    assert page["D1"].comment is not None
    assert "校医" in page["D1"].comment.text


def typed_as_text(payload: str) -> bytes:
    """A workbook whose cells hold the payload as a string, in a good row, a bad row and beside the table."""
    rows: list[list[Value]] = [["990121", "甲县", payload], [payload, payload, None]]
    stream = io.BytesIO()
    write_xlsx(stream, Sheet("表", [Column("代码"), Column("名称"), Column("备注")], rows, heading=payload))
    return stream.getvalue()


def typed_as_formula(payload: str) -> bytes:
    """The same as a person types it into a cell: what begins with = is a formula, here on a second sheet too."""
    return workbook([[payload], ["代码", "名称", "备注"], ["990121", "甲县", payload], [payload, "乙县"]], [[payload]])


@pytest.mark.parametrize("limit", [5000, 1])
@pytest.mark.parametrize("made", [typed_as_text, typed_as_formula])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_formula_comes_back(payload: str, made: Any, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "EDITED_ROWS", limit)
    data = made(payload)
    _suffix, content = marked_file(plan_of(data), data)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    risky = [cell for cell in cells if isinstance(cell.value, str) and is_risky(unescape(cell.value))]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in risky if not cell.quotePrefix] == []
    assert risky  # the payload did travel


def test_array_formulas_and_links_to_other_files_do_not_come_back() -> None:
    book = openpyxl.Workbook()
    page: Any = book.worksheets[0]
    for row in [["代码", "名称"], ["x", ""]]:
        page.append(row)
    page["D1"] = ArrayFormula("D1:D2", "=SUM(A1:A2)")
    page["E1"] = "=[1]other!A1"
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    _suffix, content = marked_file(plan_of(data), data)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (page["D1"].value, page["D1"].data_type) == ("=SUM(A1:A2)", "s")
    assert (page["E1"].value, page["E1"].data_type) == ("=[1]other!A1", "s")
