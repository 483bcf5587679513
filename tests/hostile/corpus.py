"""Files somebody might send to do harm, made anew for every run: (name, bytes), by group. None works anywhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from openpyxl import Workbook
from PIL import Image, PngImagePlugin

File = tuple[str, bytes]
SCRIPT = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n44\n%%EOF\n"
DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
EXIF_LOOP = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes = b"", *extra: bytes) -> bytes:
    """A bilevel PNG that says it has this size; `data` is what its compressed rows unpack to."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def packed(members: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
        archive.comment = comment
    return out.getvalue()


def book(rows: list[list[str]], **cells: str) -> bytes:
    """A real workbook with a few rows, and cells by their place."""
    work = Workbook()
    page = work.active
    assert page is not None
    for row in rows:
        page.append(row)
    for place, value in cells.items():
        page[place] = value
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def rebuilt(body: bytes, **parts: bytes) -> bytes:
    """A workbook with members replaced: `sheet`, `shared` or `book` by other bytes."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "shared": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    members |= {names[part]: content for part, content in parts.items()}
    return packed(members)


def sheet(cells: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def pictures() -> Iterator[File]:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        whole = picture(kind)
        yield f"cut-{name}", whole[: len(whole) // 2]
        yield f"head-only-{name}", whole[:16]
        yield f"script-behind-{name}", whole + SCRIPT
        yield f"zip-behind-{name}", whole + packed({"evil.html": SCRIPT})
        yield f"noise-{name}", whole[:30] + bytes(range(256)) * 8
    yield "gif.jpg", picture("GIF")
    yield "bmp.png", picture("BMP")
    yield "tiff.jpg", picture("TIFF")
    yield "said-huge.png", png(60_000, 60_000)
    yield "really-huge.png", png(20_000, 20_000, bytes(2501) * 20_000)
    yield "just-too-big.png", png(8_000, 6_251, bytes(1001) * 6_251)
    yield "largest-allowed.png", png(8_000, 6_250, bytes(1001) * 6_250)
    yield "no-size.png", png(0, 0)
    yield "negative.png", png(0x7FFFFFFF, 0x7FFFFFFF)
    yield "text-bomb.png", png(8, 8, bytes(16), chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(80_000_000), 9)))
    yield "colour-bomb.png", png(8, 8, bytes(16), chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(80_000_000), 9)))
    yield "bad-sum.png", png(8, 8, bytes(16)).replace(b"IDAT", b"IDAX")
    yield (
        "exif-loop.jpg",
        picture("JPEG", exif=EXIF_LOOP),
    )


def documents() -> Iterator[File]:
    yield from {
        "page.html": SCRIPT,
        "page.pdf": SCRIPT,
        "drawing.svg": SVG,
        "drawing.jpg": SVG,
        "drawing.svg.png": b"\xef\xbb\xbf" + SVG,
        "script.php.jpg": b"<?php system($_GET[0]); ?>",
        "shell.sh.pdf": b"#!/bin/sh\nid\n",
        "program.exe": b"MZ" + bytes(200),
        "program.pdf": b"\x7fELF" + bytes(200),
        "cut.pdf": PDF[:40],
        "headless.pdf": PDF[9:],
        "version.pdf": PDF.replace(b"1.7", b"9.9"),
        "zip-behind.pdf": PDF + packed({"evil.html": SCRIPT}),
        "script-before.pdf": SCRIPT + PDF,
        "empty.pdf": b"",
        "spaces.pdf": b" \r\n\t",
        "zeros.jpg": bytes(5000),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "eicar.txt": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        "page.mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT,
        "archive.rar": b"Rar!\x1a\x07\x00" + bytes(100),
        "archive.7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
        "archive.gz": b"\x1f\x8b\x08" + bytes(100),
    }.items()


def archives() -> Iterator[File]:
    word: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}
    yield "macro.docx", packed(word | {"word/vbaProject.bin": b"x"})
    yield "bomb.docx", packed(word | {"word/media/a.bin": bytes(60_000_000)})
    yield "crowd.docx", packed(word | {f"a{number}": "" for number in range(2001)})
    yield "behind.docx", packed(word) + SCRIPT
    yield "comment.docx", packed(word, comment=SCRIPT)[: -len(SCRIPT)]
    yield "plain.zip", packed({"a.txt": "x"})
    yield "page-in.docx", packed({"evil.html": SCRIPT})
    yield "climbing.xlsx", packed({"[Content_Types].xml": TYPES, "../../etc/cron.d/x": "x", "xl/workbook.xml": "<x/>"})
    yield "nested.zip", packed({"a.zip": packed({"b.zip": packed({"c": bytes(1_000_000)})})})
    yield "cut.docx", packed(word)[:60]
    yield "directory-lies.docx", packed(word).replace(b"word/document.xml", b"word/document.xmm", 1)
    lying = bytearray(packed({"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": bytes(40_000_000)}))
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)  # the directory says: ten bytes
    yield "size-lies.xlsx", bytes(lying)


def workbooks() -> Iterator[File]:
    plain = book([["学校标识码", "学校名称"], ["2199900001", "甲"]])
    yield "far-cell.xlsx", book([["学校标识码"]], XFD1048576="x")
    yield "far-row.xlsx", book([["学校标识码"]], A1048576="x")
    yield "far-column.xlsx", book([["学校标识码"]], XFD1="x")
    yield "dtd.xlsx", rebuilt(plain, shared=DTD.encode())
    yield "dtd-16.xlsx", rebuilt(plain, shared=DTD.encode("utf-16"))
    yield "dtd-16be.xlsx", rebuilt(plain, sheet=DTD.encode("utf-16-be"))
    yield "dtd-late.xlsx", rebuilt(plain, sheet=b"<!--" + bytes(2_000_000).replace(b"\0", b"x") + b"-->" + DTD.encode())
    yield "dtd-in-the-book.xlsx", rebuilt(plain, book=XXE.encode())
    yield "xxe.xlsx", rebuilt(plain, sheet=XXE.encode())
    yield "open-tags.xlsx", rebuilt(plain, sheet=b"<a>" * 200_000)
    yield "bomb.xlsx", rebuilt(plain, sheet=sheet("<row><c/></row>" * 3_000_000))
    yield "attributes.xlsx", rebuilt(plain, sheet=sheet(f'<row r="1"><c {"a" * 3_000_000}="1"/></row>'))
    yield "no-sheet.xlsx", packed({"[Content_Types].xml": TYPES})
    yield "formulas.xlsx", book([["学校标识码", "学校名称"], ["=1+1", '=WEBSERVICE("http://example.invalid")']])
    yield "many-sheets.xlsx", packed({f"xl/worksheets/sheet{n}.xml": "<x/>" for n in range(300)})
    yield "cut.xlsx", plain[: len(plain) // 2]
    yield "bad-sum.xlsx", plain.replace(b"PK\x03\x04\x14\0", b"PK\x03\x04\x14\x01", 1)
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    space = 'xmlns:office="urn:o" xmlns:table="urn:t"'
    ods = f"<office:d {space}><table:table>{rows}</table:table></office:d>"
    yield "repeats.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ods})
    yield "dtd.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": DTD})


def texts() -> Iterator[File]:
    head = "学校标识码,学校名称\n"
    yield "zeros.csv", (head + "a\0b,c\n").encode()
    yield "half-gbk.csv", head.encode("gb18030")[:-3] + b"\xff\xff"
    yield "utf-7.csv", b"+ADw-script+AD4-,a\n"
    yield "one-line.csv", b"a," * 2_000_000
    yield "quote.csv", (head + '"' + "x" * 200_000).encode()
    yield "many-rows.csv", head.encode() + b"1,2\n" * 70_000
    yield "wide.csv", (head + "," * 20_000 + "\n").encode()
    yield "formula.csv", (head + '"=1+1","@SUM(A1)"\n').encode()
    yield "bidi.csv", (head + "\u202e2199900001,\u2066甲\n").encode()
    yield "page.csv", SCRIPT
    yield "utf-16-odd.csv", head.encode("utf-16")[:-1]
    yield "utf-32.csv", head.encode("utf-32")


def names() -> Iterator[File]:
    """A good picture under names that are not."""
    good = picture("PNG", pnginfo=_texts())
    for name in (
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        "a.php.jpg",
        "a.jpg.exe",
        "evil.svg",
        "con.png",
        "a\u202egpj.exe",
        "\u2066a\u2069.png",
        "a\r\nSet-Cookie: x=1.png",
        'a";filename=evil.html;".png',
        "照片" * 150 + ".png",
        "e\u0301" * 100 + ".png",
        "𠀀" * 120 + ".png",
        " .png",
        "....png",
        "a\x7fb\x85.png",
        "<img src=x onerror=alert(1)>.png",
        "%2e%2e%2f.png",
        "-rf.png",
        "=cmd|'/c calc'!A1.png",
    ):
        yield name, good


def _texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("GPS", "31.2304,121.4737", zip=True)
    info.add_itxt("Comment", "PRIVATE-NOTE")
    return info


GROUPS = {
    "pictures": pictures,
    "documents": documents,
    "archives": archives,
    "workbooks": workbooks,
    "texts": texts,
    "names": names,
}


def files(*groups: str) -> Iterator[File]:
    """All files of these groups, or of all."""
    for group in groups or GROUPS:
        yield from GROUPS[group]()
