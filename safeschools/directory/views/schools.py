"""The register of schools: list, profile, editing, export."""

import io
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from safeschools.audit.queries import events_of
from safeschools.directory.actions.schools import change_school
from safeschools.directory.forms import SchoolFilter, SchoolForm
from safeschools.directory.models import FACILITIES, School
from safeschools.directory.queries import search, sorted_by, visible_schools
from safeschools.directory.resources import register_sheet
from safeschools.documents.workbook import csv_lines, write_xlsx
from safeschools.lib.access import require
from safeschools.lib.errors import Invalid, Stale

PAGE = 50
EVENTS = 30


@require("register.view")
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools in scope: searched, filtered, sorted, paged."""
    form, schools = _filtered(request)
    page = Paginator(schools, PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    context = {
        "form": form,
        "page": page,
        "sort": request.GET.get("sort", "code"),
        "filtered": any(form.cleaned_data.values()),
        "may_import": cast(Any, request.user).can("register.import"),
    }
    return render(request, "directory/school_list.html", context)


@require("register.view")
def school_profile(request: HttpRequest) -> HttpResponse:
    """The person's own school."""
    school = get_object_or_404(visible_schools(request.user), pk=cast(Any, request.user).school_id)
    return redirect("school_detail", code=school.code)


@require("register.view")
def school_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One school: facts, facilities, history."""
    school = get_object_or_404(visible_schools(request.user), code=code)
    context = {
        "school": school,
        "events": list(events_of(school)[:EVENTS]),
        "flags": [(School._meta.get_field(name).verbose_name, getattr(school, name)) for name in FACILITIES],  # type: ignore[union-attr]
        "may_edit": cast(Any, request.user).can("register.edit"),
    }
    return render(request, "directory/school_detail.html", context)


@require("register.edit")
def school_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a school; a newer version is shown beside the typed values and overwrites nothing by itself."""
    school = get_object_or_404(visible_schools(request.user), code=code)
    form = SchoolForm(request.POST or None, instance=_copy(school), by=request.user)
    if form.is_valid():
        data = dict(form.cleaned_data)
        version, reason = data.pop("version"), data.pop("reason")
        try:
            changed = change_school(school, by=request.user, version=version, reason=reason, **data)
        except Stale as stale:
            return _conflict(request, school, form, stale)
        except Invalid as error:
            form.add_error("reason", str(error.message))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different; nothing was saved."))
            return redirect("school_detail", code=code)
    status = 422 if form.errors else 200
    return render(request, "directory/school_edit.html", {"school": school, "form": form}, status=status)


def _copy(school: School) -> School:
    """A form writes what was typed into its instance; the page still needs what is stored."""
    return School(**{field.attname: getattr(school, field.attname) for field in School._meta.concrete_fields})


def _conflict(request: HttpRequest, school: School, form: SchoolForm, stale: Stale) -> HttpResponse:
    """The typed values again, with what the other person saved; saving once more overwrites on purpose."""
    form.data = {**form.data.dict(), "version": str(school.version)}  # type: ignore[attr-defined]
    theirs = [
        (field.label, _shown(school, name), _shown(form.instance, name))
        for name, field in form.fields.items()
        if hasattr(school, name) and name != "version" and getattr(school, name) != form.cleaned_data[name]
    ]
    context = {"school": school, "form": form, "stale": stale, "theirs": theirs}
    return render(request, "directory/school_edit.html", context, status=409)


def _shown(school: School, name: str) -> Any:
    display = getattr(school, f"get_{name}_display", None)
    value = display() if display else getattr(school, name)
    return (_("Yes") if value else _("No")) if isinstance(value, bool) else value


@require("register.view")
def school_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The filtered list in the layout of the register form, as xlsx or CSV; importing it again changes nothing."""
    _form, schools = _filtered(request)
    sheet = register_sheet(schools, request.user)
    name = _("School register") + f" {timezone.localdate():%Y-%m-%d}.{suffix}"
    if suffix == "xlsx":
        stream = io.BytesIO()
        write_xlsx(stream, sheet)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=name)
    if suffix != "csv":
        raise Http404
    response = StreamingHttpResponse(csv_lines(sheet.columns, sheet.rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = FileResponse(io.BytesIO(), as_attachment=True, filename=name).headers[
        "Content-Disposition"
    ]
    return response


def _filtered(request: HttpRequest) -> tuple[SchoolFilter, QuerySet[School]]:
    form = SchoolFilter(request.GET, by=request.user)
    schools = search(visible_schools(request.user), form.cleaned_data.get("q", ""))
    return form, sorted_by(schools.filter(**form.lookups()), request.GET.get("sort", ""))
