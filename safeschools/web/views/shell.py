"""The top bar: the year switch, and what the bell counts."""

import re
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from campaigns.queries import years_to_view
from safeschools.accounts.models import User
from safeschools.web.todo import Task
from safeschools.web.waiting import waiting_for


@require_POST
def choose_year(request: HttpRequest) -> HttpResponseBase:
    """Keeps another campaign year in view for this session and comes back to the page."""
    known = [str(year.calendar_year) for year in years_to_view()]
    chosen = request.POST.get("calendar_year", "")
    if chosen not in known:
        raise BadRequest(chosen)
    request.session["calendar_year"] = int(chosen)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return redirect("home")
    return redirect(re.sub(rf"/({'|'.join(known)})(?=/)", f"/{chosen}", target, count=1))


@login_required
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the person in the year in view, and where the year stands."""
    year = request.year  # type: ignore[attr-defined]
    context = {"tasks": _tasks(request), "phases": year.phases.all() if year else (), "now": timezone.now()}
    return render(request, "web/waiting.html", context)


@login_required
@require_GET
def waiting_count(request: HttpRequest) -> HttpResponse:
    """How many lines that page has; the bell asks for it by itself."""
    return HttpResponse(str(len(_tasks(request))), content_type="text/plain; charset=utf-8")


def _tasks(request: HttpRequest) -> list[Task]:
    return waiting_for(cast(User, request.user), request.year)  # type: ignore[attr-defined]
