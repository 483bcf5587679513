"""Namings, designations, the school's own result; the public register, which reads no session and shows no score."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import CampaignYear
from campaigns.queries import visible_participations
from safeschools.api.serializers import honours as forms
from safeschools.api.serializers.participations import ParticipationSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_of_step, year_or_404
from safeschools.designations.actions import naming
from safeschools.designations.models import NamingDecision
from safeschools.designations.policies import may_look
from safeschools.designations.queries.register import (
    by_number,
    filter_register,
    named_years,
    register,
    visible_designations,
)
from safeschools.designations.queries.results import decision, line_of, released
from safeschools.designations.queries.runs import approved_run
from safeschools.designations.queries.waiting import waiting_lines


def naming_of(year: CampaignYear) -> NamingDecision:
    """The year's naming, or 404."""
    decisions = NamingDecision.objects.select_related("run__created_by", "run__proposed_by", "run__decided_by")
    return get_object_or_404(decisions.select_related("recorded_by"), run__year=year)


class Naming(Endpoint):
    """The commission's decision of a year."""

    permission, write_permission = "allocation.view", "naming.record"

    @operation("The naming decision", answers=forms.NamingSerializer)
    def get(self, request: Request, calendar_year: int) -> Response:
        return self.show(forms.NamingSerializer, naming_of(year_or_404(self.user, calendar_year)))

    @operation("Record the naming", once=True, sends=forms.NewNaming, answers=forms.NamingSerializer, status=201)
    def post(self, request: Request, calendar_year: int) -> Response:
        run = approved_run(year_of_step(self.user, calendar_year))
        sent = self.sent(forms.NewNaming)
        if run is None:
            raise naming.NoApprovedRun()
        return self.show(forms.NamingSerializer, naming.record_naming(run, by=self.user, **sent), 201)


class Later(Endpoint):
    """Later documents, for schools that were on hold at the naming."""

    permission, write_permission = "allocation.view", "naming.record"

    @operation("Later namings", answers=forms.LaterNaming(many=True), operation_id="later_namings_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        year = year_or_404(self.user, calendar_year)
        rows = NamingDecision.objects.filter(supplements__run__year=year).select_related("recorded_by")
        return self.show(forms.LaterNaming, list(rows.order_by("pk")))

    @operation("Record a later naming", once=True, sends=forms.NewNaming, answers=forms.LaterNaming, status=201)
    def post(self, request: Request, calendar_year: int) -> Response:
        year, sent = year_of_step(self.user, calendar_year), self.sent(forms.NewNaming)
        first = NamingDecision.objects.filter(run__year=year).first()
        if first is None:
            raise naming.NoApprovedRun()
        return self.show(forms.LaterNaming, naming.record_later(first, by=self.user, **sent), 201)


class KeptPlaces(Endpoint):
    """Places kept for schools on hold."""

    permission = "allocation.view"

    @operation("Places kept for schools on hold", answers=forms.KeptPlace(many=True), operation_id="kept_places_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        year = year_or_404(self.user, calendar_year)
        named = NamingDecision.objects.filter(run__year=year).exists()
        return self.show(forms.KeptPlace, list(waiting_lines(year.pk)) if named else [])


class ReleasePlace(Endpoint):
    """Give the place up: the school is not named this year."""

    permission = "naming.revoke"

    @operation("Give up a place kept", once=True, sends=forms.Release, answers=ParticipationSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        naming.release(participation, by=self.user, **self.sent(forms.Release))
        return self.show(ParticipationSerializer, participation_or_404(self.user, calendar_year, code))


class Designations(Listing):
    """Named schools inside the reader's scope."""

    permission = "allocation.view"
    serializer_class = forms.DesignationSerializer

    @operation("Designations of a year", answers=forms.DesignationSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        return visible_designations(self.user).filter(year=year).select_related("participation__district")


class Revoke(Endpoint):
    """Record a revocation."""

    permission = "naming.revoke"

    @operation("Record a revocation", once=True, sends=forms.Revocation, answers=forms.DesignationSerializer)
    def post(self, request: Request, certificate: str) -> Response:
        designation = get_object_or_404(visible_designations(self.user), certificate=certificate)
        naming.revoke(designation, by=self.user, **self.sent(forms.Revocation))
        return self.show(forms.DesignationSerializer, designation)


class Result(Endpoint):
    """What the year came to for the own school, and why."""

    permission = "result.view"

    @operation("The own school's result", answers=forms.ResultSerializer)
    def get(self, request: Request, calendar_year: int) -> Response:
        rows = visible_participations(self.user).select_related("designation")
        row = get_object_or_404(
            rows.filter(year__calendar_year=calendar_year).order_by("-year__campaign__starts_on")[:1]
        )
        line = line_of(row)
        answer = {
            "school": row.school.code,
            "calendar_year": calendar_year,
            "state": row.state,
            "released": released(row),
            "star": line.star if line else None,
            "certificate": row.designation.certificate if line and hasattr(row, "designation") else "",
            **({"sentence": "", "steps": []} if line is None else decision(line)),
        }
        return self.show(forms.ResultSerializer, answer)


class Public(Endpoint):
    """Open to everybody; nobody is recognised."""

    permission_classes = (AllowAny,)  # type: ignore[assignment]
    authentication_classes = ()


class RegisterYears(Public):
    """Years with a register."""

    @operation(
        "Years of the public register", answers=forms.RegisterYear(many=True), operation_id="public_register_years"
    )
    def get(self, request: Request) -> Response:
        return self.show(forms.RegisterYear, list(named_years()))


class Register(Public, Listing):
    """The roll of one year."""

    permission_classes = (AllowAny,)  # type: ignore[assignment]
    serializer_class = forms.PublicEntry
    filters = forms.RegisterFilters

    @operation(
        "The public register of a year", answers=forms.PublicEntry(many=True), parameters=[forms.RegisterFilters]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, q: str = "", type: str = "", **exact: Any) -> Any:  # noqa: A002 - a filter
        year: CampaignYear = get_object_or_404(named_years(), calendar_year=self.kwargs["calendar_year"])
        return filter_register(register(year).select_related("year"), text=q, kind=type, **exact)


class Verify(Public):
    """Whether a certificate is genuine."""

    @operation("Check a certificate", answers=forms.PublicEntry)
    def get(self, request: Request, number: str) -> Response:
        if not may_look(request._request):
            raise Throttled(wait=60)
        designation = by_number(number)
        if designation is None:
            raise Http404
        return self.show(forms.PublicEntry, designation)
