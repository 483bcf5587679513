"""Tables that come in: read with their places, refused quickly when hostile."""

import io
import secrets
import zipfile
from collections.abc import Callable

import pytest

from safeschools.documents.archive import Unreadable, column_number
from safeschools.documents.sheets import Upload
from safeschools.documents.tables import MAX_BYTES, read_upload
from tests.documents.files import CELL, SHEET, repacked, with_cells, with_sheet, workbook

TEXT = "学校名称,在校生数\r\n石桥县第一小学,120\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32", b""),
        ("gb18030", b""),
        ("gbk", b""),
        ("gb2312", b""),
    ],
)
def test_the_usual_encodings_are_recognised(encoding: str, mark: bytes) -> None:
    table = read_upload(mark + TEXT.encode(encoding)).tables[0]
    assert table.rows == [["学校名称", "在校生数"], ["石桥县第一小学", "120"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
def test_text_with_nul_bytes_is_refused(encoding: str) -> None:
    with pytest.raises(Unreadable):
        read_upload(TEXT.encode(encoding))


@pytest.mark.parametrize("name", ["㐀𠀀小学", "石桥县·第一小学", "瞾喆学校"])
def test_rare_characters_survive_gb18030(name: str) -> None:
    assert read_upload(f"学校名称\n{name}".encode("gb18030")).tables[0].rows[1] == [name]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    rows = read_upload(f"代码{separator}名称\n1{separator}甲".encode()).tables[0].rows
    assert rows == [["代码", "名称"], ["1", "甲"]]


def test_broken_quotation_names_the_row() -> None:
    with pytest.raises(Unreadable, match="2"):
        read_upload(b"a,b\n" + b'"' + b"x" * 200_000)


def test_places_are_those_people_see() -> None:
    data = with_sheet(SHEET.format(head="", rows=f'<row r="3">{CELL.format(place="C3", text="甲")}</row>'))
    assert read_upload(data).tables[0].rows[2] == ["", "", "甲"]


def test_formulas_and_errors_are_seen_although_they_show_no_value() -> None:
    cells = (
        '<c r="A1"><f>SUM(B1:B9)</f><v>3</v></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><f>HYPERLINK("a","b")</f></c>'
    )
    table = read_upload(with_cells(cells + CELL.format(place="D1", text="x"))).tables[0]
    assert table.oddities.formulas == {(1, 1): "=SUM(B1:B9)", (1, 3): '=HYPERLINK("a","b")'}
    assert table.oddities.errors == {(1, 2): "#REF!"}


def test_formulas_are_seen_across_the_pieces_of_a_large_sheet() -> None:
    filler = "".join(CELL.format(place=f"A{row}", text=secrets.token_hex(250)) for row in range(1, 5000))
    cells = filler + '<c r="B4000"><f>1+1</f><v>2</v></c>' + filler
    assert read_upload(with_cells(cells)).tables[0].oddities.formulas == {(4000, 2): "=1+1"}


def test_merged_cells_and_second_sheets() -> None:
    upload = read_upload(workbook([["a"]], [["说明"]], []))
    assert [table.sheet for table in upload.tables] == ["表1", "表2"]


FAR_CELLS = [
    with_cells(CELL.format(place="A1", text="x") + CELL.format(place="XFD1048576", text="x")),
    with_cells(CELL.format(place="xfd1048576", text="x")),
    with_cells('<c r = "A1048576"><v>1</v></c>'),
    with_cells("<c r='A1048576'><v>1</v></c>"),
    with_cells('<c\nr="ZZ1"><v>1</v></c>'),
    with_cells(CELL.format(place="A1", text="x"), head='<dimension ref="A1:XFD1048576"/>'),
    with_sheet(SHEET.format(head="", rows='<row r="1048576"><c><v>1</v></c></row>')),
]


@pytest.mark.parametrize("data", FAR_CELLS, ids=range(len(FAR_CELLS)))
def test_far_away_cells_are_refused_before_parsing(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_upload(data)


def bomb(size: int) -> bytes:
    return repacked(workbook([["x"]]), {"xl/sharedStrings.xml": b"<sst>" + b" " * size + b"</sst>"})


def lying_bomb() -> bytes:
    """The directory says 10 bytes, the member unpacks to 160 MB."""
    stream = io.BytesIO(bomb(160 * 1024 * 1024))
    with zipfile.ZipFile(stream, "a") as archive:
        info = archive.getinfo("xl/sharedStrings.xml")
        info.file_size, info.compress_size = 10, 10**9
        archive._didModify = True  # type: ignore[attr-defined]
    return stream.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \r\n",
    "too large": lambda: b"x" * (MAX_BYTES + 1),
    "bomb by ratio": lambda: bomb(50 * 1024 * 1024),
    "bomb by size": lambda: bomb(151 * 1024 * 1024),
    "lying bomb": lying_bomb,
    "many members": lambda: repacked(workbook([["x"]]), {f"x/{n}.bin": b"" for n in range(201)}),
    "document type": lambda: with_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format(head="", rows="").encode()),
    "document type in UTF-16": lambda: with_sheet(
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'.encode("utf-16")
    ),
    "document type behind a long comment": lambda: with_sheet(
        b"<!--" + secrets.token_hex(1_500_000).encode() + b"--><!DOCTYPE a><worksheet/>"
    ),
    "entity in the workbook part": lambda: repacked(
        workbook([["x"]]), {"xl/workbook.xml": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook/>'}
    ),
    "not a workbook": lambda: repacked(workbook([["x"]]), {"xl/workbook.xml": b"<workbook"}),
    "no relations": lambda: repacked(workbook([["x"]]), {"xl/_rels/workbook.xml.rels": b"<a/>"}),
    "web page": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "cut off": lambda: workbook([["x"]])[:400],
    "old workbook that is none": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(make: Callable[[], bytes]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_upload(make())
    assert str(refusal.value.message)


def test_a_plain_archive_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xlsx", b"")
    with pytest.raises(Unreadable):
        read_upload(stream.getvalue())


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def opendocument(rows: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return stream.getvalue()


ODS_CELL = '<table:table-cell office:value-type="string"{more}><text:p>甲</text:p></table:table-cell>'


def test_an_opendocument_table_may_end_in_a_million_empty_rows() -> None:
    rows = f"<table:table-row>{ODS_CELL.format(more='')}</table:table-row>"
    rows += '<table:table-row table:number-rows-repeated="1048575">'
    rows += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    upload: Upload = read_upload(opendocument(rows))
    assert (upload.kind, upload.tables[0].rows) == ("ods", [["甲"]])


@pytest.mark.parametrize("more", [' table:number-columns-repeated="16384"'])
def test_one_opendocument_element_may_not_stand_for_a_million_cells(more: str) -> None:
    wide = f"<table:table-row>{ODS_CELL.format(more=more)}</table:table-row>"
    tall = f'<table:table-row table:number-rows-repeated="1000000">{ODS_CELL.format(more="")}</table:table-row>'
    for rows in (wide, tall):
        with pytest.raises(Unreadable):
            read_upload(opendocument(rows))


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (78, "BZ"), (703, "AAA")])
def test_column_numbers(number: int, letters: str) -> None:
    assert column_number(letters) == number
