"""Versions of the assessment standard, to read."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.standards import StandardDetail, StandardSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from scoring.queries.standards import items_in_order, visible_standards


class Standards(Listing):
    """Versions the reader may see: drafts only where they may be edited."""

    permission = "standard.view"
    serializer_class = StandardSerializer

    @operation("Versions of the standard", answers=StandardSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        return visible_standards(self.user)


class OneStandard(Endpoint):
    """One version with every item."""

    permission = "standard.view"

    @operation("One version with its dimensions and items", answers=StandardDetail)
    def get(self, request: Request, version: str) -> Response:
        standard: Any = get_object_or_404(visible_standards(self.user), version=version)
        standard.in_order = items_in_order(standard)
        return self.show(StandardDetail, standard)
