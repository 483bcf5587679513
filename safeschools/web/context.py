"""What the shell of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The year in view, the years to choose from, and whether this is a demonstration."""
    return {
        "year": getattr(request, "year", None),
        "years": getattr(request, "years", []),
        "demo": settings.DEMO,
        "request_id": getattr(request, "request_id", ""),
    }
