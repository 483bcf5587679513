"""Versions of the assessment standard; a draft can be discarded."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.base import Nothing
from safeschools.api.serializers.standards import StandardDetail, StandardSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from scoring.actions import standards
from scoring.models import Standard
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


class OfStandard(Endpoint):
    """Works on one version the reader may see."""

    permission = "standard.view"

    def standard(self, version: str) -> Standard:
        """The version, or 404."""
        return get_object_or_404(visible_standards(self.user), version=version)

    def detail(self, version: str, status: int = 200) -> Response:
        """The version with every item, as it is now."""
        standard: Any = self.standard(version)
        standard.in_order = items_in_order(standard)
        return self.show(StandardDetail, standard, status)


class OneStandard(OfStandard):
    """One version with every item."""

    write_permission = "standard.edit"

    @operation("One version with its dimensions and items", answers=StandardDetail)
    def get(self, request: Request, version: str) -> Response:
        return self.detail(version)

    @operation("Discard a draft", once=True, status=204)
    def delete(self, request: Request, version: str) -> Response:
        standard = self.standard(version)
        self.sent(Nothing)
        standards.discard(standard, by=self.user)
        return Response(status=204)
