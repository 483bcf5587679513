"""Schools tied at a line: who they are, and the order the leading group records for them."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.models import CampaignYear
from campaigns.queries import year_of_page
from safeschools.accounts.models import User
from safeschools.designations.forms.ties import TieOrderForm
from safeschools.designations.queries.ties import orders_of, recorded, tied_groups
from safeschools.designations.queries.workbench import results_of, run_of_page
from safeschools.lib.access import require
from safeschools.once.decorators import once
from scoring.actions import ties


@require("allocation.view")
def tie_orders(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The tied groups of the newest run, and every recorded order."""
    return render(request, "allocation/ties.html", _page(request, year_of_page(calendar_year)))


@require_POST
@require("allocation.propose")
@once
def tie_order_propose(request: HttpRequest, calendar_year: int, star: int) -> HttpResponse:
    """Put an order of the group at a star's line forward."""
    year = year_of_page(calendar_year)
    context = _page(request, year)
    group = next((group for group, _form in context["groups"] if group.tier.star == star), None)
    if group is None:
        raise Http404
    form = TieOrderForm([line.participation.school.code for line in group.lines], request.POST, prefix=f"s{star}")
    if not form.is_valid():
        context["groups"] = [(each, form if each is group else blank) for each, blank in context["groups"]]
        return render(request, "allocation/ties.html", context | {"wrong": form}, status=422)
    words = {name: form.cleaned_data[name] for name in ("document", "reason")}
    ties.propose_order(year, by=cast(User, request.user), schools=form.schools(), **words)
    messages.success(request, _("The order is proposed; a second person has to confirm it."))
    return redirect("tie_orders", calendar_year=calendar_year)


@require_POST
@require("allocation.approve")
@once
def tie_order_confirm(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """The second person's signature."""
    order = get_object_or_404(orders_of(year_of_page(calendar_year)), pk=pk)
    ties.confirm_order(order, by=cast(User, request.user))
    messages.success(request, _("The order is confirmed; the next run follows it."))
    return redirect("tie_orders", calendar_year=calendar_year)


@require_POST
@require("allocation.approve")
@once
def tie_order_reject(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Not this order, or no longer, with a reason."""
    order = get_object_or_404(orders_of(year_of_page(calendar_year)), pk=pk)
    ties.reject_order(order, by=cast(User, request.user), reason=request.POST.get("reason", ""))
    messages.success(request, _("The order is rejected."))
    return redirect("tie_orders", calendar_year=calendar_year)


def _page(request: HttpRequest, year: CampaignYear) -> dict[str, Any]:
    """Groups with an empty form each, recorded orders, and what this person may do."""
    user, run = cast(User, request.user), run_of_page(request.user, year)
    groups = list(tied_groups(run, results_of(run))) if run else []
    return {
        "year": year,
        "run": run,
        "groups": [
            (
                group,
                TieOrderForm([line.participation.school.code for line in group.lines], prefix=f"s{group.tier.star}"),
            )
            for group in groups
        ],
        "orders": recorded(year),
        "may_propose": user.can("allocation.propose") and year.is_open and not year.by_lot,
        "may_approve": user.can("allocation.approve") and year.is_open,
    }
