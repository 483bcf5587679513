"""Error pages: what happened, whether the data is safe, what to do, and the number of the request (UI.md section 8).

A full page for a page, a toast for htmx, which leaves everything on the screen as it was.
"""

import logging
import sys
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from redis.exceptions import RedisError

from safeschools.accounts.permissions import PERMISSIONS
from safeschools.accounts.roles import ROLES, RoleSlug
from safeschools.lib.errors import DomainError, StorageFull
from safeschools.lib.refusals import refusal
from safeschools.lib.storage import FULL

log = logging.getLogger(__name__)

PROGRAMS = "/api/"
SLUGS = {400: "bad-request", 403: "not-allowed", 404: "not-found", 500: "internal-error", 503: "not-available"}


def explain(request: HttpRequest, status: int, title: str, text: str, **more: Any) -> HttpResponse:
    """The page of an error, or for htmx a toast that changes nothing else."""
    if request.path.startswith(PROGRAMS):
        return _problem(request, status, title, text)
    context = {"status": status, "title": title, "text": text, **more}
    if not getattr(request, "htmx", False):
        return render(request, "errors/page.html", context, status=status)
    response = render(request, "errors/toast.html", context, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the house said no."""
    return explain(request, error.status, str(error.message), str(error.hint))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or what was sent cannot be read."""
    return unreadable(request)


def unreadable(request: HttpRequest) -> HttpResponse:
    """The page of status 400."""
    return explain(
        request,
        400,
        _("The request could not be read"),
        _("Nothing was changed. Go back, reload the page and try once more."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: says which roles may, which role is held, and whom to ask. `@require` gives the permission."""
    permission = str(exception)
    roles = [str(RoleSlug(slug).label) for slug, role in ROLES.items() if permission in role.permissions]
    what = str(_(PERMISSIONS[permission])) if permission in PERMISSIONS else ""
    return explain(
        request,
        403,
        _("You do not have the right to open this page"),
        "",
        what=what,
        roles=pgettext("between names", ", ").join(roles),
        role=getattr(request.user, "role_label", ""),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: also for what exists outside the person's scope."""
    return explain(
        request,
        404,
        _("This page cannot be found"),
        _("The link may be out of date, or the school belongs to somebody else."),
    )


def _bare(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """An error page rendered without database, session or user, because any of them may be what failed.

    For htmx a toast: the page would otherwise replace what the person is working on. For a program a problem.
    """
    if request.path.startswith(PROGRAMS):
        return _problem(request, status, title, text)
    context = {"request_id": getattr(request, "request_id", "")}
    if "HX-Request" not in request.headers:
        return HttpResponse(loader.get_template(f"{status}.html").render(context), status=status)
    words = context | {"title": title, "text": text}
    response = HttpResponse(loader.get_template("errors/toast.html").render(words), status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def _problem(request: HttpRequest, status: int, title: str, text: str) -> JsonResponse:
    """Problem details (RFC 9457), shaped as those of safeschools.api.problems, for what never reaches its views."""
    body: dict[str, Any] = {
        "type": f"urn:safeschools:problem:{SLUGS.get(status, 'problem')}",
        "title": title,
        "status": status,
        "detail": text,
        "hint": "",
        "errors": [],
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something broke; what was saved before is safe.

    An error outside the views arrives here, too: the database may have been away when the session was read.
    """
    error = sys.exception()
    if error is not None and (answer := answer_to(request, error)) is not None:
        return answer
    return _bare(
        request,
        500,
        _("Something went wrong"),
        _("The fault has been recorded. What was saved before is safe; this last step was not carried out."),
    )


def gone(request: HttpRequest) -> HttpResponse:
    """410: it was here and has been taken away for good."""
    return explain(request, 410, _("This page no longer exists"), _("It was removed and will not come back."))


def answer_to(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """The answer to an error that has one: a rule, a constraint, a database away or busy, a full disk; else None."""
    match error:
        case DomainError():
            return domain_error(request, error)
        case IntegrityError():
            return domain_error(request, refusal(error))
        case OperationalError() | InterfaceError() | RedisError():
            log.warning("answering 503: %s", error)
            return unavailable(request, retry_after=5)
        case OSError() if error.errno in FULL:
            log.error("the disk is full: %s", error)
            return domain_error(request, StorageFull())
        case _:
            return None


def unavailable(request: HttpRequest, retry_after: int = 30) -> HttpResponse:
    """503: the database or another part does not answer; the browser may try again after `retry_after` seconds."""
    text = _(
        "The system is being maintained or is very busy. What was saved before is safe. "
        "Please try again in half a minute."
    )
    response = _bare(request, 503, _("Not available for the moment"), text)
    response["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the form protection: the page was open too long, or signed in elsewhere since."""
    return explain(
        request,
        403,
        _("This page has been open too long"),
        _("Nothing was changed. Go back, reload the page and send it again."),
    )
