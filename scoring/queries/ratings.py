"""Reading ratings and the state of the year's sheet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from campaigns.models import CampaignYear
from campaigns.queries import visible_participations
from scoring.domain.overview import VERSION
from scoring.models import Rating, RatingSheet

PATIENCE = 5
LONGEST_REST = timedelta(hours=1)


def is_resting(sheet: RatingSheet, moment: datetime) -> bool:
    """Whether a sheet that failed five times waits before the next attempt: a minute, then twice as long each time."""
    if sheet.failures < PATIENCE or sheet.failed_at is None:
        return False
    rest = timedelta(minutes=2 ** min(sheet.failures - PATIENCE, 6))
    return moment < sheet.failed_at + min(rest, LONGEST_REST)


def lagging_sheets() -> QuerySet[RatingSheet]:
    """Sheets behind the facts of a year that is not closed, and computed ones whose report is of another version."""
    behind = Q(revision__lt=F("year__revision")) & ~Q(year__state=CampaignYear.State.CLOSED)
    another = Q(report__version__isnull=True) | ~Q(report__version=VERSION)
    return RatingSheet.objects.filter(behind | Q(another, computed_at__isnull=False))


def visible_ratings(user: Any) -> QuerySet[Rating]:
    """Ratings of the participations inside the person's scope."""
    return Rating.objects.filter(participation__in=visible_participations(user).order_by())


def sheet_of(year: CampaignYear) -> RatingSheet | None:
    """The year's sheet as it came with the year, or None while no standard is chosen."""
    return getattr(year, "sheet", None)
