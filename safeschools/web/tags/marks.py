"""Small marks made many times on a page: icon, brand mark, stars, chips, deltas. Python, because tables repeat them."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeschools.web.tags.formats import NOTHING, signed_points

register = template.Library()

HIDDEN = mark_safe('aria-hidden="true" focusable="false"')
SPRITE = "app/icons.svg"

#: Shown words of the star levels (C2.2.4); 0 is a school without a star.
STAR_WORDS: dict[int, str | Promise] = {
    0: _("No star"),
    1: _("One star"),
    2: _("Two stars"),
    3: _("Three stars"),
}

#: state → tone of the chip, icon, words; first the states of Participation, then those other rows use.
CHIPS: dict[str, tuple[str, str, str | Promise]] = {
    "invited": ("", "circle-dashed", _("Not started")),
    "self_assessing": ("blue", "pencil", _("In progress")),
    "submitted": ("teal", "send", _("Awaiting district review")),
    "returned": ("amber", "arrow-back-up", _("Returned")),
    "reviewed": ("blue", "checks", _("Reviewed by the district")),
    "recommended": ("gold", "thumb-up", _("Recommended")),
    "not_recommended": ("", "thumb-down", _("Not recommended")),
    "allocated": ("teal", "adjustments-horizontal", _("Allocated")),
    "announced": ("gold", "speakerphone", _("On public notice")),
    "named": ("gold", "award", _("Named")),
    "not_named": ("", "circle-minus", _("Not named")),
    "withdrawn": ("", "circle-x", _("Withdrawn")),
    "disqualified": ("solid-red", "ban", _("Disqualified")),
    "revoked": ("red", "certificate-off", _("Revoked")),
    "sampled": ("teal", "calendar-search", _("Spot check due")),
    "verified": ("green", "clipboard-check", _("Verified by spot check")),
    "draft": ("blue", "pencil", pgettext_lazy("chip", "Draft")),
    "published": ("green", "shield-check", pgettext_lazy("chip", "Published")),
    "open": ("green", "player-play", pgettext_lazy("chip", "Open")),
    "closed": ("", "archive", pgettext_lazy("chip", "Closed")),
    "done": ("green", "check", _("Done")),
    "overdue": ("red", "clock-exclamation", _("Overdue")),
    "rectify": ("amber", "tool", _("Being rectified")),
    "appeal": ("teal", "scale", _("Under appeal")),
    "yellow_card": ("yellowcard", "cards", _("Yellow card")),
    "criticism": ("red", "alert-octagon", _("Public criticism")),
}
SEVERITIES: dict[str, tuple[str, str, str | Promise]] = {
    "minor": ("blue", "info-circle", _("Minor hazard")),
    "significant": ("amber", "alert-triangle-filled", _("Significant hazard")),
    "critical": ("red", "alert-octagon-filled", _("Critical hazard")),
}
METHODS: dict[str, tuple[str, str, str | Promise]] = {
    "deduction": ("line", "minus", _("Deduction")),
    "levels": ("line", "stairs", _("Levels")),
    "binary": ("line", "toggle-right", _("Pass or fail")),
    "ratio": ("line", "percentage", _("Ratio")),
    "veto": ("red", "ban", _("Veto")),
}


@lru_cache(maxsize=1024)
def use(symbol: str, width: int, height: int, cls: str = "", label: str = "") -> SafeString:
    """An <svg> that shows one symbol of the sprite; hidden from screen readers unless it has a label."""
    voice = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    classes = format_html('class="{}" ', cls) if cls else ""
    return format_html(
        '<svg {}width="{}" height="{}" {}><use href="{}#{}"/></svg>',
        classes,
        width,
        height,
        voice,
        static(SPRITE),
        symbol,
    )


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", cls: str = "") -> SafeString:
    """An icon of the sprite. Alone on a button it needs a `label`, or the button an aria-label."""
    return use(f"i-{name}", size, size, f"ss-i {cls}".rstrip(), label)


@register.simple_tag
def brand_mark(size: int = 32, kind: str = "blue", label: str = "") -> SafeString:
    """The shield: `blue` inside the app, `red` on public pages and certificates. `size` is its height."""
    return use("mark-red" if kind == "red" else "mark", round(size * 48 / 52), size, "", label)


@register.filter
def star_word(value: int | None) -> str:
    """三星, 二星, 一星, 未达星级; None → an en dash."""
    return NOTHING if value is None else str(STAR_WORDS[value])


@lru_cache(maxsize=64)
def _slots(value: int, size: int) -> SafeString:
    """Three stars, the first `value` of them filled."""
    drawn = (use("star", size, size, "star-on" if slot <= value else "star-off") for slot in (1, 2, 3))
    return format_html("{}{}{}", *drawn)


@register.simple_tag
def stars(value: int | None, size: int = 16, text: bool = True) -> SafeString:
    """Always three slots; with the word beside them, or with the word as their label."""
    if value is None:
        return format_html('<span class="muted">{}</span>', NOTHING)
    word, slots = str(STAR_WORDS[value]), _slots(value, size)
    if not text:
        return format_html('<span class="stars" role="img" aria-label="{}">{}</span>', word, slots)
    return format_html(
        '<span class="stars-t"><span class="stars" aria-hidden="true">{}</span><span>{}</span></span>', slots, word
    )


@register.simple_tag
def chip(text: str, tone: str = "", icon_name: str = "", large: bool = False) -> SafeString:
    """A free chip. Tones: blue green red amber gold teal yellowcard solid-red navy line."""
    classes = "chip" + (f" chip--{tone}" if tone else "") + (" chip--lg" if large else "")
    picture = icon(icon_name, 14) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', classes, picture, text)


def _known(table: dict[str, tuple[str, str, str | Promise]], key: str, large: bool = False) -> SafeString:
    tone, picture, words = table[str(key)]
    return chip(str(words), tone, picture, large)


@register.simple_tag
def status_chip(state: str, large: bool = False) -> SafeString:
    """The chip of a state: every Participation.State, and the states in CHIPS."""
    return _known(CHIPS, state, large)


@register.simple_tag
def severity_chip(severity: str) -> SafeString:
    """minor, significant, critical."""
    return _known(SEVERITIES, severity)


@register.simple_tag
def method_chip(method: str) -> SafeString:
    """How an item is scored: deduction, levels, binary, ratio, veto."""
    return _known(METHODS, method)


@register.simple_tag
def delta(value: int | None) -> SafeString:
    """A signed difference in hundredths, red when points were lost, green when won; nothing for None."""
    if value is None:
        return mark_safe("")
    tone = "delta--d" if value < 0 else "delta--u" if value > 0 else "faint"
    return format_html('<span class="delta {}">{}</span>', tone, signed_points(value))


@register.simple_tag
def swatch(tone: str) -> SafeString:
    """The little square of a legend; `tone` is the class of the drawn part, e.g. p-green or q-3."""
    return format_html(
        '<svg aria-hidden="true" width="12" height="12"><rect class="{}" width="12" height="12" rx="2"/></svg>', tone
    )
