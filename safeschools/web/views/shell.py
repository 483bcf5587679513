"""The year switch of the top bar."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from campaigns.models import CampaignYear


@require_POST
def choose_year(request: HttpRequest) -> HttpResponseBase:
    """Keeps another campaign year in view for this session and comes back to the page."""
    chosen = request.POST.get("calendar_year", "")
    if not chosen.isdigit() or not CampaignYear.objects.filter(calendar_year=int(chosen)).exists():
        return HttpResponse(status=400)
    before = getattr(request, "year", None)
    request.session["calendar_year"] = int(chosen)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return redirect("home")
    if before:
        target = target.replace(f"/{before.calendar_year}/", f"/{chosen}/", 1)
    return redirect(target)
