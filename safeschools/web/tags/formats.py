"""Filters: points, percentages, dates of Asia/Shanghai, Chinese numerals (UI.md section 10)."""

from datetime import date, datetime

from django import template
from django.utils import formats, timezone, translation

from safeschools.lib.typesetting import typeset

register = template.Library()
register.filter(typeset)

NOTHING = "–"
MINUS = "−"
DIGITS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def _decimal(hundredths: int) -> str:
    """8650 → 86.50; the sign is the caller's."""
    return f"{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def in_chinese() -> bool:
    """Whether the page is being made in Chinese."""
    return (translation.get_language() or "").startswith("zh")


@register.filter
def points(value: object) -> str:
    """Hundredths of a point with two decimals: 8650 → 86.50; None, or a related row that is not there → an en dash."""
    if not isinstance(value, int):
        return NOTHING
    return (MINUS if value < 0 else "") + _decimal(value)


@register.filter
def points_short(value: int | None) -> str:
    """Hundredths without needless zeros, for maxima and thresholds: 500 → 5, 8650 → 86.5."""
    return points(value).rstrip("0").rstrip(".") if value else NOTHING if value is None else "0"


@register.filter
def signed_points(value: int | None) -> str:
    """A difference in hundredths with its sign: -150 → −1.50, 50 → +0.50, 0 → 0.00."""
    if value is None:
        return NOTHING
    sign = MINUS if value < 0 else "+" if value > 0 else ""
    return sign + _decimal(value)


@register.filter
def signed(value: int | None) -> str:
    """A difference of whole numbers with its sign: -3 → −3, 3 → +3, 0 → 0."""
    if value is None:
        return NOTHING
    return f"{MINUS if value < 0 else '+' if value > 0 else ''}{abs(value):,}"


@register.filter
def percent(basis_points: int | None) -> str:
    """Basis points as a percentage: 1500 → 15%, 1250 → 12.5%."""
    if basis_points is None:
        return NOTHING
    return points_short(basis_points) + "%"


@register.filter
def percent_of(part: int | None, whole: int | None) -> str:
    """Share with one decimal, rounded half up in whole numbers: 310 of 412 → 75.2%; of nothing → an en dash."""
    if part is None or not whole:
        return NOTHING
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


@register.filter
def number(value: int | None) -> str:
    """A whole number with thousands separators: 1859 → 1,859."""
    return NOTHING if value is None else f"{value:,}"


@register.filter
def seconds(milliseconds: int | None) -> str:
    """A duration in seconds with one decimal, at least 0.1: 840 → 0.8."""
    return NOTHING if milliseconds is None else f"{max(milliseconds, 100) / 1000:.1f}"


def _moment(value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a date has no zone
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def shanghai(value: date | datetime | None, style: str = "stamp") -> str:
    """A moment in Asia/Shanghai. Styles: stamp 2026-10-12 18:00, date, time 18:00:05, clock 18:00, short 10-12,
    phase 10.12, long 10 月 12 日（周一）18:00, day 10 月 12 日, weekday 10 月 12 日 星期一."""
    if value is None:
        return NOTHING
    moment = _moment(value)
    simple = {
        "stamp": "%Y-%m-%d %H:%M",
        "date": "%Y-%m-%d",
        "time": "%H:%M:%S",
        "clock": "%H:%M",
        "short": "%m-%d",
        "iso": "%Y-%m-%dT%H:%M:%S",
    }
    if style in simple:
        return moment.strftime(simple[style])
    if style == "phase":
        return f"{moment.month}.{moment.day:02d}"
    if in_chinese():
        day = f"{moment.month} 月 {moment.day} 日"
        name = WEEKDAYS[moment.weekday()]
        return {"long": f"{day}（周{name}）{moment:%H:%M}", "day": day, "weekday": f"{day} 星期{name}"}[style]
    pattern = {"long": "D j M, H:i", "day": "j M", "weekday": "l j F"}[style]
    return str(formats.date_format(moment, pattern))


@register.filter
def zh_num(value: int | str | None) -> str:
    """A number of a dimension as the policy counts it: 5 → 五 in Chinese, 5 in English; 12 → 十二."""
    if value is None or not str(value).isdigit() or not in_chinese():
        return NOTHING if value is None else str(value)
    tens, ones = divmod(int(value), 10)
    if tens > 9:
        return str(value)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


@register.filter
def days_left(value: datetime | None) -> int | None:
    """Whole days from now to a moment, 0 on the last day, below zero after it; None without one."""
    return None if value is None else (value - timezone.now()).days


@register.filter
def zh_date(value: date | datetime | None) -> str:
    """The date as certificates write it: 二〇二六年十二月十五日, whatever the language of the page."""
    if value is None:
        return NOTHING
    moment = _moment(value)
    with translation.override("zh-hans"):
        month, day = zh_num(moment.month), zh_num(moment.day)
    return "".join(DIGITS[int(digit)] for digit in str(moment.year)) + f"年{month}月{day}日"
