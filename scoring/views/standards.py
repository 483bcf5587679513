"""The versions of the standard: list, one by dimension, what applies to whom, copy, publish, discard, export."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safeschools.accounts.models import User
from safeschools.directory.models import FACILITIES, Agency
from safeschools.lib.access import require
from safeschools.lib.errors import WrongState
from safeschools.once.decorators import once
from scoring.actions import standards
from scoring.domain.faults import Fault, publish_faults
from scoring.forms.standards import FACILITY_WORDS, CopyForm
from scoring.models import Dimension, Item, Standard
from scoring.queries import applicability
from scoring.queries.faults import sentence
from scoring.queries.standards import (
    agency_codes,
    content_of,
    items_in_order,
    total_of,
    visible_standards,
    with_counts,
)
from scoring.resources.writing import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fetch(request: HttpRequest, version: str) -> Standard:
    """The version if the person may see it, else 404."""
    return get_object_or_404(visible_standards(request.user).select_related("published_by"), version=version)


def fetch_draft(request: HttpRequest, version: str) -> Standard:
    """The draft, for pages that change it. Raises WrongState where the version is published."""
    standard = fetch(request, version)
    if standard.state != Standard.State.DRAFT:
        raise WrongState(
            _("%(standard)s is published and cannot be changed.") % {"standard": standard},
            hint=_("Copy it to a new draft and change that."),
        )
    return standard


@require("standard.view")
@require_GET
def standard_list(request: HttpRequest) -> HttpResponse:
    """Every version, the newest first."""
    rows = with_counts(visible_standards(request.user)).select_related("published_by")
    context = {"standards": rows, "may_edit": cast(User, request.user).can("standard.edit")}
    return render(request, "scoring/standard/list.html", context)


@require("standard.view")
@require_GET
def standard_detail(request: HttpRequest, version: str) -> HttpResponse:
    """One version, one dimension at a time."""
    standard = fetch(request, version)
    items = list(items_in_order(standard))
    dimensions = list(standard.dimensions.all())
    chosen = next(
        (d for d in dimensions if d.code == request.GET.get("dimension")), dimensions[0] if dimensions else None
    )
    names = {agency.code: str(agency) for agency in Agency.objects.all()}
    may_edit = cast(User, request.user).can("standard.edit")
    context = _overview(standard, dimensions, items) | {
        "may_edit": may_edit,
        "editable": may_edit and standard.state == Standard.State.DRAFT,
        "english": (get_language() or "").startswith("en"),
        "dimension": chosen,
        "rows": [_row(item, names) for item in items if chosen and item.dimension_id == chosen.pk],
        "maxima": applicability.maxima(standard, ()),
    }
    return render(request, "scoring/standard/detail.html", context)


def _overview(standard: Standard, dimensions: list[Dimension], items: list[Item]) -> dict[str, Any]:
    """What stands on top of every page of a version."""
    parts: list[dict[str, Any]] = [
        {
            "dimension": dimension,
            "scored": sum(not item.is_veto for item in items if item.dimension_id == dimension.pk),
            "key": sum(item.is_key for item in items if item.dimension_id == dimension.pk),
            "points": sum(item.max_points for item in items if item.dimension_id == dimension.pk),
        }
        for dimension in dimensions
    ]
    methods = [(method, sum(item.method == method for item in items)) for method in Item.Method.values]
    total = sum(item.max_points for item in items)
    label = "；".join(f"{part['dimension']} {part['points'] // 100}.{part['points'] % 100:02d}" for part in parts)
    return {
        "standard": standard,
        "parts": parts,
        "methods": methods,
        "scored": sum(part["scored"] for part in parts),
        "key": sum(part["key"] for part in parts),
        "total": total,
        "missing": 10000 - total,
        "bar_label": label,
    }


def _row(item: Item, names: dict[str, str]) -> dict[str, Any]:
    agencies = [names.get(code, code) for code in item.agencies]
    return {"item": item, "agencies": agencies, "applies": applicability.words(item.applicable_to)}


@require("standard.view")
@require_GET
def standard_applicability(request: HttpRequest, version: str) -> HttpResponse:
    """The applicable maximum per school type and facilities, and the combinations of the register."""
    standard = fetch(request, version)
    chosen = [name for name in FACILITIES if name in request.GET.getlist("facility")]
    context = {
        "standard": standard,
        "total": total_of(standard),
        "facilities": [(name, FACILITY_WORDS[name], name in chosen) for name in FACILITIES],
        "chosen": applicability.facility_words(chosen),
        "maxima": applicability.maxima(standard, chosen),
        "combinations": applicability.combinations(standard, request.user),
        "full_points": applicability.full_points(standard, request.user),
    }
    return render(request, "scoring/standard/applicability.html", context)


@require("standard.edit")
@once
def standard_copy(request: HttpRequest, version: str) -> HttpResponse:
    """Ask for the new version's name, then make the draft."""
    standard = fetch(request, version)
    form = CopyForm(request.POST or None, initial={"name": standard.name})
    if request.method == "POST" and form.is_valid():
        draft = standards.copy(standard, by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft %(version)s is ready to be edited.") % {"version": draft.version})
        return redirect("standard_detail", draft.version)
    status = 422 if form.errors else 200
    return render(request, "scoring/standard/copy.html", {"standard": standard, "form": form}, status=status)


@require("standard.edit")
@once
def standard_publish(request: HttpRequest, version: str) -> HttpResponse:
    """Everything that stands against publishing, or the button that does it."""
    standard = fetch_draft(request, version)
    if request.method == "POST":
        standards.publish(standard, by=request.user)
        messages.success(request, _("Version %(version)s is published.") % {"version": version})
        return redirect("standard_detail", version)
    content = content_of(standard)
    found = publish_faults(content, agency_codes())
    codes = [item.code for item in content.items]
    items = list(items_in_order(standard))
    context = _overview(standard, list(standard.dimensions.all()), items) | {
        "faults": [(_code(fault, codes), sentence(fault)) for fault in found],
        "maxima": applicability.maxima(standard, ()),
    }
    return render(request, "scoring/standard/publish.html", context)


def _code(fault: Fault, codes: list[str]) -> str:
    """The code of the item a fault belongs to, empty where it is none."""
    in_item = len(fault.path) > 1 and fault.path[0] == "items"
    return codes[int(fault.path[1])] if in_item else ""


@require("standard.edit")
@require_POST
@once
def standard_discard(request: HttpRequest, version: str) -> HttpResponse:
    """Delete a draft."""
    standards.discard(fetch(request, version), by=request.user)
    messages.success(request, _("The draft %(version)s is discarded.") % {"version": version})
    return redirect("standard_list")


@require("standard.view")
@require_GET
def standard_export(request: HttpRequest, version: str) -> HttpResponse:
    """The version as a workbook that can be imported again without loss."""
    standard = fetch(request, version)
    response = HttpResponse(workbook(content_of(standard)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="standard-{version}.xlsx"'
    return response
