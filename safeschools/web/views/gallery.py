"""The page that shows every component, for developers and reviewers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from safeschools.web import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """In development, or for the system administrator; otherwise there is no such page."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    return render(request, "gallery.html", samples.gallery())
