"""Ratings and the quota-compliance report of a year. A projection is no honour."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers.ratings import ComplianceSerializer, RatingFilters, RatingSerializer
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.api.views.years import year_or_404
from scoring.models import RatingSheet
from scoring.queries.ratings import visible_ratings


class Ratings(Listing):
    """Ratings of a year inside the reader's scope."""

    permission = "dashboard.view"
    serializer_class = RatingSerializer
    filters = RatingFilters

    @operation("Ratings of a year", answers=RatingSerializer(many=True), parameters=[RatingFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, *, district: str = "", **exact: Any) -> Any:
        year = year_or_404(self.user, self.kwargs["calendar_year"])
        rows = visible_ratings(self.user).filter(year=year, **exact)
        rows = rows.filter(participation__district__code=district) if district else rows
        return rows.select_related("participation__school", "participation__district")


class Compliance(Endpoint):
    """The quota-compliance report of a year as stored."""

    permission = "dashboard.view"

    @operation("Quota compliance of a year", answers=ComplianceSerializer)
    def get(self, request: Request, calendar_year: int) -> Response:
        sheets = RatingSheet.objects.select_related("year")
        sheet = get_object_or_404(sheets, year=year_or_404(self.user, calendar_year))
        answer = {
            "calendar_year": calendar_year,
            "revision": sheet.revision,
            "current": sheet.revision == sheet.year.revision,
            "computed_at": sheet.computed_at,
            "report": sheet.report,
        }
        return self.show(ComplianceSerializer, answer)
