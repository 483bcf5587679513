"""Headers of every answer, error pages included, that Django and django-csp do not set."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in FEATURES), "camera=(self)", "fullscreen=(self)"])


class HeadersMiddleware:
    """No feature of the device but the camera, no use by other sites, and nothing of a signed-in person in a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        session = getattr(request, "session", None)
        if session is not None and session.accessed and (SESSION_KEY in session or response.cookies):
            headers.setdefault("Cache-Control", "private, no-store")
        return response
