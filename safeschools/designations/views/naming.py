"""Recording naming decisions and revocations."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.queries import visible_participations, year_of_page
from safeschools.accounts.models import User
from safeschools.designations.actions import naming
from safeschools.designations.forms.naming import NamingForm, ReleaseForm, RevocationForm
from safeschools.designations.models import NamingDecision
from safeschools.designations.queries.register import register, star_counts, visible_designations
from safeschools.designations.queries.runs import approved_run
from safeschools.designations.queries.waiting import waiting_lines
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid
from safeschools.once.decorators import once
from scoring.views.dialogs import ask, done, posted


@require("allocation.view")
@once
def naming_page(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """The approved run, the commission's document, and what was named by it."""
    year = year_of_page(calendar_year)
    run = approved_run(year)
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
        "kept": waiting_lines(year.pk),
    }
    return render(request, "designations/naming.html", context, status=422 if form.errors else 200)


@require("naming.record")
@require_POST
@once
def naming_later(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Record a later document for schools that were on hold."""
    year = year_of_page(calendar_year)
    first = NamingDecision.objects.filter(run__year=year).first()
    form = NamingForm(request.POST)
    if first is None:
        raise naming.NoApprovedRun()
    if not form.is_valid():
        raise Invalid(_("Enter the number and the date of the document."))
    later = naming.record_later(first, by=cast(User, request.user), **form.cleaned_data)
    messages.success(request, _("The later naming by %(document)s is recorded.") % {"document": later})
    return redirect("naming_page", calendar_year=calendar_year)


@require("naming.revoke")
@once
def place_release(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Give up the place kept for a school on hold."""
    user = cast(User, request.user)
    rows = visible_participations(user).filter(year__calendar_year=calendar_year)
    participation = get_object_or_404(rows, school__code=code)
    form = ReleaseForm(posted(request))
    if done(form, lambda: naming.release(participation, by=user, **form.cleaned_data)):
        messages.success(request, _("The place of %(school)s is given up.") % {"school": participation.school})
        return redirect("naming_page", calendar_year=calendar_year)
    words = {
        "title": _("Give up the place kept for %(school)s") % {"school": participation.school},
        "lead": _("The school is not named this year. The place stays empty."),
        "verb": _("Give up the place"),
        "keep": _("Keep the place"),
    }
    return ask(request, form, **words, **_page(calendar_year), danger=True, about=participation)


@require("naming.revoke")
@once
def revocation(request: HttpRequest, certificate: str) -> HttpResponse:
    """Record the revocation of one designation."""
    user = cast(User, request.user)
    designation = get_object_or_404(visible_designations(user), certificate=certificate)
    year = designation.year.calendar_year
    form = RevocationForm(posted(request), may_bar=designation.year.bars_after_accident)
    if done(form, lambda: naming.revoke(designation, by=user, **form.cleaned_data)):
        messages.success(request, _("The revocation is recorded and shows on the public pages."))
        return redirect("naming_page", calendar_year=year)
    words = {
        "title": _("Revoke the designation of %(school)s") % {"school": designation.participation.school},
        "lead": _("The public pages show the revocation at once. The place is not given to another school."),
        "verb": _("Record the revocation"),
        "keep": _("Keep the designation"),
    }
    return ask(request, form, **words, **_page(year), danger=True, about=designation.participation)


def _page(calendar_year: int) -> dict[str, str]:
    return {"back": reverse("naming_page", args=[calendar_year]), "origin": _("Naming")}
