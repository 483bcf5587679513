"""Read access to the register, the years, the ratings and the compliance report, in the scope of the role."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.models import CampaignYear
from safeschools.api.permissions import Can
from safeschools.api.serializers import RatingSerializer, SchoolSerializer, YearSerializer
from safeschools.directory.models import School
from safeschools.directory.queries import visible_schools
from scoring.models import Rating, RatingSheet
from scoring.queries.ratings import visible_ratings


class ByKey(CursorPagination):
    """Pages by cursor, oldest key first; as fast on page 1,000 as on page 1."""

    page_size = 50
    ordering = "pk"


class Schools(ListAPIView[School]):
    """Schools of the register inside the reader's scope."""

    permission, permission_classes = "register.view", (Can,)
    serializer_class, pagination_class = SchoolSerializer, ByKey

    def get_queryset(self) -> QuerySet[School]:
        return visible_schools(self.request.user)


class Years(ListAPIView[CampaignYear]):
    """The campaign's years with their state and revision."""

    permission, permission_classes = "year.view", (Can,)
    serializer_class, pagination_class = YearSerializer, ByKey
    queryset = CampaignYear.objects.all()


class Ratings(ListAPIView[Rating]):
    """Ratings of a year inside the reader's scope: score, band, projected star. A projection is no honour."""

    permission, permission_classes = "dashboard.view", (Can,)
    serializer_class, pagination_class = RatingSerializer, ByKey

    def get_queryset(self) -> QuerySet[Rating]:
        rows = visible_ratings(self.request.user).filter(year__calendar_year=self.kwargs["calendar_year"])
        return rows.select_related("participation__school", "participation__district")


class Compliance(APIView):
    """The quota-compliance report of a year as stored, with the revision and time it was computed from."""

    permission, permission_classes = "dashboard.view", (Can,)

    def get(self, request: Request, calendar_year: int) -> Response:
        sheets = RatingSheet.objects.select_related("year")
        sheet = get_object_or_404(sheets, year__calendar_year=calendar_year)
        answer: dict[str, Any] = {
            "calendar_year": calendar_year,
            "revision": sheet.revision,
            "current": sheet.revision == sheet.year.revision,
            "computed_at": sheet.computed_at,
            "report": sheet.report,
        }
        return Response(answer)
