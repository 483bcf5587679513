"""What is held on a person as a file: a workbook with a sheet per part, or JSON for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from safeschools.documents.workbook import Column, Sheet, write_xlsx
from safeschools.operations.queries.personal import Part


def write_personal(target: IO[bytes], parts: Iterable[Part], mentions: Mapping[str, int]) -> None:
    """The workbook; its last sheet names the tables of the person's work."""
    sheets = [Sheet(part.title, [Column(title, 24) for title in part.columns.values()], part.lines()) for part in parts]
    work = _("Records of your work")
    columns = [Column(_("Table and column"), 40), Column(_("Rows"), 10)]
    write_xlsx(target, *sheets, Sheet(work, columns, mentions.items()))


def personal_json(parts: Iterable[Part], mentions: Mapping[str, int]) -> Iterator[str]:
    """JSON in pieces: a list of objects per part, moments in ISO 8601, words in the language of the request."""
    language = get_language()
    yield "{"
    for part in parts:
        yield f"{json.dumps(part.slug)}: ["
        with override(language):
            for number, line in enumerate(part.lines()):
                entry = dict(zip(part.columns, line, strict=True))
                yield (",\n" if number else "\n") + json.dumps(entry, ensure_ascii=False, default=_plain)
        yield "],\n"
    yield f'"mentions": {json.dumps(mentions)}}}\n'


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
