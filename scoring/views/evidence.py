"""Evidence: upload to an item, reuse, take off, look at; every download passes a permission check."""

from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeschools.accounts.models import User
from safeschools.lib.access import require
from scoring.actions import evidence as evidence_actions
from scoring.models import EvidenceLink, ItemScore
from scoring.queries.evidence import library, visible_evidence
from scoring.views.assessment import own_participation

PAGE = 60


def _own_item(request: HttpRequest, calendar_year: int, code: str) -> ItemScore:
    rows = ItemScore.objects.select_related("item__dimension", "participation")
    return get_object_or_404(rows, participation=own_participation(request, calendar_year), item__code=code)


def _answer(request: HttpRequest, row: ItemScore, calendar_year: int) -> HttpResponse:
    """For the script the item's strip of files, else the page again at the item."""
    if request.headers.get("X-Autosave") == "1":
        links = row.evidence_links.select_related("evidence")
        context = {"row": row, "links": links, "editable": True, "calendar_year": calendar_year}
        return render(request, "scoring/_evidence.html", context)
    return redirect("assessment_dimension", calendar_year, row.item.dimension.code)


@require_POST
@require("assessment.fill")
def evidence_upload(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Take one or more files in and attach them to the item."""
    row = _own_item(request, calendar_year, code)
    uploads = request.FILES.getlist("files")
    for upload in uploads:
        evidence_actions.attach_upload(row, by=cast(User, request.user), upload=cast("UploadedFile[bytes]", upload))
    if not uploads:
        messages.error(request, _("Choose a file first."))
    return _answer(request, row, calendar_year)


@require_POST
@require("assessment.fill")
def evidence_attach(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Use a file of the library for one more item."""
    row = _own_item(request, calendar_year, code)
    chosen = request.POST.get("evidence", "")
    evidence = get_object_or_404(visible_evidence(request.user), pk=int(chosen) if chosen.isdecimal() else 0)
    evidence_actions.attach(row, by=cast(User, request.user), evidence=evidence)
    return _answer(request, row, calendar_year)


@require_POST
@require("assessment.fill")
def evidence_detach(request: HttpRequest, calendar_year: int, code: str, link_id: int) -> HttpResponse:
    """Take a file off the item; it stays in the library."""
    row = _own_item(request, calendar_year, code)
    links = EvidenceLink.objects.select_related("evidence", "item_score__item", "item_score__participation")
    evidence_actions.detach(get_object_or_404(links, pk=link_id, item_score=row), by=cast(User, request.user))
    return _answer(request, row, calendar_year)


@require("assessment.fill")
def evidence_library(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """All files of the school, with where they are used; with `?item=` one can be chosen for that item."""
    participation = own_participation(request, calendar_year)
    page = Paginator(library(request.user), PAGE).get_page(request.GET.get("page"))
    code = request.GET.get("item", "")
    row = ItemScore.objects.select_related("item").filter(participation=participation, item__code=code).first()
    return render(request, "scoring/evidence.html", {"participation": participation, "page": page, "row": row})


@require_safe
@require("standard.view")
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself: pictures may be shown in the page, everything else is a download; never run, never sniffed."""
    evidence = get_object_or_404(visible_evidence(request.user), pk=pk)
    response = FileResponse(evidence.file.open("rb"), content_type=evidence.content_type)
    shown = "inline" if evidence.is_image and "download" not in request.GET else "attachment"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{escape_uri_path(evidence.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=300"
    return response
