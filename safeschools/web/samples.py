"""Invented values for the component gallery: the shared example of UI.md section 15."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from campaigns.models import PhaseKind
from safeschools.web.tags.marks import CHIPS, METHODS, SEVERITIES

NOW = datetime(2026, 11, 25, 1, 42, tzinfo=UTC)
PHASES = ((6, 1, 30), (9, 1, 42), (10, 13, 18), (11, 2, 19), (11, 23, 8), (12, 1, 7), (12, 15, 0))
TOKENS = [
    "navy",
    "blue",
    "red",
    "gold",
    "green",
    "amber",
    "teal",
    "yellowcard",
    "ink",
    "ink2",
    "ink3",
    "bg",
    "s3",
    "s2",
    "s1",
    "s0",
    "sx",
]
SCORES = {
    "sx": {61: 1, 64: 1, 66: 1, 67: 3, 68: 1, 69: 2},
    "s0": dict(zip(range(70, 86), (1, 2, 4, 7, 3, 10, 11, 14, 18, 22, 14, 32, 24, 28, 28, 0), strict=True)),
    "s1": {84: 4, 85: 26, 86: 23, 87: 20, 88: 9},
    "s2": {88: 7, 89: 16, 90: 14, 91: 16, 92: 9},
    "s3": {92: 4, 93: 7, 94: 10, 95: 7, 96: 13},
}
LISTED = (
    (40, "西岭区第五幼儿园", 9250, 3),
    (41, "西岭区第六中学", 9200, 3),
    (42, "高新区第十中学", 9200, 2),
    (43, "东湖区第十三小学", 9200, 2),
)


class SampleForm(forms.Form):
    """One field of each kind; two of them are wrong on purpose."""

    name = forms.CharField(label=_("Name"), help_text=_("As on the official seal"), initial="临江区实验小学")
    district = forms.ChoiceField(label=_("District"), choices=[("1", "临江区"), ("2", "东湖区")])
    points = forms.DecimalField(label=_("Reviewed points"), max_value=5, min_value=0)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), min_length=10)
    kind = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, choices=[("a", _("Accept")), ("r", _("Return"))], initial="a"
    )
    sure = forms.BooleanField(label=_("Checked on site"), required=False)


def phases() -> list[dict[str, Any]]:
    """The seven phases of a year."""
    result = []
    for kind, (month, day, length) in zip(PhaseKind, PHASES, strict=True):
        start = datetime(2026, month, day, tzinfo=UTC) - timedelta(hours=8)
        end = start + timedelta(days=length, hours=23, minutes=59)
        result.append({"label": kind.label, "starts_at": start, "ends_at": end})
    return result


def histogram() -> list[dict[str, int]]:
    """Counts of schools by whole point and result."""
    bins: dict[int, dict[str, int]] = {}
    for key, counts in SCORES.items():
        for point, count in counts.items():
            bins.setdefault(point, {"at": point * 100})[key] = count
    return list(bins.values())


def quota() -> dict[str, Any]:
    """The four gauges of run 14."""
    rows = (
        (3, 41, 41, 1000, 80, 9000, 9200),
        (2, 61, 61, 1500, 139, 8500, 8850),
        (1, 82, 82, 2000, 208, 8000, 8450),
    )
    names = ("star", "used", "cap", "percent", "demand", "threshold", "cutoff")
    return {
        "quota_rows": [dict(zip(names, row, strict=True)) for row in rows],
        "quota_total": {"used": 184, "cap": 185, "percent": 4500, "demand": 310},
    }


def explanation() -> list[dict[str, str]]:
    """Why one school has its star."""
    return [
        {"kind": "ok", "title": "资格：有效", "calc": "无较大以上安全事故；得分不低于 70"},
        {"kind": "ok", "title": "标准线：可达三星", "calc": "92.00 ≥ 90"},
        {"kind": "no", "title": "名额：三星已满", "calc": "上限 ⌊412 × 10%⌋ = 41"},
        {"kind": "hold", "title": "同分比较：92.00 分共 10 所", "calc": "先比第五方面得分"},
        {"kind": "end", "title": "结果：二星", "calc": ""},
    ]


def gallery() -> dict[str, Any]:
    """Everything templates/gallery.html shows."""
    form = SampleForm({"name": "临江区实验小学", "district": "1", "points": "5.5", "reason": "与标准不", "kind": "a"})
    choices = [
        {"text": "全部", "url": "#", "count": 31, "current": True},
        {"text": "待处理", "url": "#", "count": 4, "current": False},
        {"text": "已完成", "url": "#", "count": None, "current": False},
    ]
    return {
        "tokens": TOKENS,
        "chips": CHIPS,
        "severities": SEVERITIES,
        "methods": METHODS,
        "phases": phases(),
        "now": NOW,
        "deadline": NOW + timedelta(days=14),
        "soon": NOW + timedelta(hours=5),
        "bins": histogram(),
        "attainment": [
            {"label": 2025, "rate": 6830},
            {"label": 2026, "rate": 7524},
            {"label": 2027, "rate": 9000, "planned": True},
        ],
        "steps": explanation(),
        "choices": choices,
        "form": SampleForm(),
        "wrong": form,
        "page": Paginator(range(1859), 50).page(4),
        "listed": [{"rank": r, "name": n, "score": s, "star": t} for r, n, s, t in LISTED],
        "check_rows": [
            {"kind": "ok", "text": "53 项均已填写"},
            {"kind": "wn", "text": "2 项退回未改完", "url": "#", "note": "2.5 5.3"},
            {"kind": "todo", "text": "校长确认签署"},
        ],
        "job": {"done": 268, "total": 412, "is_over": True, "error": ""},
        **quota(),
    }
