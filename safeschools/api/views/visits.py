"""Spot checks: planned by the city, recorded, signed and confirmed by the team."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from inspections.actions import visits
from inspections.models import Visit
from inspections.queries.visits import (
    check_rows,
    checkable_items,
    inspectors_to_choose,
    visible_visits,
    with_progress,
)
from safeschools.api.serializers import visits as forms
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_or_404
from safeschools.lib.errors import Invalid


class Visits(Listing):
    """Visits of the year inside the reader's scope."""

    permission = "visit.view"
    serializer_class = forms.VisitSerializer
    filters = forms.VisitFilters

    @operation("Spot checks of a year", answers=forms.VisitSerializer(many=True), parameters=[forms.VisitFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, **exact: Any) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        return with_progress(visible_visits(self.user)).filter(participation__year=year, **exact)


class OfVisit(Endpoint):
    """Works on one visit inside the scope."""

    permission = "visit.record"

    def visit(self, pk: int) -> Visit:
        """The visit with its team, or 404."""
        return get_object_or_404(with_progress(visible_visits(self.user)), pk=pk)

    def detail(self, pk: int, status: int = 200) -> Response:
        """Everything found so far."""
        visit: Any = self.visit(pk)
        visit.rows = check_rows(visit)
        return self.show(forms.VisitDetail, visit, status)


class Plan(OfVisit):
    """Plan a visit to one school."""

    permission = "visit.plan"

    @operation("Plan a spot check", once=True, sends=forms.NewVisit, answers=forms.VisitDetail, status=201)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        sent = self.sent(forms.NewVisit)
        people = {person.username: person for person in inspectors_to_choose().filter(username__in=sent["inspectors"])}
        items = list(checkable_items(participation).filter(code__in=sent["items"]))
        if unknown := [name for name in sent["inspectors"] if name not in people]:
            raise Invalid(_("There is no inspector called %(names)s.") % {"names": ", ".join(unknown)})
        if len(items) != len(set(sent["items"])):
            raise Invalid(_("Some of the items do not apply to this school."))
        team = [people[name] for name in dict.fromkeys(sent["inspectors"])]
        when = {"planned_on": sent["planned_on"], "origin": sent["origin"]}
        visit = visits.plan(participation, by=self.user, inspectors=team, items=items, **when)
        return self.detail(visit.pk, 201)


class OneVisit(OfVisit):
    """One visit with its items."""

    permission = "visit.view"

    @operation("One spot check", answers=forms.VisitDetail)
    def get(self, request: Request, pk: int) -> Response:
        return self.detail(pk)


class Start(OfVisit):
    """Begin on the spot."""

    @operation("Begin the spot check", once=True, sends=Nothing, answers=forms.VisitDetail)
    def post(self, request: Request, pk: int) -> Response:
        visit = self.visit(pk)
        self.sent(Nothing)
        visits.start(visit, by=self.user)
        return self.detail(pk)


class Record(OfVisit):
    """What the team found for one item."""

    @operation("Record an item", once=True, sends=forms.Finding, answers=forms.CheckSerializer)
    def patch(self, request: Request, pk: int, item: str) -> Response:
        visit = self.visit(pk)
        visit_item = get_object_or_404(visit.items.select_related("item"), item__code=item)
        visits.record_item(visit_item, by=self.user, **self.sent(forms.Finding))
        return self.show(
            forms.CheckSerializer, next(row for row in check_rows(visit) if row.visit_item.item.code == item)
        )


class Sign(OfVisit):
    """The own signature."""

    @operation("Sign the record", once=True, sends=Nothing, answers=forms.VisitDetail)
    def post(self, request: Request, pk: int) -> Response:
        visit = self.visit(pk)
        self.sent(Nothing)
        visits.sign(visit, by=self.user)
        return self.detail(pk)


class Confirm(OfVisit):
    """End the visit; the verified points enter the ledger."""

    @operation("Confirm the spot check", once=True, sends=forms.Confirmation, answers=forms.VisitDetail)
    def post(self, request: Request, pk: int) -> Response:
        visit = self.visit(pk)
        visits.confirm(visit, by=self.user, **self.sent(forms.Confirmation))
        return self.detail(pk)


class Cancel(OfVisit):
    """Call a visit off."""

    permission = "visit.plan"

    @operation("Call the spot check off", once=True, sends=Reason, answers=forms.VisitDetail)
    def post(self, request: Request, pk: int) -> Response:
        visit = self.visit(pk)
        visits.cancel(visit, by=self.user, **self.sent(Reason))
        return self.detail(pk)
