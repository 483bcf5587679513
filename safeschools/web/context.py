"""What the shell of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from safeschools.web.demo.people import ACCOUNTS, PASSWORD


def shell(request: HttpRequest) -> dict[str, Any]:
    """The year in view, the years to choose from, and in a demonstration its accounts for the login page."""
    return {
        "year": getattr(request, "year", None),
        "years": getattr(request, "years", []),
        "demo": {"accounts": ACCOUNTS, "password": PASSWORD} if settings.DEMO else None,
        "request_id": getattr(request, "request_id", ""),
    }
