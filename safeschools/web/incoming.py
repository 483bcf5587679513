"""What arrives is looked at once, before anybody reads it: can it be read at all?"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from safeschools.web.views.errors import PROGRAMS, explain, unreadable

Next = Callable[[HttpRequest], HttpResponseBase]
NUL = "\x00"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class IncomingMiddleware:
    """A NUL character, which no form sends and PostgreSQL does not store, is answered 400; a cookie with one counts as
    absent. TRACE is answered 405 everywhere. A program that speaks to the interface without TLS is refused instead of
    sent on, so that somebody notices that its token travels in the clear.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in name + value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if request.method == "TRACE":
            return HttpResponseNotAllowed(METHODS)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith(PROGRAMS):
            return explain(request, 403, _("Not allowed"), _("This interface is spoken over https only."))
        try:
            sent = [request.GET, request.POST]
        except UnreadablePostError:  # the visitor has gone; whoever reads the form next says so
            sent = [request.GET]
        return unreadable(request) if NUL in request.path or any(map(_has_nul, sent)) else None


def _has_nul(fields: QueryDict) -> bool:
    return any(NUL in text for name, values in fields.lists() for text in (name, *values))
