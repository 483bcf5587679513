"""The campaign and its three years: the rules, the phases around today, the participations."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from campaigns.domain.decisions import defaults
from campaigns.models import Campaign, CampaignYear, Participation, Phase
from safeschools.directory.models import School
from safeschools.web.demo.batches import create
from scoring.models import RatingSheet, Standard

CAPS = Path(settings.BASE_DIR) / "campaigns" / "fixtures" / "policy_years.csv"
TIE_KEYS = ["key_points", "honesty", "last_score"]

#: days from today at which the phases of the running year start and end
RUNNING = {
    Phase.Kind.PREPARATION: (-150, -76),
    Phase.Kind.SELF_ASSESSMENT: (-75, -20),
    Phase.Kind.DISTRICT_REVIEW: (-45, 12),
    Phase.Kind.SPOT_CHECK: (-15, 18),
    Phase.Kind.ALLOCATION: (19, 27),
    Phase.Kind.PUBLIC_NOTICE: (28, 34),
    Phase.Kind.NAMING: (35, 45),
}


def end_of(day: date) -> datetime:
    """23:59:59 in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def span_of(index: int, kind: str, today: date) -> tuple[date, date]:
    """First and last day of a phase in the first, the running or the third year."""
    days = timedelta(days=365 * (index - 2))
    first, last = (today + timedelta(days=day) for day in RUNNING[Phase.Kind(kind)])
    return first + days, last + days


def make_campaign(today: date) -> Campaign:
    """A three-year campaign in its second year: it holds every phase of its years, in whatever season it is shown."""
    first, last = span_of(1, Phase.Kind.PREPARATION, today)[0], span_of(3, Phase.Kind.NAMING, today)[1]
    starts_on = min(date(today.year - 1, 6, 1), first.replace(day=1))
    approved_on = starts_on - timedelta(days=12)
    return Campaign.objects.create(
        name="云江市“星级平安学校”创建活动",
        city="云江市",
        approval_document=f"云综委〔{approved_on.year}〕6 号",
        approved_on=approved_on,
        starts_on=starts_on,
        ends_on=max(date(today.year + 1, 12, 31), last),
    )


def make_year(campaign: Campaign, index: int, today: date, standard: Standard | None) -> CampaignYear:
    """A year of the campaign with the caps of the policy (C2.2.5); opened when a standard is given."""
    with CAPS.open(encoding="utf-8-sig", newline="") as lines:
        caps = {int(row["year_index"]): row for row in csv.DictReader(lines)}[index]
    spans = {kind: span_of(index, kind, today) for kind in RUNNING}
    year = CampaignYear.objects.create(
        campaign=campaign,
        index=index,
        calendar_year=today.year + index - 2,
        state=CampaignYear.State.OPEN if standard else CampaignYear.State.DRAFT,
        cap_three=int(caps["three_star_cap"]) * 100,
        cap_two=int(caps["two_star_cap"]) * 100,
        cap_one=int(caps["one_star_cap"]) * 100,
        cap_total=int(caps["total_cap_pct"]) * 100,
        tie_keys=TIE_KEYS if standard else [],
        decisions=defaults() if standard else {},
        opened_at=start_of(spans[Phase.Kind.PREPARATION][0]) if standard else None,
    )
    Phase.objects.bulk_create(
        Phase(
            year=year,
            kind=kind,
            starts_at=start_of(first),
            ends_at=end_of(last),
            grace_minutes=120 if kind == Phase.Kind.SELF_ASSESSMENT else 0,
        )
        for kind, (first, last) in spans.items()
    )
    if standard:
        RatingSheet.objects.create(year=year, standard=standard)
        _invite(year)
    return year


def _invite(year: CampaignYear) -> None:
    schools = School.objects.filter(status=School.Status.ACTIVE).order_by("pk")
    create(
        Participation(year=year, school_id=pk, district_id=district)
        for pk, district in schools.values_list("pk", "district_id").iterator()
    )


def members(year: CampaignYear, **filters: Any) -> list[int]:
    """Participation ids in the order of the school codes."""
    return list(
        Participation.objects.filter(year=year, **filters).order_by("school__code").values_list("pk", flat=True)
    )


def days_ago(now: datetime, days: int) -> datetime:
    """A moment some days back, in UTC."""
    return now.astimezone(UTC) - timedelta(days=days)
