"""CSV as it comes from offices: with or without byte order mark, UTF-8, UTF-16 or GB18030; comma, tab or semicolon."""

import codecs
import csv
import io

from django.utils.translation import gettext_lazy as _

from safeschools.documents.archive import MAX_ROWS, Unreadable
from safeschools.documents.workbook import plain

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LABELS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32", "gb18030": "GB18030 (GBK)"}


def decode(data: bytes) -> tuple[str, str]:
    """(text, name of the encoding). Order: byte order mark, strict UTF-8, GB18030. Raises Unreadable."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    candidates = (encoding,) if encoding else ("utf-8", "gb18030")
    for name in candidates:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, LABELS[name]
    raise Unreadable(
        _("The text of the file cannot be read: it is neither UTF-8 nor GBK."),
        hint=_("In Excel or WPS choose “Save as” and the type “CSV UTF-8”, or upload the workbook itself."),
    )


def parse(text: str) -> list[list[str]]:
    """The rows of a CSV text; apostrophes our own exports put before formulas are taken off. Raises Unreadable."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([plain(cell) for cell in row])
            if len(rows) > MAX_ROWS:
                raise Unreadable(_("The file has more than %(rows)s rows.") % {"rows": MAX_ROWS})
    except csv.Error as error:
        raise Unreadable(
            _("Row %(row)s of the file is not correct CSV; a quotation mark may be missing.") % {"row": len(rows) + 1}
        ) from error
    return rows
