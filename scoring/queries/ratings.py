"""Reading ratings and the state of the year's sheet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from campaigns.models import CampaignYear
from campaigns.queries import visible_participations
from scoring.models import Rating, RatingSheet

PATIENCE = 5
LONGEST_REST = timedelta(hours=1)


def is_resting(sheet: RatingSheet, moment: datetime) -> bool:
    """Whether a sheet that failed five times waits before the next attempt: a minute, then twice as long each time."""
    if sheet.failures < PATIENCE or sheet.failed_at is None:
        return False
    rest = timedelta(minutes=2 ** min(sheet.failures - PATIENCE, 6))
    return moment < sheet.failed_at + min(rest, LONGEST_REST)


def visible_ratings(user: Any) -> QuerySet[Rating]:
    """Ratings of the participations inside the person's scope."""
    return Rating.objects.filter(participation__in=visible_participations(user).order_by())


def sheet_of(year: CampaignYear) -> RatingSheet | None:
    """The year's sheet as it came with the year, or None while no standard is chosen."""
    return getattr(year, "sheet", None)
