"""Reading campaigns, years, phases and participations."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from campaigns.models import CampaignYear, Extension, Participation, Phase


def year_in_view(calendar_year: int | None) -> CampaignYear | None:
    """The year asked for, else the newest open one, else the newest."""
    years = CampaignYear.objects.select_related("campaign")
    chosen = years.filter(calendar_year=calendar_year).first() if calendar_year else None
    newest = years.order_by("-calendar_year")
    return chosen or newest.filter(state=CampaignYear.State.OPEN).first() or newest.first()


def visible_participations(user: Any) -> QuerySet[Participation]:
    """Participations inside the person's scope, with school, district and year."""
    rows = Participation.objects.select_related("school", "district", "year__campaign")
    match user.scope:
        case "city":
            return rows
        case "district":
            return rows.filter(district_id=user.district_id)
        case "school":
            return rows.filter(school_id=user.school_id)
    return rows.none()


def deadline(year: CampaignYear, kind: str, district_id: int) -> tuple[datetime, datetime] | None:
    """(announced end, last moment accepted) of a phase for one district: phase end or later extension, then grace.

    None where the year has no such phase. Decision proc.deadline.
    """
    phase = Phase.objects.filter(year=year, kind=kind).first()
    if phase is None:
        return None
    extension = Extension.objects.filter(phase=phase, district_id=district_id).first()
    end = max(phase.ends_at, extension.ends_at) if extension else phase.ends_at
    return end, end + timedelta(minutes=phase.grace_minutes)
