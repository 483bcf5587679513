"""Errors as problem details (RFC 9457): one shape for whatever goes wrong, in the reader's language."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from safeschools.accounts.permissions import PERMISSIONS
from safeschools.lib.errors import DomainError
from safeschools.lib.refusals import refusal

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: gettext_lazy("The request could not be read"),
    401: gettext_lazy("Not signed in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("This method is not offered here"),
    406: gettext_lazy("This format is not offered"),
    409: gettext_lazy("Not possible in the present state"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("This format cannot be read"),
    422: gettext_lazy("Not accepted"),
    429: gettext_lazy("Too many requests"),
    503: gettext_lazy("Not available for the moment"),
    507: gettext_lazy("No room to store it"),
}
SLUGS = {
    400: "bad-request",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-offered",
    406: "format-not-offered",
    413: "too-large",
    415: "format-not-read",
    429: "too-many-requests",
    503: "not-available",
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error of a view, or None for what must reach the log as an internal error."""
    if isinstance(error, IntegrityError):
        error = refusal(error)
    if isinstance(error, DomainError):
        return _answer(context, error.status, slug_of(error), str(error.message), hint=str(error.hint))
    found = exception_handler(error, context)
    if found is None:
        return None
    status, detail, hint = found.status_code, _detail(found.data), ""
    errors = list(_flat(error.detail)) if isinstance(error, ValidationError) else []
    if errors:
        detail = _("Some of the fields are not as they should be; nothing was changed.")
    if status == 403:
        hint = _needed(context)
    if isinstance(error, Throttled):
        hint = _("Wait as many seconds as the header Retry-After says, then try again.")
    answer = _answer(context, status, SLUGS.get(status, "problem"), detail, hint=hint, errors=errors)
    for name, value in found.headers.items():
        answer.headers[name] = value
    answer.headers["Content-Type"] = MEDIA_TYPE
    return answer


def slug_of(error: DomainError) -> str:
    """The last part of `type`: the name of the error class, `WrongState` → `wrong-state`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def _answer(
    context: dict[str, Any],
    status: int,
    slug: str,
    detail: str,
    *,
    hint: str = "",
    errors: list[dict[str, str]] | None = None,
) -> Response:
    request = context.get("request")
    body = {
        "type": f"urn:safeschools:problem:{slug}",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": detail,
        "hint": hint,
        "errors": errors or [],
        "request_id": getattr(request, "request_id", ""),
    }
    if request is not None:  # the description is shown as YAML and its viewer as HTML, their errors are not
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), MEDIA_TYPE
    answer = Response(body, status=status, content_type=MEDIA_TYPE)
    answer.exception = True
    return answer


def _detail(data: Any) -> str:
    return str(data.get("detail", "")) if isinstance(data, dict) else ""


def _flat(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Every message with the field it belongs to: nested ones are joined by dots."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            path = str(name) if not field else f"{field}.{name}"
            yield from _flat(inner, "" if name == "non_field_errors" else path)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, field)
    else:
        yield {"field": field, "detail": str(detail), "code": str(getattr(detail, "code", "invalid"))}


def _needed(context: dict[str, Any]) -> str:
    """Which right the view asks for, in words."""
    view, request = context.get("view"), context.get("request")
    needs = getattr(view, "needs", None)
    slug = needs(getattr(request, "method", "GET")) if needs else None
    return _("Needed: %(right)s") % {"right": _(PERMISSIONS[slug])} if slug in PERMISSIONS else ""
