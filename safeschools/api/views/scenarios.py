"""What-ifs on a run's frozen facts: tried, kept under a name, deleted by whoever made them."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers import scenarios as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.runs import OfRun
from safeschools.api.views.years import year_or_404
from safeschools.designations.actions import scenarios
from safeschools.designations.queries.sides import own_scenarios, visible_scenarios
from safeschools.designations.queries.whatif import checked


class WhatIf(OfRun):
    """Other parameters on a run. Takes a body and therefore POST; nothing is written."""

    @operation("Try other lines, caps, rules or scores", sends=forms.Changes, answers=forms.PreviewSerializer)
    def post(self, request: Request, calendar_year: int, number: int) -> Response:
        run = self.run(self.year())
        return self.show(forms.PreviewSerializer, checked(run, self.sent(forms.Changes)))


class OfRunKept(OfRun):
    """A new scenario of a run."""

    permission = "allocation.explore"

    @operation(
        "Keep a what-if under a name", once=True, sends=forms.NewScenario, answers=forms.ScenarioSerializer, status=201
    )
    def post(self, request: Request, calendar_year: int, number: int) -> Response:
        run, sent = self.run(self.year()), self.sent(forms.NewScenario)
        kept = scenarios.save_scenario(run, by=self.user, name=sent.pop("name"), changes=sent)
        return self.show(forms.ScenarioSerializer, kept, 201)


class Scenarios(Listing):
    """Scenarios of a year."""

    permission = "allocation.view"
    serializer_class = forms.ScenarioSerializer

    @operation("Scenarios of a year", answers=forms.ScenarioSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        return visible_scenarios(self.user, year_or_404(self.user, self.kwargs["calendar_year"]))


class OneScenario(Endpoint):
    """One scenario."""

    permission = "allocation.view"

    @operation("One scenario", answers=forms.ScenarioSerializer)
    def get(self, request: Request, calendar_year: int, pk: int) -> Response:
        year = year_or_404(self.user, calendar_year)
        return self.show(forms.ScenarioSerializer, get_object_or_404(visible_scenarios(self.user, year), pk=pk))


class Delete(Endpoint):
    """Away with the own scenario."""

    permission = "allocation.explore"

    @operation("Delete the own scenario", once=True, sends=Nothing, status=204)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        own = get_object_or_404(own_scenarios(self.user, year_or_404(self.user, calendar_year)), pk=pk)
        self.sent(Nothing)
        scenarios.delete_scenario(own, by=self.user)
        return Response(status=204)
