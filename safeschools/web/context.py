"""What the shell of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from campaigns.models import CampaignYear


def shell(request: HttpRequest) -> dict[str, Any]:
    """The year in view and whether this is a demonstration."""
    return {
        "year": getattr(request, "year", None),
        "years": SimpleLazyObject(lambda: list(CampaignYear.objects.order_by("-calendar_year"))),
        "demo": settings.DEMO,
        "request_id": getattr(request, "request_id", ""),
    }
