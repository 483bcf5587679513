"""`{% load register %}`: a school's facilities and status in words, sortable headings."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safeschools.audit.models import Event
from safeschools.directory.models import FACILITIES, School

register = template.Library()

LABELS = {name: School._meta.get_field(name).verbose_name for name in FACILITIES}  # type: ignore[union-attr]
TONES = {School.Status.ACTIVE: "green", School.Status.SUSPENDED: "amber", School.Status.CLOSED: ""}


@register.filter
def facility_words(school: School) -> str:
    """The facilities a school has, or a dash."""
    return "、".join(str(LABELS[name]) for name in FACILITIES if getattr(school, name)) or "—"


@register.filter
def school_status(school: School) -> SafeString:
    """Open, suspended or closed, as a chip."""
    tone = TONES.get(School.Status(school.status), "")
    return format_html('<span class="chip{}">{}</span>', f" chip--{tone}" if tone else "", school.get_status_display())


@register.simple_tag(takes_context=True)
def sort_heading(context: template.Context, name: str, label: str, style: str = "") -> SafeString:
    """A heading that sorts by its column; a second click turns the order round."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    present = query.get("sort") or "code"
    query["sort"] = f"-{name}" if present == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(present, "")
    return format_html(
        '<th scope="col"{}{}><a class="ss-sort" href="?{}">{}{}</a></th>',
        format_html(' class="{}"', style) if style else "",
        format_html(' aria-sort="{}"', order) if order else "",
        query.urlencode(),
        label,
        {"ascending": " ↑", "descending": " ↓"}.get(order, ""),
    )


@register.filter
def differences(event: Event) -> list[tuple[str, str, str]]:
    """What an event of a school changed: (label, before, after) in the reader's language."""
    names = {field.attname: field for field in School._meta.concrete_fields}
    names |= {field.name: field for field in School._meta.concrete_fields}
    found = []
    for name, pair in event.data.items():
        if name in names and isinstance(pair, list) and len(pair) == 2:
            before, after = (_word(names[name], value) for value in pair)
            found.append((str(names[name].verbose_name), before, after))
    return found


def _word(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.is_relation:
        return ""
    return str(dict(field.flatchoices).get(value, value)) or "—"
