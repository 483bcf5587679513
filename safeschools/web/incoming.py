"""What arrives is looked at once, before anybody reads it: can it be read at all?"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import UnreadablePostError

from safeschools.web.views.errors import unreadable

Next = Callable[[HttpRequest], HttpResponseBase]
NUL = "\x00"


class IncomingMiddleware:
    """A NUL character, which no form sends and PostgreSQL does not store, is answered 400; a cookie with one counts as
    absent.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in name + value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        try:
            sent = [request.GET, request.POST]
        except UnreadablePostError:  # the visitor has gone; whoever reads the form next says so
            sent = [request.GET]
        return unreadable(request) if NUL in request.path or any(map(_has_nul, sent)) else None


def _has_nul(fields: QueryDict) -> bool:
    return any(NUL in text for name, values in fields.lists() for text in (name, *values))
