"""Member units with their duties and liaisons, and districts."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.audit.queries import events_of
from safeschools.directory.actions.liaisons import end_liaison, name_liaison
from safeschools.directory.forms import LiaisonEndForm, LiaisonForm
from safeschools.directory.models import Agency
from safeschools.directory.queries import agencies, districts_with_counts, liaison_of
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid
from safeschools.once.decorators import once

EVENTS = 30


@require("standard.view")
def agency_list(request: HttpRequest) -> HttpResponse:
    """The fourteen bodies, their duties by C4, who has taken them over since, and their liaisons."""
    may_name = cast(Any, request.user).can("year.configure")
    return render(request, "directory/agency_list.html", {"agencies": list(agencies()), "may_name": may_name})


@require("year.configure")
@once
def agency_liaison(request: HttpRequest, code: str) -> HttpResponse:
    """Whom the unit has named and had named before, and the form that fits: name one, or end the present one."""
    agency = get_object_or_404(Agency, code=code)
    if request.method != "POST":
        form = LiaisonEndForm() if liaison_of(agency) else LiaisonForm()
        return _liaison_page(request, agency, form)
    naming = LiaisonForm(request.POST)
    if naming.is_valid():
        liaison = name_liaison(agency, by=request.user, **naming.cleaned_data)
        messages.success(request, _("%(name)s is the liaison of %(unit)s.") % {"name": liaison, "unit": agency})
        return redirect("agency_list")
    return _liaison_page(request, agency, naming)


@require("year.configure")
@require_POST
@once
def liaison_end(request: HttpRequest, code: str) -> HttpResponse:
    """End the unit's present liaison."""
    agency, form = get_object_or_404(Agency, code=code), LiaisonEndForm(request.POST)
    if form.is_valid():
        try:
            end_liaison(agency, by=request.user, until=form.cleaned_data["until"])
        except Invalid as error:
            form.add_error("until", str(error.message))
        else:
            messages.success(request, _("Ended. Name the next liaison here."))
            return redirect("agency_liaison", code)
    return _liaison_page(request, agency, form)


def _liaison_page(request: HttpRequest, agency: Agency, form: LiaisonForm | LiaisonEndForm) -> HttpResponse:
    context = {
        "agency": agency,
        "form": form,
        "ending": isinstance(form, LiaisonEndForm),
        "present": liaison_of(agency),
        "events": list(events_of(agency)[:EVENTS]),
    }
    return render(request, "directory/agency_liaison.html", context, status=422 if form.errors else 200)


@require("register.view")
def district_list(request: HttpRequest) -> HttpResponse:
    """Districts in scope with their schools."""
    return render(request, "directory/district_list.html", {"districts": list(districts_with_counts(request.user))})
