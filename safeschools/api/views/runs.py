"""Allocation runs: computed, proposed by one person, decided by another; explained and replayed."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import CampaignYear
from safeschools.api.serializers import honours as forms
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.years import year_of_step, year_or_404
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import sentence, steps
from safeschools.designations.queries.ranked import narrow
from safeschools.designations.queries.runs import replay, visible_runs
from safeschools.designations.queries.workbench import counts_of, gauges, results_of


class OfRun(Endpoint):
    """Works on one run of a year."""

    permission = "allocation.view"

    def year(self) -> CampaignYear:
        """The year of the address, or 404."""
        return year_or_404(self.user, self.kwargs["calendar_year"])

    def run(self, year: CampaignYear) -> AllocationRun:
        """The run of the address, or 404."""
        return get_object_or_404(visible_runs(self.user, year), number=self.kwargs["number"])

    def detail(self, number: int, status: int = 200) -> Response:
        """The run with its places, as it is now."""
        year = self.year()
        found: Any = get_object_or_404(visible_runs(self.user, year), number=number)
        results = results_of(found)
        panel = gauges(year, results, counts_of(found).qualified)
        found.participating, found.places = results.denominator, results.places
        found.used, found.tiers = panel["total"]["used"], panel["tiers"]
        return self.show(forms.RunDetail, found, status, year=year)


class Runs(OfRun, Listing):
    """Runs of the year."""

    write_permission = "allocation.propose"
    serializer_class = forms.RunSerializer

    @operation("Allocation runs of a year", answers=forms.RunSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @operation("Run the allocation on the present facts", once=True, sends=Nothing, answers=forms.RunDetail, status=201)
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        self.sent(Nothing)
        return self.detail(runs.run(year, by=self.user).number, 201)

    def rows(self) -> Any:
        return visible_runs(self.user, self.year())

    def get_serializer_context(self) -> dict[str, Any]:
        described = getattr(self, "swagger_fake_view", False)
        return {**super().get_serializer_context(), "year": None if described else self.year()}


class OneRun(OfRun):
    """One run."""

    @operation("One allocation run", answers=forms.RunDetail)
    def get(self, request: Request, calendar_year: int, number: int) -> Response:
        return self.detail(number)


class Lines(OfRun, Listing):
    """Every school of a run."""

    serializer_class = forms.RunLine
    filters = forms.LineFilters

    @operation("Schools of a run", answers=forms.RunLine(many=True), parameters=[forms.LineFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, q: str = "", **exact: Any) -> Any:
        lines = AllocationLine.objects.filter(run=self.run(self.year()))
        lines = lines.select_related("participation__school", "participation__district")
        return narrow(lines, text=q, **exact)


class Why(OfRun):
    """Why one school has its star."""

    @operation("Why a school has its star", answers=forms.WhySerializer)
    def get(self, request: Request, calendar_year: int, number: int, code: str) -> Response:
        year = self.year()
        run = self.run(year)
        lines = AllocationLine.objects.select_related("participation__school", "participation__district", "decision")
        line: Any = get_object_or_404(lines, run=run, participation__school__code=code)
        line.sentence, line.steps = sentence(line, year), steps(line, results_of(run).setting, year)
        return self.show(forms.WhySerializer, line)


class Replay(OfRun):
    """The stored case run again."""

    @operation("Replay a run and compare", answers=forms.ReplaySerializer)
    def get(self, request: Request, calendar_year: int, number: int) -> Response:
        return self.show(forms.ReplaySerializer, replay(self.run(self.year())))


class Propose(OfRun):
    """Put a run forward."""

    permission = "allocation.propose"

    @operation("Propose a run", once=True, sends=Nothing, answers=forms.RunDetail)
    def post(self, request: Request, calendar_year: int, number: int) -> Response:
        run = self.run(self.year())
        self.sent(Nothing)
        runs.propose(run, by=self.user)
        return self.detail(number)


class Approve(OfRun):
    """The second person's signature."""

    permission = "allocation.approve"

    @operation("Approve a run", once=True, sends=Nothing, answers=forms.RunDetail)
    def post(self, request: Request, calendar_year: int, number: int) -> Response:
        run = self.run(self.year())
        self.sent(Nothing)
        runs.approve(run, by=self.user)
        return self.detail(number)


class Reject(OfRun):
    """Back to the officer, with a reason."""

    permission = "allocation.approve"

    @operation("Reject a run", once=True, sends=Reason, answers=forms.RunDetail)
    def post(self, request: Request, calendar_year: int, number: int) -> Response:
        run = self.run(self.year())
        runs.reject(run, by=self.user, **self.sent(Reason))
        return self.detail(number)
