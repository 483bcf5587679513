"""What settles a tie at a line: orders proposed by one person and decided by another, and public draws."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import CampaignYear, Draw
from safeschools.api.serializers import ties as forms
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.years import year_of_step, year_or_404
from safeschools.designations.queries.draws import draws_of
from safeschools.designations.queries.ties import orders_of
from scoring.actions import draws, ties
from scoring.models import TieOrder


class OfYear(Endpoint):
    """Works in one year."""

    permission = "allocation.approve"

    def year(self) -> CampaignYear:
        """The year of the address, or 404."""
        return year_or_404(self.user, self.kwargs["calendar_year"])

    def order(self) -> TieOrder:
        """The order of the address, or 404."""
        return get_object_or_404(orders_of(self.year()), pk=self.kwargs["pk"])

    def draw(self) -> Draw:
        """The draw of the address, or 404."""
        return get_object_or_404(draws_of(self.year()), pk=self.kwargs["pk"])


class TieOrders(OfYear, Listing):
    """Orders of tied schools."""

    permission = "allocation.view"
    write_permission = "allocation.propose"
    serializer_class = forms.TieOrderSerializer

    @operation("Orders among tied schools", answers=forms.TieOrderSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @operation(
        "Propose an order among tied schools",
        once=True,
        sends=forms.NewTieOrder,
        answers=forms.TieOrderSerializer,
        status=201,
    )
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        order = ties.propose_order(year, by=self.user, **self.sent(forms.NewTieOrder))
        return self.show(forms.TieOrderSerializer, order, 201)

    def rows(self) -> Any:
        return orders_of(self.year())


class ConfirmOrder(OfYear):
    """Confirm what somebody else proposed."""

    @operation("Confirm an order among tied schools", once=True, sends=Nothing, answers=forms.TieOrderSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        order = self.order()
        self.sent(Nothing)
        ties.confirm_order(order, by=self.user)
        return self.show(forms.TieOrderSerializer, order)


class RejectOrder(OfYear):
    """Reject it with a reason, even after it was confirmed."""

    @operation("Reject an order among tied schools", once=True, sends=Reason, answers=forms.TieOrderSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        order = self.order()
        ties.reject_order(order, by=self.user, **self.sent(Reason))
        return self.show(forms.TieOrderSerializer, order)


class Draws(OfYear, Listing):
    """Public draws, the withdrawn ones too."""

    permission = "allocation.view"
    write_permission = "allocation.propose"
    serializer_class = forms.DrawSerializer

    @operation("Public draws of a year", answers=forms.DrawSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @operation(
        "Commit a public draw; its secret is told once", sends=forms.NewDraw, answers=forms.CommittedDraw, status=201
    )
    def post(self, request: Request, calendar_year: int) -> Response:
        year = year_of_step(self.user, calendar_year)
        made, secret = draws.commit(year, by=self.user, **self.sent(forms.NewDraw))
        made.told = secret  # type: ignore[attr-defined]  # never stored
        return self.show(forms.CommittedDraw, made, 201)

    def rows(self) -> Any:
        return draws_of(self.year())


class Reveal(OfYear):
    """Enter the secret and the public results."""

    permission = "allocation.propose"

    @operation("Reveal a public draw", once=True, sends=forms.Reveal, answers=forms.DrawSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        draw = self.draw()
        draws.reveal(draw, by=self.user, **self.sent(forms.Reveal))
        return self.show(forms.DrawSerializer, draw)


class ConfirmDraw(OfYear):
    """The second person's signature below the seed that was shown."""

    @operation("Confirm a public draw", once=True, sends=forms.SeenSeed, answers=forms.DrawSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        draw = self.draw()
        draws.confirm(draw, by=self.user, **self.sent(forms.SeenSeed))
        return self.show(forms.DrawSerializer, draw)


class SendBack(OfYear):
    """Something was entered wrongly."""

    @operation("Send a public draw back", once=True, sends=Reason, answers=forms.DrawSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        draw = self.draw()
        draws.send_back(draw, by=self.user, **self.sent(Reason))
        return self.show(forms.DrawSerializer, draw)


class Withdraw(OfYear):
    """No longer this draw, while nobody can know what it would bring."""

    @operation("Withdraw a public draw", once=True, sends=Reason, answers=forms.DrawSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        draw = self.draw()
        draws.withdraw(draw, by=self.user, **self.sent(Reason))
        return self.show(forms.DrawSerializer, draw)
