"""The frame around every page: rail, tab bar, addresses that may not exist, query strings that keep filters."""

import uuid
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.http import urlencode

from safeschools.once.record import FIELD
from safeschools.web.navigation import PUBLIC, RAILS, TABS, Link, address, links, mark_current

register = template.Library()


@register.inclusion_tag("components/rail.html", takes_context=True)
def rail(context: template.Context) -> dict[str, Any]:
    """The left navigation of the role in use."""
    request, year = context["request"], context.get("year")
    groups = [(group.heading, links(group.entries, request.user, year)) for group in RAILS.get(request.user.role, ())]
    name = request.resolver_match.url_name if request.resolver_match else ""
    mark_current([link for _heading, rows in groups for link in rows], request.path, name)
    return {"groups": [group for group in groups if group[1]]}


@register.inclusion_tag("components/tab_bar.html", takes_context=True)
def tab_bar(context: template.Context) -> dict[str, Any]:
    """The bottom navigation on a phone, for the roles that have one."""
    request = context["request"]
    rows = links(TABS.get(getattr(request.user, "role", ""), ()), request.user, context.get("year"))
    mark_current(rows, request.path)
    return {"links": rows}


@register.inclusion_tag("components/public_navigation.html", takes_context=True)
def public_navigation(context: template.Context) -> dict[str, Any]:
    """The top navigation of the public pages."""
    request = context["request"]
    rows = links(PUBLIC, getattr(request, "user", None), context.get("year"))
    mark_current(rows, request.path)
    return {"links": rows}


@register.simple_tag(takes_context=True)
def nearby(context: template.Context) -> list[Link]:
    """Up to four pages the role in use may open, its daily work first; its home has a button of its own."""
    request, year = context["request"], context.get("year")
    user = request.user
    entries = tuple(entry for group in RAILS.get(user.role, ()) for entry in group.entries)
    home = address(user.spec.home, year)
    return [link for link in links(entries, user, year) if link.url != home][:4]


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether the role in use includes a permission: `{% if user|may:"review.work" %}`."""
    return bool(user.can(permission))


@register.simple_tag(takes_context=True)
def maybe_url(context: template.Context, name: str) -> str:
    """The address of a page, empty where it does not exist (yet); fills in the year in view."""
    return address(name, context.get("year"))


@register.simple_tag
def page_query(request: HttpRequest, name: str, value: Any) -> str:
    """The present query string with one parameter changed, for pagers and sort links."""
    query = request.GET.copy()
    query[name] = str(value)
    return urlencode(list(query.lists()), doseq=True)


@register.simple_tag
def idempotency() -> str:
    """The key of a form whose view is `@once`: sent twice, it has one effect. Each showing of the form has its own."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4().hex)
