"""The self-assessment of the own school: answer, hand in, read the receipts."""

from typing import Any, cast

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Participation
from campaigns.queries import doorway
from safeschools.api.serializers import assessments as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, operation
from safeschools.lib.errors import Stale
from scoring.actions import assessments
from scoring.models import ItemScore, ReturnNote, Submission
from scoring.queries.assessment import (
    draft_figures,
    own_item_score,
    own_notes,
    own_participation,
    receipt_paper,
    saved_versions,
)

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="the version, as ETag gave it")


class Own(Endpoint):
    """Works on the own school's participation of the year; nobody else's can be found here."""

    permission = "assessment.view"

    def participation(self, calendar_year: int) -> Participation:
        """The own school's, or 404."""
        found = own_participation(self.user, calendar_year)
        if found is None:
            raise Http404
        return found

    def item(self, calendar_year: int, item: str) -> ItemScore:
        """One item of the own school, or 404."""
        found = own_item_score(self.user, calendar_year, item)
        if found is None:
            raise Http404
        prefetch_related_objects([found], "evidence_links__evidence")
        return found

    def figures(self, participation: Participation) -> Response:
        """The whole draft."""
        window = doorway(participation.pk).window
        figures = draft_figures(participation)
        more = {"participation": participation, "deadline": window.last_second if window else None}
        return self.show(forms.AssessmentSerializer, figures | more)


class Assessment(Own):
    """The working draft."""

    @operation("The own self-assessment", answers=forms.AssessmentSerializer)
    def get(self, request: Request, calendar_year: int) -> Response:
        return self.figures(self.participation(calendar_year))


class Start(Own):
    """Begin."""

    permission = "assessment.fill"

    @operation("Begin the self-assessment", once=True, sends=Nothing, answers=forms.AssessmentSerializer)
    def post(self, request: Request, calendar_year: int) -> Response:
        participation = self.participation(calendar_year)
        self.sent(Nothing)
        assessments.start(participation, by=self.user)
        return self.figures(participation)


class Items(Own):
    """All items with facts, points and files."""

    @operation(
        "Items of the own self-assessment", answers=forms.ItemScoreSerializer(many=True), operation_id="items_list"
    )
    def get(self, request: Request, calendar_year: int) -> Response:
        participation = self.participation(calendar_year)
        rows = participation.item_scores.select_related("item", "updated_by").order_by("item__order")
        return self.show(forms.ItemScoreSerializer, list(rows.prefetch_related("evidence_links__evidence")))


class OneItem(Own):
    """One item: read it, answer it."""

    write_permission = "assessment.fill"

    def tagged(self, item: ItemScore) -> Response:
        response = self.show(forms.ItemScoreSerializer, item)
        response.headers["ETag"] = f'"{item.version}"'
        return response

    @operation("One item", answers=forms.ItemScoreSerializer)
    def get(self, request: Request, calendar_year: int, item: str) -> Response:
        return self.tagged(self.item(calendar_year, item))

    @operation("Answer an item", sends=forms.Answer, answers=forms.ItemScoreSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, calendar_year: int, item: str) -> Response:
        score = self.item(calendar_year, item)
        sent = self.sent(forms.Answer)
        facts, note = sent["facts"], sent.get("note", score.note).replace("\r\n", "\n")
        version = seen_version(request, sent)
        try:
            assessments.save_item(score, by=self.user, facts=facts, note=note, version=version)
        except Stale:
            assessments.set_aside(score, by=self.user, facts=facts, note=note)
            raise
        return self.tagged(score)


def seen_version(request: Request, sent: dict[str, Any]) -> int:
    """The version the answer is based on: from the body, else from If-Match; 400 without one."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if sent.get("version") is None and given.isascii() and given.isdecimal() and len(given) < 11:
        return int(given)
    if sent.get("version") is None:
        raise ValidationError({"version": forms.Answer().fields["version"].error_messages["required"]})
    return cast(int, sent["version"])


class History(Own):
    """Every version of an item that was saved or set aside."""

    @operation("Versions of an item, newest first", answers=forms.SavedVersion(many=True), operation_id="item_history")
    def get(self, request: Request, calendar_year: int, item: str) -> Response:
        return self.show(forms.SavedVersion, list(saved_versions(self.item(calendar_year, item))[:100]))


class Submit(Own):
    """The head signs off and hands in."""

    write_permission = "assessment.submit"
    permission = "assessment.submit"

    @operation("Hand in", once=True, sends=forms.SignOff, answers=forms.ReceiptSerializer, status=201)
    def post(self, request: Request, calendar_year: int) -> Response:
        participation = self.participation(calendar_year)
        self.sent(forms.SignOff)
        return self.show(forms.ReceiptSerializer, assessments.submit(participation, by=self.user), 201)


class Receipts(Own):
    """What was handed in."""

    @operation("Receipts", answers=forms.ReceiptSerializer(many=True), operation_id="receipts_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        rows = self.participation(calendar_year).submissions.select_related("submitted_by").defer("content")
        return self.show(forms.ReceiptSerializer, list(rows))


class Receipt(Own):
    """One receipt with its paper."""

    @operation("One receipt with what it stands for", answers=forms.ReceiptDetail)
    def get(self, request: Request, calendar_year: int, number: int) -> Response:
        rows = Submission.objects.filter(participation=self.participation(calendar_year))
        rows = rows.select_related("submitted_by", "participation__school", "participation__year__sheet__standard")
        found: Any = get_object_or_404(rows, number=number)
        found.paper = receipt_paper(found)
        return self.show(forms.ReceiptDetail, found)


class Notes(Own):
    """Why the district sent something back."""

    @operation("Reasons for returns", answers=forms.NoteSerializer(many=True), operation_id="notes_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        self.participation(calendar_year)
        return self.show(forms.NoteSerializer, list(own_notes(self.user, calendar_year)))


class NoteReply(Own):
    """Answer one reason."""

    permission = "assessment.fill"

    @operation("Answer a reason for a return", once=True, sends=forms.Reply, answers=forms.NoteSerializer)
    def post(self, request: Request, calendar_year: int, pk: int) -> Response:
        note: ReturnNote = get_object_or_404(own_notes(self.user, calendar_year), pk=pk)
        assessments.reply(note, by=self.user, **self.sent(forms.Reply))
        return self.show(forms.NoteSerializer, note)
