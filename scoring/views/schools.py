"""The bureau's list of participating schools, and one school's scores from self-assessment to star."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participation
from campaigns.queries import bar_of, may_leave, year_of_page
from safeschools.audit.queries import events_of
from safeschools.directory.models import District, School
from safeschools.lib.access import require
from scoring.actions.holds import OVER
from scoring.domain.explain import Sentence, headline
from scoring.models import Rating
from scoring.policies.verification import may_be_verified
from scoring.queries.cases import bands_of
from scoring.queries.ratings import sheet_of
from scoring.queries.schools import item_lines, narrow, ordered, projected_reason, recorded_for, schools_of

PAGE = 50
FILTERS = ("text", "district", "state", "kind", "band")

#: heading, sort key, class of the column
COLUMNS = (
    (_("Rank"), "rank", "r"),
    (_("School"), "name", ""),
    (_("District"), "district", ""),
    (_("State"), "state", ""),
    (_("Self-assessed"), "-claimed", "r"),
    (_("Score"), "-score", "r"),
    (_("Projected star"), "-star", ""),
)


@require("dashboard.view")
def participation_list(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Filter, sort, page; the filters are in the address, so that a view can be shared."""
    year = year_of_page(calendar_year)
    filters = {name: request.GET.get(name, "") for name in FILTERS}
    sort = request.GET.get("sort", "rank")
    rows = ordered(narrow(schools_of(request.user, year), year, **filters), sort)
    context = {
        "year": year,
        "sheet": sheet_of(year),
        "filters": filters,
        "sort": sort,
        "columns": [_heading(title, key, cls, sort) for title, key, cls in COLUMNS],
        "districts": District.objects.all(),
        "states": Participation.State.choices,
        "kinds": School.Type.choices,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "scoring/participations.html", context)


def _heading(title: Any, key: str, cls: str, sort: str) -> dict[str, Any]:
    """A heading that sorts; a second click turns the order round."""
    current = sort.removeprefix("-") == key.removeprefix("-")
    turned = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
    aria = ("descending" if sort.startswith("-") else "ascending") if current else ""
    return {"title": title, "sort": turned if current else key, "cls": cls, "aria": aria}


@require("dashboard.view")
def participation_detail(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """One school of the year: scores of every layer side by side, projected star and why, and what happened."""
    year = year_of_page(calendar_year)
    participation = get_object_or_404(
        schools_of(request.user, year).select_related("recommendation__list"), school__code=code
    )
    rating: Rating | None = getattr(participation, "rating", None)
    context = {
        "year": year,
        "sheet": sheet_of(year),
        "participation": participation,
        "rating": rating,
        "why": _why(rating, participation) if rating and rating.reason else None,
        "items": item_lines(participation) if request.user.can("assessment.view") else [],  # type: ignore[union-attr]
        "bar": bar_of(participation),
        "vetoes": participation.vetoes.select_related("item"),
        "events": events_of(participation)[:100],
        "bureau_hold": participation.holds.filter(lifted_at__isnull=True).first() if participation.hold else None,
        "may_hold": year.is_open and participation.state not in OVER and request.user.can("hold.set"),  # type: ignore[union-attr]
        "may_withdraw": may_leave(participation) and request.user.can("year.configure"),  # type: ignore[union-attr]
        "may_plan": may_be_verified(participation) and request.user.can("visit.plan"),  # type: ignore[union-attr]
    }
    return render(request, "scoring/participation.html", context)


def _why(rating: Rating, participation: Participation) -> Sentence:
    reason = projected_reason(rating, participation)
    return headline(rating.score, reason, bands_of(participation.year), recorded_for(reason, rating, participation))
