"""A standard leaves as a workbook and comes back without loss; a bad one comes back with every fault marked."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from scoring.domain.content import Content, DimensionContent, ItemContent, content_hash, plain_params, plain_text
from scoring.domain.faults import faults
from scoring.domain.items import read_item
from scoring.queries.standards import agency_codes, content_of
from scoring.resources.reading import Reading, read
from scoring.resources.writing import marked_workbook, workbook
from tests.factories import make_standard

AGENCIES = ("EDU", "PSB", "TRA")


def texts(most: int = 60) -> st.SearchStrategy[str]:
    """Text people may type, formulas and line breaks included."""
    letters = st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\n=+-@'", exclude_characters="\ufffe\uffff"
    )
    return st.text(letters, min_size=1, max_size=most).map(plain_text).filter(bool)


def amounts(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


@st.composite
def deductions(draw: st.DrawFn, maximum: int) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    row = {
        "zh": texts(),
        "en": texts(),
        "points": amounts(1, maximum),
        "per": st.sampled_from(["once", "instance"]),
        "unit_zh": texts(10),
        "unit_en": texts(10),
        "cap": st.none() | amounts(1, maximum),
    }
    return {"deductions": [{"id": f"r{n}"} | draw(st.fixed_dictionaries(row)) for n in range(count)]}


@st.composite
def levels(draw: st.DrawFn, maximum: int) -> dict[str, Any]:
    lower = draw(st.sets(st.integers(0, maximum - 1), min_size=1, max_size=4))
    points = [maximum, *sorted(lower, reverse=True)]
    return {
        "levels": [
            {"grade": "ABCDEF"[n], "points": f"{cents / 100:.2f}", "zh": draw(texts()), "en": draw(texts())}
            for n, cents in enumerate(points)
        ]
    }


@st.composite
def ratios(draw: st.DrawFn, maximum: int) -> dict[str, Any]:
    low, high = sorted(draw(st.sets(st.integers(0, 10000), min_size=2, max_size=2)))
    names = ("numerator_zh", "numerator_en", "denominator_zh", "denominator_en")
    return {name: draw(texts()) for name in names} | {
        "full_at_pct": f"{high / 100:.2f}",
        "zero_at_pct": f"{low / 100:.2f}",
        "zero_denominator": draw(st.sampled_from(["full", "na", "full_if_confirmed_on_site"])),
        "interpolation": "linear",
        "round_places": 2,
    }


def conditions(maximum: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"condition_zh": texts(), "condition_en": texts()})


METHODS: dict[str, Callable[[int], st.SearchStrategy[dict[str, Any]]]] = {
    "deduction": deductions,
    "levels": levels,
    "binary": conditions,
    "ratio": ratios,
    "veto": conditions,
}


@st.composite
def items(draw: st.DrawFn, number: int) -> ItemContent:
    method = draw(st.sampled_from(list(METHODS)))
    maximum = draw(st.integers(1, 1000))
    return ItemContent(
        code=f"X-{number}",
        dimension=draw(st.sampled_from(["D1", "D2"])),
        name=draw(texts(20)),
        name_en=draw(texts(20)),
        method=method,
        max_points=0 if method == "veto" else maximum,
        is_key=method != "veto" and draw(st.booleans()),
        applicable_to=draw(st.sampled_from(["all", "!111", "111;341", "canteen;!111", "lab"])),
        rule=draw(texts(200)),
        rule_en=draw(texts(200)),
        evidence=draw(st.just("") | texts()),
        evidence_en=draw(st.just("") | texts()),
        agencies=tuple(draw(st.lists(st.sampled_from(AGENCIES), unique=True))),
        params=plain_params(method, draw(METHODS[method](maximum))),
    )


@st.composite
def contents(draw: st.DrawFn) -> Content:
    dimensions = tuple(DimensionContent(code, draw(texts(20)), draw(texts(20))) for code in ("D1", "D2"))
    return Content(dimensions, tuple(draw(items(number)) for number in range(draw(st.integers(0, 5)))))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(contents(), st.sampled_from(["zh-hans", "en"]), st.sampled_from(["zh-hans", "en"]))
def test_every_standard_survives_the_workbook(content: Content, written: str, read_in: str) -> None:
    assert not faults(content, AGENCIES)
    with translation.override(written):
        data = workbook(content)
    with translation.override(read_in):
        reading = read(data, AGENCIES)
    assert not reading.marks
    assert reading.content == content
    assert content_hash(reading.content) == content_hash(content)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(contents())
def test_what_has_no_fault_can_be_computed(content: Content) -> None:
    for item in content.items:
        assert read_item(item.code, item.method, item.max_points, item.params).max == item.max_points


@pytest.fixture
def content() -> Content:
    return content_of(make_standard())


def changed(content: Content, change: Callable[[Workbook], None]) -> Reading:
    """The workbook of `content` after somebody has changed it in a spreadsheet program."""
    with translation.override("en"):
        book = load_workbook(BytesIO(workbook(content)))
        change(book)
        target = BytesIO()
        book.save(target)
        return read(target.getvalue(), agency_codes())


def marks(reading: Reading) -> list[tuple[str, int, int]]:
    return [(mark.sheet, mark.row, mark.column) for mark in reading.marks]


@pytest.mark.django_db
def test_the_shipped_standard_survives_a_spreadsheet_program(content: Content) -> None:
    reading = changed(content, lambda book: None)
    assert not reading.marks
    assert reading.content == content


@pytest.mark.django_db
def test_numbers_typed_as_numbers_are_the_same_content(content: Content) -> None:
    def change(book: Workbook) -> None:
        book["Rules"]["E2"] = 0.4
        book["Items"]["F2"] = 2

    reading = changed(content, change)
    assert reading.content == content


@pytest.mark.django_db
def test_every_fault_of_every_row_comes_at_once(content: Content) -> None:
    def change(book: Workbook) -> None:
        items, rules, dimensions = book["Items"], book["Rules"], book["Dimensions"]
        dimensions["B2"] = None
        items["A3"] = "D1-01"
        items["E4"] = "Dice"
        items["F5"] = "many"
        items["H6"] = "gym"
        items["M7"] = "EDU;NASA"
        rules["A2"] = "D9-99"
        rules["E3"] = "0.001"
        rules["F4"] = "Sometimes"

    reading = changed(content, change)
    assert reading.content is None
    found = set(marks(reading))
    expected = {("dimensions", 2, 1), ("items", 2, 0), ("items", 3, 0), ("items", 4, 4), ("items", 5, 5)}
    expected |= {("items", 6, 7), ("items", 7, 12), ("rules", 2, 0), ("rules", 3, 4), ("rules", 4, 5)}
    assert expected <= found


@pytest.mark.django_db
def test_a_second_row_for_a_ratio_and_values_of_another_method_are_faults(content: Content) -> None:
    def change(book: Workbook) -> None:
        rules = book["Rules"]
        row = next(cells for cells in rules.iter_rows(min_row=2) if cells[0].value == "D1-02")
        rules.append([cell.value for cell in row])
        row[8].value = "1"

    reading = changed(content, change)
    assert len(reading.marks) == 2


@pytest.mark.django_db
def test_missing_and_unknown_columns_and_sheets_are_named(content: Content) -> None:
    def rename(book: Workbook) -> None:
        book["Items"]["C1"] = "Colour"
        book["Items"]["D1"] = "Code"

    assert {mark.column for mark in changed(content, rename).marks} == {2, 3, -1}

    def drop(book: Workbook) -> None:
        del book["Rules"]

    reading = changed(content, drop)
    assert [mark.row for mark in reading.marks] == [1]
    assert reading.content is None


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_said_to_be_none(data: bytes) -> None:
    reading = read(data, AGENCIES)
    assert {mark.sheet for mark in reading.marks} == {""}
    assert reading.content is None


@pytest.mark.django_db
def test_a_formula_is_a_fault_at_its_cell(content: Content) -> None:
    def change(book: Workbook) -> None:
        book["Items"]["F2"] = "=1+1"

    reading = changed(content, change)
    assert ("items", 2, 5) in marks(reading)


@pytest.mark.django_db
def test_the_marked_workbook_is_the_upload_with_red_cells_and_reasons_and_can_be_corrected(content: Content) -> None:
    def change(book: Workbook) -> None:
        book["Items"]["F5"] = "many"

    reading = changed(content, change)
    with translation.override("en"):
        data = marked_workbook(reading.tables, reading.marks)
        book = load_workbook(BytesIO(data))
    sheet = book["Items"]
    assert sheet["F5"].value == "many"
    assert sheet["F5"].fill.fgColor.rgb.endswith("F9D0CC")
    assert "many" in sheet["N5"].value
    assert sheet["F4"].fill.fill_type is None
    sheet["F5"] = content.items[3].max_points / 100
    target = BytesIO()
    book.save(target)
    assert read(target.getvalue(), agency_codes()).content == content
