"""The items of a draft: edit, add, remove, reorder; the sum shown while points are typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safeschools.lib.access import require
from safeschools.lib.errors import Stale
from safeschools.once.decorators import once
from scoring.actions import standards
from scoring.domain.items import Method
from scoring.forms.item_editor import ItemEditor
from scoring.forms.standards import PointsField
from scoring.models import Item, Standard
from scoring.queries.standards import digest_of, total_of
from scoring.views.standards import fetch_draft


def _item(standard: Standard, code: str) -> Item:
    return get_object_or_404(standard.items.select_related("dimension", "standard"), code=code)


def _method(request: HttpRequest, present: str) -> str:
    """The method of the form on screen; changing it draws other questions and saves nothing."""
    asked = str(request.POST.get("method") or request.GET.get("method") or present)
    if asked not in tuple(Method):
        raise Http404
    return asked


@require("standard.edit")
def item_edit(request: HttpRequest, version: str, code: str) -> HttpResponse:
    """Edit one item of a draft."""
    standard = fetch_draft(request, version)
    item = _item(standard, code)
    data = request.POST if request.method == "POST" else None
    editor = ItemEditor(standard, _method(request, item.method), item=item, data=data)
    seen = digest_of(item) if data is None else str(data.get("seen", ""))
    if data is not None and editor.is_valid() and editor.content:
        try:
            standards.save_item(item, by=request.user, content=editor.content, seen=seen)
        except Stale as error:
            editor.general.append(f"{error.message} " + _("Save again to replace that version with yours."))
            seen = digest_of(Item.objects.select_related("dimension").get(pk=item.pk))
        else:
            messages.success(request, _("Item %(code)s is saved.") % {"code": editor.content.code})
            return _back(standard, editor.content.dimension)
    return _form(request, editor, item, seen)


@require("standard.edit")
def item_new(request: HttpRequest, version: str) -> HttpResponse:
    """Add an item to a draft."""
    standard = fetch_draft(request, version)
    data = request.POST if request.method == "POST" else None
    editor = ItemEditor(standard, _method(request, Method.DEDUCTION), data=data)
    if data is None:
        editor.form.initial["dimension"] = request.GET.get("dimension", "")
    if data is not None and editor.is_valid() and editor.content:
        item = standards.add_item(standard, by=request.user, content=editor.content)
        messages.success(request, _("Item %(code)s is added.") % {"code": item.code})
        return _back(standard, editor.content.dimension)
    return _form(request, editor, None, "")


def _form(request: HttpRequest, editor: ItemEditor, item: Item | None, seen: str) -> HttpResponse:
    context: dict[str, Any] = {
        "standard": editor.standard,
        "editor": editor,
        "item": item,
        "seen": seen,
        "methods": Item.Method.choices,
        "sum": _sum(editor.standard, item, item.max_points if item else 0),
    }
    judged = editor.data is not None and not editor.reshaping
    return render(request, "scoring/standard/item.html", context, status=422 if judged else 200)


def _back(standard: Standard, dimension: str) -> HttpResponse:
    return redirect(f"{reverse('standard_detail', args=[standard.version])}?dimension={dimension}")


@require("standard.edit")
@require_GET
def item_sum(request: HttpRequest, version: str) -> HttpResponse:
    """The total of the draft with the points being typed for one item."""
    standard = fetch_draft(request, version)
    item = standard.items.filter(code=request.GET.get("item", "")).first()
    context = _sum(standard, item, _typed_points(request.GET))
    return render(request, "scoring/standard/_sum.html", {"sum": context})


def _typed_points(data: QueryDict) -> int:
    try:
        return PointsField().clean(data.get("max_points", ""))
    except ValidationError:
        return 0


def _sum(standard: Standard, item: Item | None, points: int) -> dict[str, int]:
    total = total_of(standard) - (item.max_points if item else 0) + points
    return {"total": total, "missing": 10000 - total}


@require("standard.edit")
@require_POST
@once
def item_move(request: HttpRequest, version: str, code: str) -> HttpResponse:
    """One place up or down."""
    standard = fetch_draft(request, version)
    item = _item(standard, code)
    standards.move_item(item, by=request.user, up=request.POST.get("direction") == "up")
    return _back(standard, item.dimension.code)


@require("standard.edit")
@once
def item_remove(request: HttpRequest, version: str, code: str) -> HttpResponse:
    """Ask, then take an item out of a draft."""
    standard = fetch_draft(request, version)
    item = _item(standard, code)
    if request.method != "POST":
        return render(request, "scoring/standard/remove.html", {"standard": standard, "item": item})
    standards.remove_item(item, by=request.user)
    messages.success(request, _("Item %(code)s is removed.") % {"code": code})
    return _back(standard, item.dimension.code)
