"""The recommendation list of a district: lines, ceiling, submission, the official table."""

from io import BytesIO
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.models import CampaignYear, Participation, Phase
from campaigns.queries import deadline, visible_participations, year_of_page
from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.directory.queries import visible_districts
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import recommendations
from scoring.forms.review import LineForm, SubmitListForm
from scoring.models import RecommendationList
from scoring.queries.recommendations import ceilings, list_of, list_rows, not_judged, standing_of
from scoring.resources.recommendations import write_recommendations
from scoring.views.dialogs import ask, done, posted

RIGHTS = {"may_work": "review.work", "may_submit": "recommend.submit", "may_extend": "deadline.extend"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require("recommend.view")
def recommendation(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """One district's list; the city chooses the district on the page of progress."""
    user = cast(User, request.user)
    year = year_of_page(calendar_year, request.years)  # type: ignore[attr-defined]
    district = _district(request)
    if district is None:
        return redirect("review_progress", calendar_year)
    rights = {name: user.can(right) for name, right in RIGHTS.items()}
    return render(request, "scoring/review/recommendation.html", {**page(year, district), **rights})


def page(year: CampaignYear, district: District) -> dict[str, Any]:
    """Everything the page shows of one district's list."""
    rows, papers = list_rows(year, district), list_of(year, district)
    awaiting, returned = not_judged(year, district)
    yes = [row for row in rows if row.line and row.line.recommended]
    ceiling = ceilings(year).get(district.pk)
    limit = ceiling.limit if ceiling else None
    return {
        "calendar_year": year.calendar_year,
        "district": district,
        "list": papers,
        "rows": rows,
        "ceiling": ceiling,
        "recommended": len(yes),
        "too_many": max(0, len(yes) - limit) if limit is not None else 0,
        "stars": [(star, sum(row.line.star == star for row in yes if row.line)) for star in (3, 2, 1)],
        "refused": sum(bool(row.line and not row.line.recommended) for row in rows),
        "without_line": sum(row.line is None for row in rows),
        "waiting": awaiting,
        "returned": returned,
        "is_open": papers is None or papers.state == papers.State.DRAFT,
        "what_counts": year.what_counts,
        "limits": deadline(year, Phase.Kind.DISTRICT_REVIEW, district.pk),
    }


@require("review.work")
@once
def recommendation_line(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """One school's line: recommended with a star, or not, with a reason."""
    user = cast(User, request.user)
    rows = visible_participations(user).select_related("recommendation").filter(reviewed_at__isnull=False)
    participation = get_object_or_404(rows, year__calendar_year=calendar_year, school__code=code)
    standing, line = standing_of(participation), getattr(participation, "recommendation", None)
    start = {"choice": "yes" if standing.highest else "no", "star": standing.highest}
    if line:
        start = {"choice": "yes" if line.recommended else "no", "star": line.star, "reason": line.reason}
    form = LineForm(posted(request), initial=start, highest=standing.highest)
    if done(form, lambda: write_line(participation, user, form.cleaned_data)):
        return redirect("recommendation", calendar_year)
    words = {"title": str(participation.school), "verb": _("Save the line"), "keep": _("Leave it as it is")}
    more = {"body": "scoring/review/_line_body.html", "standing": standing, "about": participation}
    return ask(request, form, **words, **_list(calendar_year), **more)


@require_POST
@require("review.work")
@once
def recommendation_fill_in(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Gives every school without a line the obvious one."""
    user = cast(User, request.user)
    year = year_of_page(calendar_year)
    district = get_object_or_404(visible_districts(user), pk=user.district_id)
    count = recommendations.fill_in(year, by=user, district=district)
    messages.success(request, ngettext("%(n)s line filled in.", "%(n)s lines filled in.", count) % {"n": count})
    return redirect("recommendation", calendar_year)


@require("recommend.submit")
@once
def recommendation_submit(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Sends the list to the city, after a last look at the numbers."""
    user = cast(User, request.user)
    year = year_of_page(calendar_year)
    district = get_object_or_404(visible_districts(user), pk=user.district_id)
    papers = get_object_or_404(RecommendationList, year=year, district=district)
    shown = page(year, district)
    ids = ",".join(str(row.pk) for row in shown["waiting"])
    form = SubmitListForm(posted(request), initial={"shown": ids})
    if done(form, lambda: _submit(papers, user, form)):
        messages.success(request, _("The list has been submitted to the city."))
        return redirect("recommendation", calendar_year)
    words = {
        "title": _("Submit the list of %(district)s") % {"district": district},
        "verb": _("Submit the list"),
        "keep": _("Go on working on the list"),
    }
    body = "scoring/review/_submit_body.html"
    return ask(request, form, **words, **_list(calendar_year), body=body, page=shown)


@require("recommend.view")
def recommendation_xlsx(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The official summary table (form 04)."""
    year = year_of_page(calendar_year)
    district = _district(request)
    if district is None:
        raise Http404
    target, rows = BytesIO(), list_rows(year, district)
    write_recommendations(target, year=year, district=district, rows=rows, ceiling=ceilings(year).get(district.pk))
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    name = escape_uri_path(f"{district}“星级平安学校”推荐汇总表-{year}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def write_line(participation: Participation, user: User, data: dict[str, Any]) -> None:
    """What a LineForm says: recommended with a star, refused with a reason, or (`later`) nothing yet."""
    if data["choice"] == "yes":
        recommendations.recommend(participation, by=user, star=data.get("star") or 0, reason=data["reason"])
    elif data["choice"] == "no":
        recommendations.refuse(participation, by=user, reason=data["reason"])


def _list(calendar_year: int) -> dict[str, str]:
    return {"back": reverse("recommendation", args=[calendar_year]), "origin": _("Recommendation list")}


def _submit(papers: RecommendationList, user: User, form: SubmitListForm) -> None:
    recommendations.submit_list(papers, by=user, leave_out=form.left_out(), reason=form.cleaned_data["reason"])


def _district(request: HttpRequest) -> District | None:
    """The own district; for the city the one asked for, within the scope."""
    user = cast(User, request.user)
    if user.district_id:
        return user.district
    return visible_districts(user).filter(code=request.GET.get("district", "")).first()
