"""Who asks: a person signed in on the pages (with CSRF protection)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class Session(authentication.SessionAuthentication):
    """The session of the pages. A temporary password opens nothing but the page that changes it."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found and found[0].must_change_password:
            raise PermissionDenied(_("Change your temporary password first, on the pages."))
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
