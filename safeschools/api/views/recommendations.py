"""The recommendation lists: lines, filling in, submission."""

from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import CampaignYear
from campaigns.queries import visible_participations
from safeschools.api.serializers import recommendations as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, operation
from safeschools.api.views.years import year_or_404
from safeschools.directory.models import District
from safeschools.directory.queries import visible_districts
from safeschools.lib.errors import WrongState
from scoring.actions import recommendations
from scoring.models import RecommendationList
from scoring.queries.recommendations import Ceiling, ceilings, list_rows, lists_of, recommended_counts, waiting


def summaries(year: CampaignYear, districts: Iterable[District]) -> list[dict[str, Any]]:
    """What is shown of the lists of some districts, also before their first line (three statements)."""
    lists, limits, counts = lists_of(year), ceilings(year), recommended_counts(year)
    return [_summary(year, each, lists.get(each.pk), limits.get(each.pk), counts.get(each.pk, 0)) for each in districts]


def _summary(
    year: CampaignYear, district: District, papers: RecommendationList | None, ceiling: Ceiling | None, count: int
) -> dict[str, Any]:
    return {
        "year": year,
        "district": district,
        "state": papers.state if papers else RecommendationList.State.DRAFT,
        "submitted_at": papers.submitted_at if papers else None,
        "ceiling": ceiling.limit if ceiling else None,
        "ceiling_basis": ceiling,
        "recommended_schools": count,
    }


class OfDistrict(Endpoint):
    """Works on the list of a district inside the scope."""

    permission = "recommend.view"

    def places(self, calendar_year: int, district: str) -> tuple[CampaignYear, District]:
        """Year and district, or 404."""
        year = year_or_404(self.user, calendar_year)
        return year, get_object_or_404(visible_districts(self.user), code=district)

    def detail(self, year: CampaignYear, district: District) -> Response:
        """The whole list."""
        (shown,) = summaries(year, [district])
        shown["lines"] = list_rows(year, district)
        shown["waiting"] = [row.school.code for row in waiting(year, district)]
        return self.show(forms.ListDetail, shown)


class Lists(Endpoint):
    """The lists of the year inside the reader's scope."""

    permission = "recommend.view"

    @operation("Recommendation lists", answers=forms.ListSerializer(many=True), operation_id="recommendations_list")
    def get(self, request: Request, calendar_year: int) -> Response:
        year = year_or_404(self.user, calendar_year)
        return self.show(forms.ListSerializer, summaries(year, visible_districts(self.user)))


class OneList(OfDistrict):
    """One district's list."""

    @operation("One district's list", answers=forms.ListDetail)
    def get(self, request: Request, calendar_year: int, district: str) -> Response:
        return self.detail(*self.places(calendar_year, district))


class Line(OfDistrict):
    """One school's line."""

    permission = "review.work"

    @operation("Recommend a school, or not", once=True, sends=forms.Line, answers=forms.ListLine)
    def put(self, request: Request, calendar_year: int, district: str, code: str) -> Response:
        year, place = self.places(calendar_year, district)
        rows = visible_participations(self.user).filter(district=place, year=year)
        participation = get_object_or_404(rows, school__code=code)
        sent = self.sent(forms.Line)
        if sent["recommended"]:
            star = sent.get("star", 0)
            recommendations.recommend(participation, by=self.user, star=star, reason=sent["reason"])
        else:
            recommendations.refuse(participation, by=self.user, reason=sent["reason"])
        rows_now = list_rows(year, place)
        return self.show(forms.ListLine, next(row for row in rows_now if row.participation.pk == participation.pk))


class FillIn(OfDistrict):
    """Give every school without a line the obvious one."""

    permission = "review.work"

    @operation("Fill in the obvious lines", once=True, sends=Nothing, answers=forms.FilledIn)
    def post(self, request: Request, calendar_year: int, district: str) -> Response:
        year, place = self.places(calendar_year, district)
        self.sent(Nothing)
        return self.show(forms.FilledIn, {"lines": recommendations.fill_in(year, by=self.user, district=place)})


class SubmitList(OfDistrict):
    """Send the list to the city."""

    permission = "recommend.submit"

    @operation("Submit the list", once=True, sends=forms.SubmitList, answers=forms.ListDetail)
    def post(self, request: Request, calendar_year: int, district: str) -> Response:
        year, place = self.places(calendar_year, district)
        sent = self.sent(forms.SubmitList)
        papers = RecommendationList.objects.select_related("year", "district").filter(year=year, district=place).first()
        if papers is None:
            raise WrongState(_("The recommendation list of %(list)s has no line yet.") % {"list": place})
        left_out = waiting(year, place).filter(school__code__in=sent["leave_out"]).values_list("pk", flat=True)
        recommendations.submit_list(papers, by=self.user, leave_out=list(left_out), reason=sent["reason"])
        return self.detail(year, place)
