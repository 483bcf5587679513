"""Evidence: the school's library, files at an item; every download passes a permission check."""

from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.lib.downloads import hand_over
from safeschools.lib.errors import DomainError
from scoring.actions import evidence as evidence_actions
from scoring.models import Evidence, ItemScore
from scoring.queries.evidence import library, visible_evidence
from scoring.views.saving import at_item, is_quiet
from scoring.views.workspace import door, item_score_or_404, participation_or_404

PAGE = 60


def _uploads(request: HttpRequest) -> "list[UploadedFile[bytes]]":
    return cast("list[UploadedFile[bytes]]", request.FILES.getlist("files"))


def _own_file(request: HttpRequest, pk: str | int) -> Evidence:
    """A file of the own school, or 404."""
    found = library(request.user).filter(pk=pk).first() if str(pk).isdecimal() else None
    if found is None:
        raise Http404
    return found


def _strip(request: HttpRequest, calendar_year: int, row: ItemScore) -> HttpResponse:
    """For the script the item's strip of files, else the page again at the item."""
    if not is_quiet(request):
        return redirect(at_item(calendar_year, row))
    links = row.evidence_links.select_related("evidence")
    context = {"row": row, "links": links, "editable": True, "calendar_year": calendar_year}
    return render(request, "scoring/_evidence.html", context)


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    if not is_quiet(request):
        raise error
    return render(request, "scoring/_refused.html", {"error": error}, status=error.status)


@require_POST
@require("assessment.fill")
def evidence_upload(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Take one or more files in and attach them to the item."""
    row = item_score_or_404(request, calendar_year, code)
    try:
        for upload in _uploads(request):
            evidence_actions.attach_upload(row, by=cast(User, request.user), upload=upload)
    except DomainError as error:
        return _refused(request, error)
    if not request.FILES:
        messages.error(request, _("Choose a file first."))
    return _strip(request, calendar_year, row)


@require_POST
@require("assessment.fill")
def evidence_attach(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Use a file of the library for one more item."""
    row = item_score_or_404(request, calendar_year, code)
    evidence = _own_file(request, request.POST.get("evidence", ""))
    evidence_actions.attach(row, by=cast(User, request.user), evidence=evidence)
    return _strip(request, calendar_year, row)


@require_POST
@require("assessment.fill")
def evidence_detach(request: HttpRequest, calendar_year: int, code: str, link_id: int) -> HttpResponse:
    """Take a file off the item; it stays in the library."""
    row = item_score_or_404(request, calendar_year, code)
    link = get_object_or_404(row.evidence_links.select_related("evidence"), pk=link_id)
    link.item_score = row
    evidence_actions.detach(link, by=cast(User, request.user))
    return _strip(request, calendar_year, row)


@require("assessment.fill")
def evidence_library(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """All files of the school with where they are used; takes new ones; with `?item=` one is chosen for that item."""
    participation = participation_or_404(request, calendar_year)
    if request.method == "POST":
        for upload in _uploads(request):
            evidence_actions.store(participation, by=cast(User, request.user), upload=upload)
        return redirect("evidence_library", calendar_year)
    code = request.GET.get("item", "")
    context = {
        "calendar_year": calendar_year,
        "page": Paginator(library(request.user), PAGE).get_page(request.GET.get("page")),
        "row": item_score_or_404(request, calendar_year, code) if code else None,
    }
    return render(request, "scoring/evidence.html", context | door(request, participation))


@require_POST
@require("assessment.fill")
def evidence_discard(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Delete a file that no item uses."""
    evidence_actions.discard(_own_file(request, pk), by=cast(User, request.user))
    messages.success(request, _("The file is deleted."))
    return redirect("evidence_library", calendar_year)


@require_safe
@require("evidence.view")
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: pictures may be shown in the page, everything else is a download; never run, never sniffed."""
    evidence = get_object_or_404(visible_evidence(request.user), pk=pk)
    shown = evidence.is_image and "download" not in request.GET
    response = hand_over(evidence.file, evidence.name, evidence.content_type, shown=shown)
    response.headers["Cache-Control"] = "private, max-age=300"  # a page of photos is looked at more than once
    return response
