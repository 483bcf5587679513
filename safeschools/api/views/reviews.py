"""The district's review of one school, item by item and as a whole."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Participation
from safeschools.api.serializers import reviews as forms
from safeschools.api.serializers.base import Nothing, Reason
from safeschools.api.serializers.participations import ParticipationSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.participations import participation_or_404
from safeschools.api.views.years import year_or_404
from scoring.actions import review
from scoring.models import ItemScore
from scoring.queries.desk import desk
from scoring.queries.review import applicable_items, narrowed, queue, year_rows


class Queue(Listing):
    """Schools by what the district has to do with them."""

    permission = "review.view"
    serializer_class = forms.QueueSerializer
    filters = forms.QueueFilters

    @operation("Schools to review", answers=forms.QueueSerializer(many=True), parameters=[forms.QueueFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, tab: str = "", type: str = "", district: str = "", q: str = "") -> Any:  # noqa: A002 - a filter
        rows = year_rows(self.user, year_or_404(self.user, self.kwargs["calendar_year"]))
        return queue(narrowed(rows, tab=tab, kind=type, district=district, text=q))


class OfSchool(Endpoint):
    """Works on a school inside the scope. A step is refused until the school has handed in: the draft is its own."""

    permission = "review.work"

    def participation(self, calendar_year: int, code: str) -> Participation:
        """The school, or 404."""
        return participation_or_404(self.user, calendar_year, code)

    def item(self, calendar_year: int, code: str, item: str) -> ItemScore:
        """One of its items, or 404."""
        participation = self.participation(calendar_year, code)
        score = get_object_or_404(applicable_items(participation), item__code=item)
        score.participation = participation
        return score

    def line(self, score: ItemScore) -> Response:
        """The item as the desk shows it now."""
        return self.show(forms.LineSerializer, desk(score.participation).line(score.item.code))

    def as_it_is(self, participation: Participation) -> Response:
        """The school after a step."""
        participation.refresh_from_db()
        return self.show(ParticipationSerializer, participation)


class Review(OfSchool):
    """One school on the reviewer's desk."""

    permission = "review.view"

    @operation("One school's review", answers=forms.DeskSerializer)
    def get(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = self.participation(calendar_year, code)
        if participation.submitted_at is None:
            raise Http404
        return self.show(forms.DeskSerializer, desk(participation))


class Accept(OfSchool):
    """Take over the school's facts."""

    @operation("Accept an item", once=True, sends=forms.Seen, answers=forms.LineSerializer)
    def post(self, request: Request, calendar_year: int, code: str, item: str) -> Response:
        score = self.item(calendar_year, code, item)
        review.accept(score, by=self.user, **self.sent(forms.Seen))
        return self.line(score)


class Adjust(OfSchool):
    """Enter the facts as the district found them."""

    @operation("Adjust an item", once=True, sends=forms.Adjust, answers=forms.LineSerializer)
    def post(self, request: Request, calendar_year: int, code: str, item: str) -> Response:
        score = self.item(calendar_year, code, item)
        review.adjust(score, by=self.user, **self.sent(forms.Adjust))
        return self.line(score)


class NoteReturn(OfSchool):
    """Write down why an item goes back."""

    @operation("Note an item for return", once=True, sends=forms.NoteReturn, answers=forms.LineSerializer)
    def post(self, request: Request, calendar_year: int, code: str, item: str) -> Response:
        score = self.item(calendar_year, code, item)
        review.note_return(score, by=self.user, **self.sent(forms.NoteReturn))
        return self.line(score)


class AcceptRest(OfSchool):
    """Accept everything not yet judged."""

    @operation("Accept the remaining items", once=True, sends=Nothing, answers=forms.Accepted)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = self.participation(calendar_year, code)
        self.sent(Nothing)
        return self.show(forms.Accepted, {"accepted": review.accept_all_remaining(participation, by=self.user)})


class Return(OfSchool):
    """Send the assessment back."""

    @operation("Return to the school", once=True, sends=forms.ReturnText, answers=ParticipationSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = self.participation(calendar_year, code)
        review.return_to_school(participation, by=self.user, **self.sent(forms.ReturnText))
        return self.as_it_is(participation)


class Finish(OfSchool):
    """Close the review."""

    @operation("Finish the review", once=True, sends=Nothing, answers=ParticipationSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = self.participation(calendar_year, code)
        self.sent(Nothing)
        review.finish(participation, by=self.user)
        return self.as_it_is(participation)


class Reopen(OfSchool):
    """Take a finished review up again."""

    @operation("Take up the review again", once=True, sends=Reason, answers=ParticipationSerializer)
    def post(self, request: Request, calendar_year: int, code: str) -> Response:
        participation = self.participation(calendar_year, code)
        review.reopen(participation, by=self.user, **self.sent(Reason))
        return self.as_it_is(participation)
