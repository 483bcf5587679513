"""What may come in as evidence: judged by content, pictures encoded anew, names made harmless."""

import io
import unicodedata
import zipfile

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from safeschools.lib.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 2400
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def clean_name(name: str) -> str:
    """A name fit to be shown: NFC, no control, bidi or path characters, at most 120 characters."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    return kept[-120:] or "file"


def examine(upload: "UploadedFile[bytes]") -> tuple[bytes, str]:
    """The bytes to store and their type, judged by content, never by name."""
    if not upload.size:
        raise Invalid(_("The file is empty."))
    if upload.size > MAX_BYTES:
        raise Invalid(_("The file is larger than %(mb)s MB. Make it smaller and try again.") % {"mb": MAX_BYTES >> 20})
    body: bytes = upload.read()
    if body[:5] == b"%PDF-":
        return body, "application/pdf"
    if body[:3] == b"\xff\xd8\xff" or body[:8] == b"\x89PNG\r\n\x1a\n":
        return _image(body)
    if body[:4] == b"PK\x03\x04" and (kind := _office(body)):
        return body, kind
    raise Invalid(_("Only photos (JPG, PNG), PDF, Word and Excel files can be attached."))


def _image(body: bytes) -> tuple[bytes, str]:
    """Decode, turn upright, shrink to a sensible size and encode anew: nothing but the picture survives."""
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid(_("The picture has too many pixels. Make it smaller and try again."))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            out = io.BytesIO()
            upright.convert("RGB").save(out, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(_("The picture cannot be read. Save it again as JPG or PNG and try again.")) from error
    return out.getvalue(), "image/jpeg"


def _office(body: bytes) -> str | None:
    """The kind of Office file, or None where it is something else packed as ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for member, kind in OFFICE.items() if member in names), None)
