"""The demonstration is told around any day: its years lie inside its campaign and follow their own order."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.domain.schedule import Span, schedule_faults
from campaigns.models import CampaignYear
from safeschools.web.demo.years import make_campaign, make_year

DAYS = [date(2026, 11, 28) + timedelta(days=number) for number in range(0, 3 * 365, 37)]


@pytest.mark.django_db
@pytest.mark.parametrize("today", [*DAYS, date(2028, 2, 29), date(2027, 1, 1), date(2027, 12, 31)], ids=str)
def test_no_phase_contradicts_the_campaign_in_any_season(today: date) -> None:
    campaign = make_campaign(today)
    assert campaign.approved_on
    assert campaign.approved_on < campaign.starts_on < today < campaign.ends_on
    assert f"〔{campaign.approved_on.year}〕" in campaign.approval_document
    for index in (1, 2, 3):
        make_year(campaign, index, today, None)
    for year in CampaignYear.objects.filter(campaign=campaign).prefetch_related("phases"):
        spans = {
            phase.kind: Span(timezone.localdate(phase.starts_at), timezone.localdate(phase.ends_at))
            for phase in year.phases.all()
        }
        assert not list(schedule_faults(spans, campaign.starts_on, campaign.ends_on))
