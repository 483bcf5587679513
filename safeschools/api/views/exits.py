"""Holds and exits: set, lifted, proposed, answered by the school, decided by another person."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers import exits as forms
from safeschools.api.serializers.assessments import Reply as ReplyText
from safeschools.api.serializers.base import Reason
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_or_404
from safeschools.lib.errors import WrongState
from scoring.actions import disqualifications, holds
from scoring.models import Disqualification
from scoring.queries.disqualifications import below_floor, own_papers, visible_papers


class Holds(Endpoint):
    """Why a school was or is on hold, besides undecided veto findings."""

    permission, write_permission = "dashboard.view", "hold.set"

    @operation("Holds on a school", answers=forms.HoldSerializer(many=True), operation_id="holds_list")
    def get(self, request: Request, calendar_year: int, code: str) -> Response:
        rows = participation_or_404(self.user, calendar_year, code).holds.select_related("set_by", "lifted_by")
        return self.show(forms.HoldSerializer, list(rows))

    @operation("Put a school on hold", once=True, sends=forms.HoldReason, answers=forms.HoldSerializer, status=201)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        hold = holds.set_hold(participation, by=self.user, **self.sent(forms.HoldReason))
        return self.show(forms.HoldSerializer, hold, 201)


class LiftHold(Endpoint):
    """End the hold."""

    permission = "hold.set"

    @operation("Lift the hold on a school", once=True, sends=Reason, answers=forms.HoldSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        sent, hold = self.sent(Reason), participation.holds.last()
        if hold is None:
            raise WrongState(_("%(object)s is not on hold.") % {"object": participation})
        holds.lift_hold(hold, by=self.user, **sent)
        hold.refresh_from_db()
        return self.show(forms.HoldSerializer, hold)


class Below(Listing):
    """Schools that wait for a person's decision."""

    permission = "review.view"
    serializer_class = forms.BelowFloor

    @operation("Judged schools below the floor", answers=forms.BelowFloor(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        return below_floor(self.user, year_or_404(self.user, self.kwargs["calendar_year"]))


class Exits(Listing):
    """Papers about schools inside the reader's scope."""

    permission = "review.view"
    serializer_class = forms.ExitSerializer
    filters = forms.ExitFilters

    @operation("Exits of a year", answers=forms.ExitSerializer(many=True), parameters=[forms.ExitFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, **exact: Any) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        return visible_papers(self.user).filter(participation__year=year, **exact)


class Propose(Endpoint):
    """Propose that one school leaves the year's selection."""

    permission = "disqualification.propose"

    @operation("Propose an exit", once=True, sends=forms.NewExit, answers=forms.ExitSerializer, status=201)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        paper = disqualifications.propose(participation, by=self.user, **self.sent(forms.NewExit))
        return self.show(forms.ExitSerializer, paper, 201)


class Decision(Endpoint):
    """Works on one paper."""

    permission = "disqualification.confirm"

    def paper(self, pk: int) -> Disqualification:
        """The paper inside the scope, or 404."""
        return get_object_or_404(visible_papers(self.user), pk=pk)


class Confirm(Decision):
    """Let the school leave, after a look at its reply."""

    @operation("Confirm an exit", once=True, sends=Reason, answers=forms.ExitSerializer)
    def post(self, request: Request, pk: int) -> Response:
        paper = self.paper(pk)
        disqualifications.confirm(paper, by=self.user, **self.sent(Reason))
        return self.show(forms.ExitSerializer, paper)


class Reject(Decision):
    """Let the school stay."""

    @operation("Reject an exit", once=True, sends=Reason, answers=forms.ExitSerializer)
    def post(self, request: Request, pk: int) -> Response:
        paper = self.paper(pk)
        disqualifications.reject(paper, by=self.user, **self.sent(Reason))
        return self.show(forms.ExitSerializer, paper)


class OwnExit(Endpoint):
    """The last paper about the own school."""

    permission = "assessment.submit"

    def paper(self, calendar_year: int) -> Disqualification:
        """The paper, or 404."""
        found = own_papers(self.user, calendar_year).order_by("-pk").first()
        if found is None:
            raise Http404
        return found

    @operation("The exit proposed for the own school", answers=forms.ExitSerializer)
    def get(self, request: Request, calendar_year: int) -> Response:
        return self.show(forms.ExitSerializer, self.paper(calendar_year))

    @operation("Reply before anybody decides", once=True, sends=ReplyText, answers=forms.ExitSerializer)
    def post(self, request: Request, calendar_year: int) -> Response:
        paper = self.paper(calendar_year)
        disqualifications.reply(paper, by=self.user, **self.sent(ReplyText))
        return self.show(forms.ExitSerializer, self.paper(calendar_year))
