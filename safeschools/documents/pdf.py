"""PDF through Typst: a template of this package plus data. Knows no domain models."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from safeschools.documents.glyphs import drawable
from safeschools.lib.errors import Invalid

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
SYSTEM_FONTS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))


def missing_characters(text: str, folders: tuple[Path, ...] = (FONTS, *SYSTEM_FONTS)) -> str:
    """The characters of `text` that no font of these folders can draw, by their own tables; empty when all is well.

    A folder that is not on the machine holds no font; a later folder is read where the earlier ones do not suffice.
    """
    missing = {char for char in text if not char.isspace()}
    for folder in folders:
        if missing:
            missing -= drawable(folder)
    return "".join(sorted(missing))


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
            font_paths=[str(FONTS), *(str(folder) for folder in SYSTEM_FONTS if folder.is_dir())],
            sys_inputs={"data": text, **(files or {})},
        )
    )
