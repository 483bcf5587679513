"""Evidence: the school's library, files at an item, the file itself after a permission check."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.assessments import ItemScoreSerializer
from safeschools.api.serializers.base import Nothing
from safeschools.api.serializers.evidence import Attach, EvidenceSerializer, Upload
from safeschools.api.views.assessments import Own
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.lib.downloads import hand_over
from scoring.actions import evidence as actions
from scoring.queries.evidence import library, visible_evidence

OCTETS = "application/octet-stream"
FILE = {(200, OCTETS): OpenApiTypes.BINARY}


class Library(Own, Listing):
    """The school's files; takes new ones."""

    permission = "assessment.fill"
    serializer_class = EvidenceSerializer
    parser_classes = (MultiPartParser,)

    @operation("Files of the own school", answers=EvidenceSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @operation("Add a file", sends={"multipart/form-data": Upload}, answers=EvidenceSerializer, status=201)
    def post(self, request: Request, calendar_year: int) -> Response:
        participation = self.participation(calendar_year)
        upload = self.sent(Upload)["file"]
        return self.show(EvidenceSerializer, actions.store(participation, by=self.user, upload=upload), 201)

    def rows(self) -> Any:
        self.participation(self.kwargs["calendar_year"])
        return library(self.user)


class OneFile(Own):
    """A file of the library."""

    permission = "assessment.fill"

    @operation("Throw a file away that no item uses", status=204)
    def delete(self, request: Request, calendar_year: int, pk: int) -> Response:
        evidence = get_object_or_404(library(self.user), pk=pk)
        self.sent(Nothing)
        actions.discard(evidence, by=self.user)
        return Response(status=204)


class Attached(Own):
    """Files at an item."""

    permission = "assessment.fill"

    @operation("Attach a file of the library to an item", sends=Attach, answers=ItemScoreSerializer)
    def post(self, request: Request, calendar_year: int, item: str) -> Response:
        score = self.item(calendar_year, item)
        evidence = get_object_or_404(library(self.user), pk=self.sent(Attach)["evidence"])
        actions.attach(score, by=self.user, evidence=evidence)
        return self.show(ItemScoreSerializer, self.item(calendar_year, item))


class Link(Own):
    """One file at one item."""

    permission = "assessment.fill"

    @operation("Take a file off an item", status=204)
    def delete(self, request: Request, calendar_year: int, item: str, link_id: int) -> Response:
        score = self.item(calendar_year, item)
        link = get_object_or_404(score.evidence_links.select_related("evidence"), pk=link_id)
        self.sent(Nothing)
        link.item_score = score
        actions.detach(link, by=self.user)
        return Response(status=204)


class File(Endpoint):
    """The content."""

    permission = "evidence.view"

    @extend_schema(summary="Download a file", responses=FILE, operation_id="evidence_file")
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        evidence = get_object_or_404(visible_evidence(self.user), pk=pk)
        return hand_over(evidence.file, evidence.name)
