"""Campaigns, years with their rules and dates, the roster."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import actions
from campaigns.actions.campaigns import Basics
from campaigns.models import CampaignYear
from campaigns.queries import opened_year, visible_campaigns, visible_extensions, visible_years
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.serializers.years import (
    CampaignSerializer,
    ExtensionSerializer,
    FrozenRoster,
    NewCampaign,
    NewExtension,
    YearDetail,
    YearSerializer,
)
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.directory.queries import visible_districts
from safeschools.lib.background import wake
from scoring.tasks import recompute_year


def year_or_404(user: Any, calendar_year: int) -> CampaignYear:
    """The opened or closed year if the person may see it."""
    year = opened_year(user, calendar_year)
    if year is None:
        raise Http404
    return year


def year_of_step(user: Any, calendar_year: int) -> CampaignYear:
    """The year a step is asked for, or 404; the step itself refuses a draft, which is the wrong state."""
    year = opened_year(user, calendar_year) or visible_years(user).filter(calendar_year=calendar_year).first()
    if year is None:
        raise Http404
    return year


class Campaigns(Endpoint):
    """Campaigns with their years."""

    permission, write_permission = "year.view", "year.configure"

    @operation("Campaigns", answers=CampaignSerializer(many=True), operation_id="campaigns_list")
    def get(self, request: Request) -> Response:
        return self.show(CampaignSerializer, list(visible_campaigns(self.user)))

    @operation("Start a campaign", once=True, sends=NewCampaign, answers=CampaignSerializer, status=201)
    def post(self, request: Request) -> Response:
        campaign = actions.create_campaign(Basics(**self.sent(NewCampaign)), by=self.user)
        return self.show(CampaignSerializer, campaign, 201)


class Years(Listing):
    """The campaigns' years with their state and revision."""

    permission = "standard.view"
    serializer_class = YearSerializer

    @operation("Years", answers=YearSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        return visible_years(self.user)


class Year(Endpoint):
    """One opened or closed year."""

    permission = "standard.view"

    @operation("One year with its rules and phases", answers=YearDetail)
    def get(self, request: Request, calendar_year: int) -> Response:
        return self.show(YearDetail, year_or_404(self.user, calendar_year))


class Extensions(Endpoint):
    """Later ends of phases for single districts."""

    permission, write_permission = "standard.view", "deadline.extend"

    @operation("Extensions", answers=ExtensionSerializer(many=True), operation_id="years_extensions_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        year = year_or_404(self.user, calendar_year)
        return self.show(ExtensionSerializer, list(visible_extensions(self.user, year)))

    @operation(
        "Let a phase end later for a district", once=True, sends=NewExtension, answers=ExtensionSerializer, status=201
    )
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        sent = self.sent(NewExtension)
        phase = get_object_or_404(year.phases.select_related("year"), kind=sent.pop("phase"))
        district = get_object_or_404(visible_districts(self.user), code=sent.pop("district"))
        extension = actions.extend_deadline(phase, by=self.user, district=district, **sent)
        return self.show(ExtensionSerializer, extension, 201)


class FreezeRoster(Endpoint):
    """Fix the participating schools."""

    permission = "year.configure"

    @operation("Freeze the roster", once=True, sends=Nothing, answers=FrozenRoster)
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        self.sent(Nothing)
        size = actions.freeze_roster(year, by=self.user)
        wake(recompute_year, year.pk)
        return self.show(FrozenRoster, {"size": size, "version": year.roster_version})


class UnfreezeRoster(Endpoint):
    """Lift the freeze with a reason."""

    permission = "year.configure"

    @operation("Lift the freeze of the roster", once=True, sends=Reason, answers=YearDetail)
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        actions.unfreeze_roster(year, by=self.user, **self.sent(Reason))
        return self.show(YearDetail, year_or_404(self.user, calendar_year))


class CloseYear(Endpoint):
    """Close a year for ever."""

    permission = "year.configure"

    @operation("Close the year", once=True, sends=Nothing, answers=YearDetail)
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        self.sent(Nothing)
        actions.close_year(year, by=self.user)
        return self.show(YearDetail, year_or_404(self.user, calendar_year))
