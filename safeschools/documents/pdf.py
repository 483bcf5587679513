"""PDF through Typst: a template of this package plus data. Knows no domain models."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from safeschools.lib.errors import Invalid

HERE = Path(__file__).resolve().parent
SYSTEM_FONTS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))


@cache
def _coverage() -> frozenset[str]:
    return frozenset((HERE / "fonts" / "coverage.txt").read_text("utf-8"))


def missing_characters(text: str) -> str:
    """The characters of `text` that our fonts cannot draw; empty when all is well.

    With the full Noto fonts on the machine nothing of the common planes is missing.
    """
    if any(folder.is_dir() for folder in SYSTEM_FONTS):
        return ""
    return "".join(sorted({c for c in text if not c.isspace()} - _coverage()))


def render(template: str, data: Mapping[str, Any], files: Mapping[str, str] | None = None) -> bytes:
    """Compile `typst/<template>.typ` with `data` (JSON) into a PDF.

    `files` are small texts such as an SVG, handed over as sys inputs by name.
    Raises Invalid when a character cannot be drawn: a school's name is never printed with a box in it.
    """
    import typst

    text = json.dumps(data, ensure_ascii=False)
    if lacking := missing_characters(text):
        raise Invalid(
            _("The document cannot be printed: our fonts lack %(characters)s.") % {"characters": "、".join(lacking)},
            hint=_("Install the package fonts-noto-cjk on the server and try again."),
        )
    return bytes(
        typst.compile(
            str(HERE / "typst" / f"{template}.typ"),
            root=str(HERE / "typst"),
            font_paths=[str(HERE / "fonts"), *(str(folder) for folder in SYSTEM_FONTS if folder.is_dir())],
            sys_inputs={"data": text, **(files or {})},
        )
    )
