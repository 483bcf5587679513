"""Files people uploaded or the product made, on their way out: never run, never sniffed, never without a check."""

from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header


def hand_over(
    file: FieldFile, name: str, content_type: str = "application/octet-stream", *, shown: bool = False
) -> HttpResponseBase:
    """The answer with a stored file, after the caller has checked the right to it.

    `shown`: the browser may show it (only pictures we encoded). With ACCEL_REDIRECT the proxy sends the bytes.
    """
    response: HttpResponseBase
    if settings.ACCEL_REDIRECT:
        response = HttpResponse(content_type=content_type)
        response.headers["X-Accel-Redirect"] = settings.ACCEL_REDIRECT + quote(str(file.name))
    else:
        response = FileResponse(file.open("rb"), content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    return harmless(response)


def harmless(response: HttpResponseBase) -> HttpResponseBase:
    """Whatever the bytes are, the browser treats them as nothing but a file."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
