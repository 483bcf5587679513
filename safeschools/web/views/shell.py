"""The year switch of the top bar."""

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from campaigns.queries import years_to_view


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
