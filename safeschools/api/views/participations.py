"""The schools of a year."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import actions
from campaigns.models import Participation
from campaigns.queries import visible_participations
from safeschools.api.serializers.base import Reason
from safeschools.api.serializers.participations import ParticipationFilters, ParticipationSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.years import year_or_404
from scoring.queries.schools import narrow


def participation_or_404(user: Any, calendar_year: int, code: str) -> Participation:
    """The participation inside the person's scope; of two campaigns the newer."""
    rows = visible_participations(user).filter(year__calendar_year=calendar_year, school__code=code)
    return get_object_or_404(rows.order_by("-year__campaign__starts_on")[:1])


class Participations(Listing):
    """Participating schools inside the reader's scope."""

    permission = "assessment.view"
    serializer_class = ParticipationSerializer
    filters = ParticipationFilters

    @operation("Schools of a year", answers=ParticipationSerializer(many=True), parameters=[ParticipationFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, q: str = "", district: str = "", state: str = "", type: str = "") -> Any:  # noqa: A002 - a filter
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        rows = visible_participations(self.user).filter(year=year)
        return narrow(rows, year, text=q, district=district, state=state, kind=type)


class OneParticipation(Endpoint):
    """One school in one year."""

    permission = "assessment.view"

    @operation("One school in a year", answers=ParticipationSerializer)
    def get(self, request: Request, calendar_year: int, code: str) -> Response:
        return self.show(ParticipationSerializer, participation_or_404(self.user, calendar_year, code))


class Withdraw(Endpoint):
    """Take a school out of the year before the roster is frozen."""

    permission = "year.configure"

    @operation("Withdraw a school", once=True, sends=Reason, answers=ParticipationSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = participation_or_404(self.user, calendar_year, code)
        actions.withdraw(participation, by=self.user, **self.sent(Reason))
        return self.show(ParticipationSerializer, participation)
