"""The product's addresses and one that fails, to see what a failure looks like."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from safeschools.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *urlpatterns]
