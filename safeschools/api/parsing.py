"""Bodies the database and the pages can hold: no NUL, no half of a character, no bottomless nesting."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 12


class SafeJSONParser(JSONParser):
    """JSON whose every string can be stored."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
        except (RecursionError, UnicodeDecodeError) as error:
            raise ParseError(_("The body is not JSON that can be read here.")) from error
        _check(body, 0)
        return body


def storable(text: str) -> bool:
    """Whether a text can be written in UTF-8 and holds no NUL."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ParseError(_("The body is nested too deeply."))
    if isinstance(value, str) and not storable(value):
        raise ParseError(_("The body holds characters that cannot be stored."))
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(name, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
