"""The rules of an opened year, frozen, each with the clause it rests on."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from campaigns.queries import opened_year, visible_years
from safeschools.accounts.models import User
from safeschools.lib.access import require
from scoring.queries.policy import policy_map
from scoring.views.setup_context import summary


@require("standard.view")
@require_GET
def year_rules(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Everything the year is judged by. A draft is not a rule yet: its makers go to the wizard."""
    year = opened_year(request.user, calendar_year)
    if year is None and cast(User, request.user).can("year.configure"):
        draft = visible_years(request.user).filter(calendar_year=calendar_year).first()
        return redirect("setup_start", draft.pk if draft else 0)
    if year is None:
        raise Http404
    return render(request, "scoring/setup/rules.html", {"rules_year": year} | summary(year))


@require("standard.view")
@require_GET
def year_policy(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Clause by clause: what it says, what the software does, how this year answers open questions, what proves it."""
    year = opened_year(request.user, calendar_year)
    if year is None:
        raise Http404
    return render(request, "scoring/setup/policy.html", {"rules_year": year, "clauses": policy_map(year)})
