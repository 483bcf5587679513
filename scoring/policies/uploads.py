"""What may come in as evidence: judged by content, pictures encoded anew, names made harmless."""

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from safeschools.lib.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 2400
MAX_NAME = 120
MAX_MEMBERS = 2000
JPEG, PDF = "image/jpeg", "application/pdf"
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {JPEG: ".jpg", PDF: ".pdf", OFFICE["word/document.xml"]: ".docx", OFFICE["xl/workbook.xml"]: ".xlsx"}


def examine(upload: "UploadedFile[bytes]") -> tuple[bytes, str, str]:
    """(bytes to store, name to show, type) of a file, judged by its content; Invalid for what cannot be taken."""
    if not upload.size:
        raise Invalid(_("The file is empty."))
    if upload.size > MAX_BYTES:
        raise Invalid(_("The file is larger than %(mb)s MB. Make it smaller and try again.") % {"mb": MAX_BYTES >> 20})
    body, content_type = _recognised(upload.read())
    return body, clean_name(upload.name or "", ENDINGS[content_type]), content_type


def clean_name(name: str, ending: str) -> str:
    """A name fit to be shown: NFC, no control, bidi or path characters, and the ending of what the file really is."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    path = PurePosixPath(kept or "file")
    stem = path.stem if path.suffix.lower() in {*ENDINGS.values(), ".jpeg", ".png"} else path.name
    return (stem[:MAX_NAME].rstrip(" .") or "file") + ending


def _recognised(body: bytes) -> tuple[bytes, str]:
    if body.startswith(b"%PDF-"):
        return body, PDF
    if body.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(body), JPEG
    if body.startswith(b"PK\x03\x04") and (kind := _office(body)):
        return body, kind
    raise Invalid(_("Only photos (JPG, PNG), PDF, Word and Excel files can be attached."))


def _picture(body: bytes) -> bytes:
    """Decode, turn upright, shrink to a sensible size and encode anew: nothing but the picture survives."""
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid(_("The picture has too many pixels. Make it smaller and try again."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            out = io.BytesIO()
            paper.save(out, "JPEG", quality=85)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid(_("The picture cannot be read. Save it again as JPG or PNG and try again.")) from error
    return out.getvalue()


def _office(body: bytes) -> str | None:
    """The kind of Office file, or None where it is something else packed as ZIP, or carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if "[Content_Types].xml" not in names or len(names) > MAX_MEMBERS:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for member, kind in OFFICE.items() if member in names), None)
