"""What may come in as evidence: judged by content, pictures encoded anew, names made harmless."""

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from safeschools.lib.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 2400
MAX_NAME, MAX_NAME_BYTES = 120, 200
MAX_MEMBERS = 2000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO, SMALL = 100, 1024 * 1024  # below SMALL unpacked bytes no ratio can hurt
TAIL = 2048
JPEG, PDF = "image/jpeg", "application/pdf"
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = ("JPEG", "PNG", "WEBP")
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, OverflowError, EOFError, RuntimeError, struct.error, zlib.error),
    zipfile.BadZipFile,
    *(Image.DecompressionBombWarning, Image.DecompressionBombError),
)
"""What Pillow and zipfile raise for broken and for hostile files."""
PLAIN_MODES = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
RUN = "php phtml phar html htm xhtml svg js mjs exe com scr bat cmd ps1 vbs hta lnk msi jar jsp asp aspx sh py pl cgi"
RUNNABLE = frozenset(f".{ending}" for ending in RUN.split())
"""Endings that some program runs: as a second ending (“a.php.jpg”) they are taken apart."""
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
    stem = path.stem if path.suffix.lower() in {*ENDINGS.values(), ".jpeg", ".png", ".webp"} else path.name
    while (inner := PurePosixPath(stem)).suffix.lower().rstrip() in RUNNABLE:
        stem = f"{inner.stem}_{inner.suffix[1:]}"
    room = MAX_NAME_BYTES - len(ending)
    short = stem[:MAX_NAME].encode()[:room].decode(errors="ignore")
    return (short.rstrip(" .") or "file") + ending


def _recognised(body: bytes) -> tuple[bytes, str]:
    if body.startswith(b"%PDF-"):
        return _document(body), PDF
    if body.startswith(PICTURES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return _picture(body), JPEG
    if body.startswith(b"PK\x03\x04") and (kind := _office(body)):
        return body, kind
    raise Invalid(_("Only photos (JPG, PNG, WebP), PDF, Word and Excel files can be attached."))


def _document(body: bytes) -> bytes:
    """A PDF has a version, a cross-reference and an end; what is a second kind of file as well is not taken."""
    whole = body[5:8] in (b"1.0", b"1.1", b"1.2", b"1.3", b"1.4", b"1.5", b"1.6", b"1.7", b"2.0")
    tail = body[-TAIL:]
    if not whole or b"%%EOF" not in tail or b"startxref" not in tail or b"PK\x05\x06" in tail:
        raise Invalid(_("The PDF is damaged or something else as well. Save it again as PDF and try again."))
    return body


def _picture(body: bytes) -> bytes:
    """Decode, turn upright, shrink to a sensible size and encode anew: nothing but the picture survives."""
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
            picture: Image.Image = opened
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid(_("The picture has too many pixels. Make it smaller and try again."))
            if picture.mode not in PLAIN_MODES:
                picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
            picture.thumbnail((MAX_SIDE, MAX_SIDE))  # first, so that nothing large is copied
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            out = io.BytesIO()
            paper.save(out, "JPEG", quality=85)
    except UNREADABLE as error:
        raise Invalid(_("The picture cannot be read. Save it again as JPG or PNG and try again.")) from error
    return out.getvalue()


def _office(body: bytes) -> str | None:
    """The kind of Office file, or None where it is something else packed as ZIP, or carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            whole = archive.start_dir + _directory_size(body) == len(body) and _plain_parts(archive)
    except UNREADABLE:
        return None
    names = {member.filename for member in members}
    if not whole or "[Content_Types].xml" not in names or len(members) > MAX_MEMBERS:
        return None
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        return None
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * max(packed, 1)):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for member, kind in OFFICE.items() if member in names), None)


def _plain_parts(archive: zipfile.ZipFile) -> bool:
    """Whether the XML parts are what the directory says, in UTF-8, and begin without a document type."""
    for member in archive.infolist()[: MAX_MEMBERS + 1]:
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as part:
                start = part.read(TAIL)
            if b"\0" in start or b"<!DOCTYPE" in start.upper() or b"<!ENTITY" in start.upper():
                return False
    return True


def _directory_size(body: bytes) -> int:
    """Bytes from the start of the directory to the end of the archive, as its last record says: nothing may follow."""
    end = body.rfind(b"PK\x05\x06")
    size, comment = struct.unpack("<8xIxxxxH", body[end + 4 : end + 22])
    return int(size) + 22 + int(comment)
