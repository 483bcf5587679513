"""Veto findings: proposed by one person, decided by another."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.serializers.reviews import NewVeto
from safeschools.api.serializers.vetoes import VetoFilters, VetoSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_or_404
from scoring.actions import vetoes
from scoring.models import Veto
from scoring.queries.vetoes import veto_items, visible_vetoes


class Vetoes(Listing):
    """Findings about schools inside the reader's scope."""

    permission = "review.view"
    serializer_class = VetoSerializer
    filters = VetoFilters

    @operation("Veto findings of a year", answers=VetoSerializer(many=True), parameters=[VetoFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, **exact: Any) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        return visible_vetoes(self.user).filter(participation__year=year, **exact)


class Propose(Endpoint):
    """Propose a finding about one school."""

    permission = "veto.propose"

    @operation("Propose a veto finding", once=True, sends=NewVeto, answers=VetoSerializer, status=201)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        sent = self.sent(NewVeto)
        item = get_object_or_404(veto_items(participation.year_id), code=sent.pop("item"))
        return self.show(VetoSerializer, vetoes.propose(participation, by=self.user, item=item, **sent), 201)


class Decision(Endpoint):
    """Works on one finding."""

    permission = "veto.confirm"

    def veto(self, pk: int) -> Veto:
        """The finding inside the scope, or 404."""
        return get_object_or_404(visible_vetoes(self.user), pk=pk)


class Confirm(Decision):
    """Confirm what somebody else proposed."""

    @operation("Confirm a veto finding", once=True, sends=Nothing, answers=VetoSerializer)
    def post(self, request: Request, pk: int) -> Response:
        veto = self.veto(pk)
        self.sent(Nothing)
        vetoes.confirm(veto, by=self.user)
        return self.show(VetoSerializer, veto)


class Reject(Decision):
    """Reject it with a reason."""

    @operation("Reject a veto finding", once=True, sends=Reason, answers=VetoSerializer)
    def post(self, request: Request, pk: int) -> Response:
        veto = self.veto(pk)
        vetoes.reject(veto, by=self.user, **self.sent(Reason))
        return self.show(VetoSerializer, veto)
