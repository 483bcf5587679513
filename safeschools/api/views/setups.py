"""The setup of a draft year, step by step as in the wizard; the last step opens it for ever."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import actions
from campaigns.actions.campaigns import Basics as BasicFacts
from campaigns.domain.schedule import Span
from campaigns.domain.seats import Caps
from campaigns.models import CampaignYear
from campaigns.queries import visible_years
from safeschools.api.serializers import setups as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, operation
from safeschools.lib.errors import Invalid
from scoring.actions.years import choose_standard, open_year
from scoring.queries.readiness import chosen_standard, readiness
from scoring.queries.standards import visible_standards


class OfSetup(Endpoint):
    """Works on one year, named by its id: of a calendar year several campaigns may have a draft."""

    permission = "year.configure"

    def year(self, year_id: int) -> CampaignYear:
        """The year, or 404."""
        return get_object_or_404(visible_years(self.user), pk=year_id)

    def detail(self, year_id: int) -> Response:
        """The year as it is now."""
        year: Any = self.year(year_id)
        year.chosen = chosen_standard(year)
        year.entries = readiness(year) if year.state == CampaignYear.State.DRAFT else []
        return self.show(forms.SetupSerializer, year)


class Setup(OfSetup):
    """One year with what is left to do."""

    @operation("The setup of a year", answers=forms.SetupSerializer)
    def get(self, request: Request, year_id: int) -> Response:
        return self.detail(year_id)


class Basics(OfSetup):
    """The facts of the campaign."""

    @operation("Set the facts of the campaign", once=True, sends=forms.BasicsInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        actions.save_basics(year, by=self.user, basics=BasicFacts(**self.sent(forms.BasicsInput)))
        return self.detail(year_id)


class Phases(OfSetup):
    """The dates."""

    @operation("Set the dates of a year", once=True, sends=forms.PhasesInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        spans = {kind: Span(**days) for kind, days in self.sent(forms.PhasesInput).items()}
        actions.save_phases(year, by=self.user, spans=spans)
        return self.detail(year_id)


class ChooseStandard(OfSetup):
    """The version of the standard."""

    @operation("Choose the standard of a year", once=True, sends=forms.StandardInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year, sent = self.year(year_id), self.sent(forms.StandardInput)
        standard = visible_standards(self.user).filter(version=sent["standard"]).first()
        if standard is None:
            raise Invalid(_("There is no version %(version)s of the standard.") % {"version": sent["standard"]})
        choose_standard(year, by=self.user, standard=standard)
        return self.detail(year_id)


class Bands(OfSetup):
    """Score lines and caps."""

    @operation("Set score lines and caps", once=True, sends=forms.BandsInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year, sent = self.year(year_id), self.sent(forms.BandsInput)
        caps = Caps(**{star: sent.pop(f"cap_{star}") for star in ("three", "two", "one", "total")})
        actions.save_bands(year, by=self.user, bands=sent, caps=caps)
        return self.detail(year_id)


class Ties(OfSetup):
    """The order among equal scores."""

    @operation("Set the order among equal scores", once=True, sends=forms.TiesInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        actions.save_ties(year, by=self.user, **self.sent(forms.TiesInput))
        return self.detail(year_id)


class Decisions(OfSetup):
    """The questions the policy leaves open."""

    @operation("Settle the open questions", once=True, sends=forms.DecisionsInput, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        actions.save_decisions(year, by=self.user, choices=self.sent(forms.DecisionsInput))
        return self.detail(year_id)


class ConfirmRoster(OfSetup):
    """The list of schools in scope has been looked at."""

    @operation("Confirm the schools in scope", once=True, sends=Nothing, answers=forms.SetupSerializer)
    def put(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        self.sent(Nothing)
        actions.save_roster(year, by=self.user)
        return self.detail(year_id)


class Open(OfSetup):
    """Freeze the rules and invite every school in scope."""

    @operation("Open the year for ever", once=True, sends=forms.Opening, answers=forms.SetupSerializer)
    def post(self, request: Request, year_id: int) -> Response:
        year = self.year(year_id)
        self.sent(forms.Opening)
        open_year(year, by=self.user)
        return self.detail(year_id)
