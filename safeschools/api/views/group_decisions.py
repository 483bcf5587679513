"""Decisions of the leading group: proposed by one person, decided by another."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers import group_decisions as forms
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_or_404
from safeschools.designations.queries.group_decisions import visible_decisions
from scoring.actions import group_decisions
from scoring.models import GroupDecision


class GroupDecisions(Listing):
    """Decisions of the year."""

    permission = "allocation.view"
    serializer_class = forms.GroupDecisionSerializer
    filters = forms.GroupDecisionFilters

    @operation(
        "Decisions of the leading group in a year",
        answers=forms.GroupDecisionSerializer(many=True),
        parameters=[forms.GroupDecisionFilters],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, **exact: Any) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        return visible_decisions(self.user, year).filter(**exact)


class Propose(Endpoint):
    """Put a decision about one school forward."""

    permission = "allocation.propose"

    @operation(
        "Propose a decision of the leading group",
        once=True,
        sends=forms.NewGroupDecision,
        answers=forms.GroupDecisionSerializer,
        status=201,
    )
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        sent = self.sent(forms.NewGroupDecision)
        what = {name: sent.pop(name) for name in ("kind", "star")}
        paper = group_decisions.Paper(**sent)
        decision = group_decisions.propose(participation, by=self.user, **what, paper=paper)
        return self.show(forms.GroupDecisionSerializer, decision, 201)


class Decision(Endpoint):
    """Works on one decision."""

    permission = "allocation.approve"

    def decision(self, calendar_year: int, pk: int) -> GroupDecision:
        """The decision of the year, or 404."""
        return get_object_or_404(visible_decisions(self.user, year_or_404(self.user, calendar_year)), pk=pk)


class Confirm(Decision):
    """The second person's signature."""

    @operation(
        "Confirm a decision of the leading group", once=True, sends=Nothing, answers=forms.GroupDecisionSerializer
    )
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        decision = self.decision(calendar_year, pk)
        self.sent(Nothing)
        group_decisions.confirm(decision, by=self.user)
        return self.show(forms.GroupDecisionSerializer, decision)


class Reject(Decision):
    """Not this decision, or no longer."""

    @operation("Reject a decision of the leading group", once=True, sends=Reason, answers=forms.GroupDecisionSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        decision = self.decision(calendar_year, pk)
        group_decisions.reject(decision, by=self.user, **self.sent(Reason))
        return self.show(forms.GroupDecisionSerializer, decision)
