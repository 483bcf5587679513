"""Recording naming decisions and revocations."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from campaigns.models import CampaignYear
from campaigns.queries import year_of_page
from safeschools.accounts.models import User
from safeschools.designations.actions import naming
from safeschools.designations.forms import NamingForm, RevocationForm
from safeschools.designations.models import AllocationRun, NamingDecision
from safeschools.designations.queries.register import register, star_counts, visible_designations
from safeschools.lib.access import require
from safeschools.once.decorators import once


def _approved(year: CampaignYear) -> AllocationRun | None:
    runs = AllocationRun.objects.select_related("proposed_by", "decided_by")
    return runs.filter(year=year, state=AllocationRun.State.APPROVED).first()


@require("allocation.view")
@once
def naming_page(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The approved run, the commission's document, and what was named by it."""
    year = year_of_page(calendar_year)
    run = _approved(year)
    user = cast(User, request.user)
    form = NamingForm(request.POST or None)
    if request.method == "POST":
        if not user.can("naming.record"):
            raise PermissionDenied
        if run is None:
            raise naming.NoApprovedRun()
        if form.is_valid():
            naming.record_naming(run, by=user, **form.cleaned_data)
            messages.success(request, _("The naming is recorded. Certificates and the public register are ready."))
            return redirect("naming_page", calendar_year=calendar_year)
    context = {
        "year": year,
        "run": run,
        "naming": NamingDecision.objects.select_related("recorded_by").filter(run__year=year).first(),
        "form": form,
        "may_name": user.can("naming.record"),
        "may_revoke": user.can("naming.revoke"),
        "counts": star_counts(year),
        "rows": register(year)[:20],
    }
    return render(request, "designations/naming.html", context, status=422 if form.errors else 200)


@require("naming.revoke")
@once
def revocation(request: HttpRequest, certificate: str) -> HttpResponse:
    """Record the revocation of one designation."""
    user = cast(User, request.user)
    designation = get_object_or_404(visible_designations(user), certificate=certificate)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        naming.revoke(designation, by=user, **form.cleaned_data)
        messages.success(request, _("The revocation is recorded and shows on the public pages."))
        return redirect("naming_page", calendar_year=designation.year.calendar_year)
    context = {"designation": designation, "form": form}
    return render(request, "designations/revoke.html", context, status=422 if form.errors else 200)
