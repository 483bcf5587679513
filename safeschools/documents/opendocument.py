"""Looking into an .ods before it is parsed: there one small element may stand for a million cells."""

import re
import zipfile
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from safeschools.documents.archive import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Unreadable

CHUNK = 1024 * 1024


def inspect_opendocument(stream: IO[bytes]) -> None:
    """Raises Unreadable when the sheets have more filled rows or columns than any register needs."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open("content.xml") as part:
            content = part.read(MAX_UNPACKED + 1)
        if len(content) > MAX_UNPACKED:
            raise Unreadable(_("The workbook unpacks to far more than a register needs."))
        for table in _named(ElementTree.fromstring(content, forbid_dtd=True), "table"):
            _check_table(table)
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, DefusedXmlException) as error:
        raise Unreadable(_("The file is damaged or not a workbook.")) from error


def _check_table(table: Element) -> None:
    height = width = row_number = 0
    for row in _named(table, "table-row"):
        column = last = 0
        for cell in row:
            repeated = _repeat(cell, "columns")
            column += repeated
            if len(cell) or any(re.search(r"}value|}formula", key) for key in cell.attrib):
                last = column
        row_number += _repeat(row, "rows")
        if last:
            height, width = row_number, max(width, last)
    if height > MAX_ROWS + 100 or width > MAX_COLUMNS:
        raise Unreadable(_("The sheet has more than %(rows)s rows or 78 columns.") % {"rows": MAX_ROWS})


def _named(element: Element, name: str) -> list[Element]:
    return [item for item in element.iter() if item.tag.rpartition("}")[2] == name]


def _repeat(element: Element, what: str) -> int:
    found = (value for key, value in element.attrib.items() if key.endswith(f"}}number-{what}-repeated"))
    return int(next(found, "1"))
