"""Looking into an uploaded workbook before a parser does: size, members, ratio, document types, far-away cells."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import IO

from defusedxml import ElementTree
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safeschools.lib.errors import Invalid

MAX_ROWS = min(settings.IMPORT_MAX_ROWS, 60_000)  # FAR below knows the upper limit
MAX_COLUMNS = 78  # BZ; FAR below says the same
MAX_UNPACKED = settings.IMPORT_MAX_UNPACKED_MB * 1024 * 1024
MAX_MEMBERS = 200
MAX_RATIO = 100
SMALL = 1024 * 1024  # below this unpacked size no ratio can hurt
CHUNK = 1024 * 1024
OVERLAP = 2048

SHEET = "xl/worksheets/"
_BEYOND = rb"(?:[A-Za-z]{3,}|[C-Zc-z][A-Za-z]|[A-Za-z]{0,2}(?:\d{5}|[7-9]\d{3}))\d"
# One pattern per way to write the attribute, each with a literal start: ten times as fast as one for all.
FAR = tuple(
    re.compile(start + rb"(?:[A-Za-z]+\d+:)?" + _BEYOND)
    for start in (
        rb'r="(?<=\sr=")',
        rb"r='(?<=\sr=')",
        rb'ref="(?<=\sref=")',
        rb"ref='(?<=\sref=')",
        rb"""r\s+=\s*["']""",
        rb"""r=\s+["']""",
    )
)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SPECIAL = (re.compile(rb"<f[\s>/]"), re.compile(rb":f[\s>/]"), re.compile(rb"""\bt=["']e["']"""))
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)(\d+)""")
FORMULA = re.compile(rb".f(?:\s[^>]*)?>([^<]*)")
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)")

Place = tuple[int, int]


class Unreadable(Invalid):
    """The file cannot be read as a table, or should not be."""


@dataclass
class Oddities:
    """What the values of a sheet do not show: formulas and error values by (row, column), counted from 1."""

    formulas: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)


def inspect(stream: IO[bytes]) -> dict[str, Oddities]:
    """The oddities of each sheet by its name. Raises Unreadable for anything a parser should not be given."""
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_directory(archive)
            found, room = {}, MAX_UNPACKED
            for info in archive.infolist():
                if info.filename.lower().endswith((".xml", ".rels")):
                    odd = Oddities()
                    room -= _read_member(archive, info, odd, room)
                    found[info.filename.lstrip("/")] = odd
            return {name: found.get(path, Oddities()) for name, path in _sheets(archive)}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, KeyError, EOFError, RuntimeError) as error:
        raise Unreadable(_("The file is damaged or not a workbook.")) from error
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(_("The file is damaged or not a workbook.")) from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members) or 1
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked / packed > MAX_RATIO):
        raise _too_big()


def _too_big() -> Unreadable:
    return Unreadable(
        _("The workbook unpacks to far more than a register needs."),
        hint=_("Copy the table into the empty template and upload that."),
    )


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, odd: Oddities, limit: int) -> int:
    """Read one part piece by piece, trusting no size the directory states; its size. `limit`: what is left for it."""
    size, tail = 0, b""
    is_sheet = info.filename.lstrip("/").startswith(SHEET)
    for chunk in _chunks(archive, info):
        size += len(chunk)
        if size > limit or (size > SMALL and size > MAX_RATIO * max(info.compress_size, 1)):
            raise _too_big()
        if not tail and (b"\0" in chunk[:256] or chunk[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(_("A part of the workbook is not written in UTF-8."))
        text = tail + chunk
        if DOCTYPE.search(text):
            raise Unreadable(_("The workbook holds a document type declaration, which no spreadsheet program writes."))
        if is_sheet:
            _scan(text, len(tail), odd)
        tail = text[-OVERLAP:]
    return size


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def _scan(text: bytes, known: int, odd: Oddities) -> None:
    if any(pattern.search(text) for pattern in FAR):
        raise Unreadable(
            _("The sheet has cells far below or to the right of any table: at most %(rows)s rows and 78 columns.")
            % {"rows": MAX_ROWS},
            hint=_("Delete the empty rows and columns around the table, or copy it into the empty template."),
        )
    for pattern in SPECIAL:
        for hit in pattern.finditer(text, max(0, known - OVERLAP // 2)):
            _note(text, hit, odd)


def _note(text: bytes, hit: re.Match[bytes], odd: Oddities) -> None:
    """Remember a formula or an error value with its place."""
    start = max(text.rfind(cell, 0, hit.start()) for cell in (b"<c ", b":c "))
    place = PLACE.search(text, max(start, 0), text.find(b">", start) + 1)
    if place is None:
        return
    where = int(place[2]), column_number(place[1].decode())
    if not hit.group().startswith(b"t"):
        odd.formulas[where] = "=" + _text(FORMULA.match(text, hit.start()))
    else:
        odd.errors[where] = _text(VALUE.search(text, hit.end(), hit.end() + 1000)) or "#ERROR"


def _text(match: re.Match[bytes] | None) -> str:
    return unescape(match[1].decode("utf-8", "replace"))[:200] if match else ""


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, member) of each worksheet, by the workbook's relations."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {item.get("Id"): (item.get("Target") or "") for item in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    for item in book.iter():
        if item.tag.rpartition("}")[2] == "sheet":
            identity = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            yield item.get("name") or "", target.lstrip("/") if target.startswith("/") else f"xl/{target}"
