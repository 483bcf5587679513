"""Campaigns and their years."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns import actions
from campaigns.forms import BasicsForm
from campaigns.models import CampaignYear
from campaigns.queries import visible_campaigns
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.once.decorators import once


@require("year.view")
@require_GET
def year_list(request: HttpRequest) -> HttpResponse:
    """Every campaign with its years and where each of them stands."""
    years = CampaignYear.objects.annotate(schools=Count("participations")).order_by("index")
    campaigns = visible_campaigns(request.user).prefetch_related(None).prefetch_related(Prefetch("years", years))
    context = {"campaigns": campaigns, "may_configure": cast(User, request.user).can("year.configure")}
    return render(request, "campaigns/list.html", context)


@require("year.configure")
@once
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Start a campaign; the wizard of its first year follows."""
    form = BasicsForm(request.POST or None, initial=_proposal())
    if request.method == "POST" and form.is_valid():
        campaign = actions.create_campaign(form.basics(), by=request.user)
        messages.success(request, _("The campaign is created. Now set up its first year."))
        return redirect("setup_start", campaign.years.get(index=1).pk)
    return render(request, "campaigns/new.html", {"form": form}, status=422 if form.errors else 200)


def _proposal() -> dict[str, object]:
    """June of this year to December two years later (C1)."""
    year = timezone.localdate().year
    return {"starts_on": date(year, 6, 1), "ends_on": date(year + 2, 12, 31), "goal_percent": 90, "mode": "naming"}
