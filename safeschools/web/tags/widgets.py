"""Building blocks of pages: breadcrumbs, alerts, dialogs, timeline, explanations, pager, job progress, forms."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from safeschools.web.tags.formats import points, points_short, signed_points
from safeschools.web.tags.graphics import Bands
from safeschools.web.tags.marks import icon
from scoring.domain.draft import Line
from scoring.domain.lift import Mark

register = template.Library()

ALERTS = {"info": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "err": "alert-octagon"}
TO_GAIN = (
    '<li class="row-n"><span class="grow"><a href="{}#item-{}"><span class="num faint">{}</span> {}</a></span>'
    '<span class="push num nowrap"><span class="muted">{} / {}</span> <b class="t-green">{}</b></span></li>'
)


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: Any) -> dict[str, Any]:
    """Breadcrumb of words and addresses in turn, the page itself last: `{% crumbs "Home" url "2026" url2 "Here" %}`."""
    return {"links": list(zip(parts[:-1:2], parts[1::2], strict=True)), "here": parts[-1]}


@register.simple_block_tag
def alert(content: SafeString, kind: str = "info") -> SafeString:
    """A banner in the page: `{% alert "warn" %}…{% endalert %}`; kinds info, ok, warn, err (err is announced)."""
    role = mark_safe(' role="alert"') if kind == "err" else ""
    return format_html(
        '<div class="ss-alert ss-alert--{}"{}>{}<div>{}</div></div>', kind, role, icon(ALERTS[kind]), content
    )


@register.simple_block_tag
def dialog(
    content: SafeString,
    dialog_id: str,
    title: str,
    icon_name: str = "",
    tone: str = "blue",
    small: bool = False,
    sub: str = "",
) -> SafeString:
    """A <dialog> opened by a button with data-dialog-open="id". Inside: .ss-dialog__b and .ss-dialog__f."""
    picture = format_html('<span class="ss-ico ss-ico--{}">{}</span>', tone, icon(icon_name)) if icon_name else ""
    return format_html(
        '<dialog class="ss-dialog{}" id="{}" aria-labelledby="{}-t"><div class="ss-dialog__h">{}<div class="grow">'
        '<h2 id="{}-t" class="dlg-t">{}</h2>{}</div><button class="btn btn-quiet btn-icon" type="button" '
        'data-dialog-close aria-label="{}">{}</button></div>{}</dialog>',
        " ss-dialog--sm" if small else "",
        dialog_id,
        dialog_id,
        picture,
        dialog_id,
        title,
        format_html('<p class="small muted mb0">{}</p>', sub) if sub else "",
        _("Close"),
        icon("x"),
        content,
    )


@register.inclusion_tag("components/confirm_dialog.html", takes_context=True)
def confirm_dialog(
    context: template.Context,
    dialog_id: str,
    url: str,
    title: str,
    text: str,
    verb: str,
    keep: str,
    danger: bool = False,
    reason: str = "",
    hint: str = "",
) -> dict[str, Any]:
    """Asks before an act that counts; the button repeats the verb. `reason` labels a required text named reason."""
    names = {name: value for name, value in locals().items() if name != "context"}
    return {**names, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/merge_dialog.html")
def merge_dialog(
    dialog_id: str, who: str, sub: str, theirs: str, theirs_note: str, mine: str, mine_note: str
) -> dict[str, Any]:
    """Two versions side by side after a 409; buttons with data-merge="theirs" and data-merge="mine"."""
    return dict(locals())


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    kind: str, title: str, text: str = "", url: str = "", action: str = "", primary: bool = False
) -> dict[str, Any]:
    """What is true, then one action. Kinds: done (all done), search (nothing matches), new (first use)."""
    return dict(locals())


@register.inclusion_tag("components/skeleton.html")
def skeleton(lines: int = 4) -> dict[str, Any]:
    """Grey lines in the shape of what is loading."""
    widths = ("w40", "", "w80", "w60")
    return {"widths": [widths[line % 4] for line in range(lines)]}


@register.inclusion_tag("components/save_state.html")
def save_state(state: str = "idle", at: datetime | None = None) -> dict[str, Any]:
    """Autosave in words: idle, ok, busy, off (kept on this device), err."""
    return {"state": state, "at": at}


@register.inclusion_tag("components/checks.html")
def checks(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The list before submitting: rows {"kind": "ok" | "wn" | "todo", "text", "url", "note"}."""
    pictures = {"ok": "circle-check-filled", "wn": "alert-triangle-filled", "todo": "circle-dashed"}
    return {"items": [{**item, "icon": pictures[item["kind"]]} for item in items]}


@register.inclusion_tag("components/why_steps.html")
def why_steps(steps: Iterable[Any]) -> dict[str, Any]:
    """The chain from eligibility to star: rows with kind (ok, no, hold, end), title, calc."""
    return {"steps": steps}


@register.inclusion_tag("components/kv.html")
def kv(*parts: Any, columns: int = 1) -> dict[str, Any]:
    """Labels and values in turn: `{% kv "Code" school.code "Pupils" school.pupils %}`."""
    return {"rows": list(zip(parts[::2], parts[1::2], strict=True)), "columns": columns}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, unit: str = "", tone: str = "") -> dict[str, Any]:
    """One large number with its label, inside <dl class="ss-stats">."""
    return dict(locals())


def _phase(item: Any, now: datetime) -> dict[str, Any]:
    """A phase as the timeline shows it; `item` is a Phase or a mapping with label, starts_at, ends_at."""
    named: Mapping[str, Any] = item if isinstance(item, Mapping) else {**vars(item), "label": item.get_kind_display()}
    start, end = named["starts_at"], named["ends_at"]
    state = "done" if end < now else "now" if start <= now else ""
    return {"label": named["label"], "start": start, "end": end, "state": state, "one_day": (end - start).days < 1}


@register.inclusion_tag("components/cycle_timeline.html")
def cycle_timeline(phases: Iterable[Any], now: datetime | None = None) -> dict[str, Any]:
    """The seven phases of a year on the ruler; the one under way is the current step."""
    moment = now or timezone.now()
    return {"phases": [_phase(phase, moment) for phase in phases]}


@register.inclusion_tag("components/countdown.html")
def countdown(deadline: datetime, now: datetime | None = None) -> dict[str, Any]:
    """Days left, made by the server; a script counts only the last 24 hours."""
    left = deadline - (now or timezone.now())
    hours = int(left.total_seconds() // 3600)
    return {"deadline": deadline, "over": left.total_seconds() < 0, "days": left.days, "hours": hours}


@register.inclusion_tag("components/quota_panel.html")
def quota_panel(
    rows: Iterable[Mapping[str, Any]], total: Mapping[str, Any] | None = None, year: Bands | None = None
) -> dict[str, Any]:
    """Four gauges with threshold and cut-off.

    Rows (three, two, one star): {"star", "used", "cap", "percent" (basis points), "demand", "threshold", "cutoff"};
    `total`: {"used", "cap", "percent", "demand"}. Points in hundredths.
    """
    lines = list(rows)
    widest = max([1, *(max(line["cap"], line["demand"], line["used"]) for line in lines)])
    whole = max([1, total["cap"], total["demand"], total["used"]]) if total else 1
    return {"rows": lines, "total": total, "scale": widest * 23 // 20 + 1, "total_scale": whole * 23 // 20 + 1}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Page links that keep the filters; `name` is the query parameter."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"request": context["request"], "page": page, "name": name, "numbers": numbers}


@register.inclusion_tag("components/segmented.html")
def segmented(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """A few choices as links: rows {"text", "url", "count", "current"}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Tabs as links: rows {"text", "url", "count", "current"}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/job_progress.html")
def job_progress(job: Any, url: str, title: str = "") -> dict[str, Any]:
    """Long work: words, bar and numbers; asks `url` again every second until job.is_over; without JS by reload."""
    return {"job": job, "url": url, "title": title}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form on top, linked to their fields; takes the focus."""
    fields = [(field.id_for_label or field.auto_id, error) for field in form for error in field.errors]
    general = list(form.non_field_errors())
    return {"general": general, "fields": fields, "count": len(fields) + len(general)}


@register.inclusion_tag("components/stepper.html")
def stepper(
    field_id: str, name: str, label: str, value: int | str = 0, low: int = 0, high: int = 20, step: int | str = 1
) -> dict[str, Any]:
    """A number with − and + buttons (UI.md section 11: real inputs)."""
    return dict(locals())


def _work_pages(rows: Iterable[Line | Mark], calendar_year: int) -> dict[str, str]:
    """The addresses in the workspace of the dimensions these items belong to."""
    codes = {row.dimension for row in rows}
    return {code: reverse("assessment_dimension", args=[calendar_year, code]) for code in codes}


@register.simple_tag
def item_links(lines: Sequence[Line], calendar_year: int) -> SafeString:
    """Codes of items, each a link to the item in the workspace of the year. Python, because every save shows some."""
    pages = _work_pages(lines, calendar_year)
    rows = ((pages[line.dimension], line.code, line.code) for line in lines)
    return format_html_join("", '<a href="{}#item-{}">{}</a> ', rows)


@register.simple_tag
def to_gain(marks: Sequence[Mark], calendar_year: int) -> SafeString:
    """Lines of a list: items with their points, the most they bring and what is still to gain."""
    pages = _work_pages(marks, calendar_year)
    rows = (
        (
            pages[mark.dimension],
            mark.code,
            mark.code,
            mark.title,
            points(mark.points),
            points_short(mark.most),
            signed_points(mark.gap),
        )
        for mark in marks
    )
    return format_html_join("", TO_GAIN, rows)
