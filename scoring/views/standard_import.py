"""Importing a workbook into a draft: a dry run with every fault, then all or nothing."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.lib.access import require
from safeschools.lib.errors import Invalid, Stale
from safeschools.once.decorators import once
from scoring.actions import standards
from scoring.domain.content import Content, DimensionContent, ItemContent
from scoring.forms.standards import WorkbookForm
from scoring.models import Standard
from scoring.queries.standards import agency_codes, content_hash_of, content_of
from scoring.resources.reading import Mark, Reading, Table, place, read
from scoring.resources.writing import marked_workbook
from scoring.views.standards import XLSX, fetch_draft

SALT = "scoring.standard.import"
AN_HOUR = 3600


@require("standard.edit")
def standard_import(request: HttpRequest, version: str) -> HttpResponse:
    """Upload: nothing is written; the answer is the list of faults, or what would change."""
    standard = fetch_draft(request, version)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"standard": standard, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "scoring/standard/import.html", context, status=status)
    reading = read(form.cleaned_data["file"].read(), agency_codes())
    context |= {"file_name": form.cleaned_data["file"].name} | _report(standard, reading)
    return render(request, "scoring/standard/import.html", context)


def _report(standard: Standard, reading: Reading) -> dict[str, Any]:
    """Faults with their places, or the changes; either way signed, for the next step."""
    if reading.content is None:
        rows = [(place(mark, reading.tables.get(mark.sheet)), mark) for mark in reading.marks]
        tables = [asdict(table) for table in reading.tables.values()]
        data: dict[str, Any] = {"tables": tables, "marks": [asdict(mark) for mark in reading.marks]}
        return {"marks": rows, "token": signing.dumps(data, salt=SALT, compress=True)}
    before = {item.code: item for item in content_of(standard).items}
    after = {item.code: item for item in reading.content.items}
    data = {"content": asdict(reading.content), "version": standard.version, "seen": content_hash_of(standard)}
    return {
        "content": reading.content,
        "added": [code for code in after if code not in before],
        "removed": [code for code in before if code not in after],
        "changed": [code for code, item in after.items() if code in before and before[code] != item],
        "same": sum(before.get(code) == item for code, item in after.items()),
        "token": signing.dumps(data, salt=SALT, compress=True),
    }


def _loads(request: HttpRequest) -> dict[str, Any]:
    try:
        data: dict[str, Any] = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise Invalid(_("The check is older than an hour. Upload the workbook again.")) from None
    return data


@require("standard.edit")
@require_POST
@once
def standard_import_confirm(request: HttpRequest, version: str) -> HttpResponse:
    """Write what the dry run showed, if the draft is still as it was then."""
    standard, data = fetch_draft(request, version), _loads(request)
    if data.get("version") != version or data.get("seen") != content_hash_of(standard):
        raise Stale(_("The draft has changed since the check. Upload the workbook again."))
    content = Content(
        tuple(DimensionContent(**row) for row in data["content"]["dimensions"]),
        tuple(ItemContent(**row | {"agencies": tuple(row["agencies"])}) for row in data["content"]["items"]),
    )
    standards.replace(standard, by=request.user, content=content)
    messages.success(request, _("The workbook is imported: %(count)s items.") % {"count": len(content.items)})
    return redirect("standard_detail", version)


@require("standard.edit")
@require_POST
def standard_import_marked(request: HttpRequest, version: str) -> HttpResponse:
    """The uploaded workbook with marked cells and a column of reasons."""
    fetch_draft(request, version)
    data = _loads(request)
    tables = {row["sheet"]: Table(**row) for row in data["tables"]}
    response = HttpResponse(marked_workbook(tables, [Mark(**row) for row in data["marks"]]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="standard-{version}-marked.xlsx"'
    return response
