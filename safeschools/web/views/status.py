"""The state of the installation, for those who run it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeschools.lib.access import require
from safeschools.web.status import attention, checks, failures


@require_safe
@never_cache
@require("status.view")
def status_page(request: HttpRequest) -> HttpResponse:
    """What lags, what failed and why, how far the log is sealed, disk, clocks, broker."""
    rows = checks()
    return render(request, "web/status.html", {"checks": rows, "attention": attention(rows), **failures()})
