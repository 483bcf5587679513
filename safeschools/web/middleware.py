"""Around every request: request id and address for the event log, the year in view, and errors made for people."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from campaigns.models import CampaignYear
from campaigns.queries import year_in_view, years_to_view
from safeschools.accounts.record.second_step import asks_second_step, has_second_step
from safeschools.accounts.sessions import SessionStore
from safeschools.lib.address import address
from safeschools.lib.context import RequestContext, current
from safeschools.web.views.errors import PROGRAMS, answer_to

log = logging.getLogger("safeschools.request")

Next = Callable[[HttpRequest], HttpResponseBase]


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed; pictures, PDF and workbooks are compressed already, answers to programs are short.

    Nothing on a page that must stay secret is the same twice: the token against forged requests is masked anew for
    every answer, keys of forms are made for one showing, secrets are shown once. Random padding does the rest.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class RequestContextMiddleware:
    """Gives the request an id and makes address and id known to the event log."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex[:12]
        request.request_id = request_id  # type: ignore[attr-defined]
        token, began = current.set(RequestContext(request_id, address(request))), time.monotonic()
        try:
            response = self.get_response(request)
            self.note(request, response, began)
        finally:
            current.reset(token)
        response.headers["X-Request-Id"] = request_id
        return response

    def note(self, request: HttpRequest, response: HttpResponseBase, began: float) -> None:
        """One line per request: the route by its name, never the address with what stands in it."""
        route, session = request.resolver_match, getattr(request, "session", None)
        known = session is not None and session.accessed
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": (route.view_name or str(route.route)) if route else "",
                "status": response.status_code,
                "ms": round((time.monotonic() - began) * 1000),
                "user": session.get(SESSION_KEY) if known and session is not None else None,
            },
        )


class SessionLimitsMiddleware:
    """Ends sessions at their end, and notes use. What a page asks by itself is no use by a person."""

    BY_THEMSELVES = frozenset({"session_left", "assessment_presence", "sheet_stamp", "job_progress", "waiting_count"})

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        session = cast(SessionStore, request.session)
        if SESSION_KEY in session and session.seconds_left <= 0:
            session.flush()
            request.user = AnonymousUser()
        response = self.get_response(request)
        route = request.resolver_match
        if SESSION_KEY in session and route is not None and route.url_name not in self.BY_THEMSELVES:
            session.renew()
        return response


class MustChangePasswordMiddleware:
    """A person with a temporary password sees only the page that changes it; the API refuses by itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request.user, "must_change_password", False):
            open_pages = {
                reverse("account_change_password"),
                reverse("account_logout"),
                reverse("set_language"),
            }
            if request.path not in open_pages and not request.path.startswith(("/static/", PROGRAMS)):
                return redirect("account_change_password")
        return self.get_response(request)


class SecondStepMiddleware:
    """Who reaches many schools sets up an authenticator app before anything else (REQUIRE_TOTP).

    Asked of the database until it is set up, then remembered in the session. The API refuses by itself.
    """

    OPEN = ("mfa_activate_totp", "account_change_password", "account_logout", "account_reauthenticate", "set_language")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and asks_second_step(user) and not request.session.get("second_step"):
            if has_second_step(user):
                request.session["second_step"] = True
            elif not request.path.startswith(PROGRAMS) and request.path not in {reverse(name) for name in self.OPEN}:
                return redirect("mfa_activate_totp")
        return self.get_response(request)


class CampaignYearMiddleware:
    """`request.year` is the year in view: the one in the address, else the one chosen in this session, else the newest
    open one; `request.years` are those to choose from. One statement for both, and only where a page asks.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.look(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if "calendar_year" in kwargs:
            self.look(request, kwargs["calendar_year"])

    def look(self, request: HttpRequest, calendar_year: int | None = None) -> None:
        years = SimpleLazyObject(years_to_view)

        def find() -> CampaignYear | None:
            asked = calendar_year or request.session.get("calendar_year")
            return year_in_view(cast(list[CampaignYear], years), asked)

        request.years = years  # type: ignore[attr-defined]
        request.year = SimpleLazyObject(find)  # type: ignore[attr-defined]


class DomainErrorMiddleware:
    """A rule that says no becomes a page, or for htmx a fragment, with its own status, sentence and hint.

    So does a constraint of the database. A database that is away, busy or locked is 503 with Retry-After.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_to(request, error)
