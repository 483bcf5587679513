"""Charts drawn on the server: histogram, attainment over the years. Widths in percent, so text never shrinks."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safeschools.web.tags.formats import percent, percent_of, points, points_short
from safeschools.web.tags.graphics import Bands, PolicyBands, share
from safeschools.web.tags.marks import star_word

register = template.Library()

TOP, BASE = 28, 30  # space above the plot for the names of the lines, below it for the scale
STACK = ("sx", "s0", "s1", "s2", "s3")  # from the bottom


def nice_ceiling(value: int) -> int:
    """The next number that divides into four round steps: 31 → 32, 95 → 100, 410 → 600."""
    magnitude = 1
    while True:
        for tenths in (10, 15, 20, 25, 30, 40, 50, 60, 80):
            step, rest = divmod(tenths * magnitude, 10)
            if not rest and 4 * step >= value:
                return 4 * step
        magnitude *= 10


def legend_words() -> dict[str, str]:
    """What the five colours mean, highest star first."""
    return {
        "s3": star_word(3),
        "s2": star_word(2),
        "s1": star_word(1),
        "s0": _("Without a star"),
        "sx": _("Below the floor"),
    }


def _columns(rows: Sequence[Mapping[str, int]], start: int, end: int, top: int, height: int) -> list[dict[str, Any]]:
    """One stack of rectangles per bin, from the bottom up."""
    columns = []
    for row in rows:
        y = float(TOP + height)
        for key in STACK:
            if count := row.get(key, 0):
                size = count / top * height
                y -= size
                columns.append(
                    {
                        "key": key,
                        "x": share(row["at"] - start + 10, end - start),
                        "width": share(80, end - start),
                        "y": f"{y:.1f}",
                        "height": f"{size:.1f}",
                    }
                )
    return columns


def _table(rows: Sequence[Mapping[str, int]], year: Bands) -> list[dict[str, Any]]:
    """The same numbers by band, for people who do not see the picture."""
    edges = (10001, year.band_three, year.band_two, year.band_one, year.floor, 0)
    total = sum(row.get(key, 0) for row in rows for key in STACK)
    result = []
    for high, low in pairwise(edges):
        count = sum(row.get(key, 0) for row in rows for key in STACK if low <= row["at"] < high)
        name = _("%(low)s and more") % {"low": points_short(low)} if low else ""
        result.append(
            {
                "name": name or _("below %(high)s") % {"high": points_short(high)},
                "count": count,
                "share": percent_of(count, total),
            }
        )
    return result


@register.inclusion_tag("components/histogram.html")
def histogram(
    rows: Iterable[Mapping[str, int]],
    year: Bands | None = None,
    height: int = 200,
    table: bool = True,
    tiers: Iterable[Mapping[str, int | None]] = (),
) -> dict[str, Any]:
    """How many schools have which score. A row is one whole point: {"at": 8600, "s2": 12, "s3": 1}, in hundredths.

    Keys sx, s0, s1, s2, s3 colour by result; the dashed lines are the thresholds of `year` (default: the policy's).
    `tiers`, rows {"star", "cutoff"} as of the quota panel, put a mark at every cut-off: where the places ran out.
    """
    bins = sorted(rows, key=lambda row: row["at"])
    bands: Bands = year or PolicyBands()
    start = min([6000, *(row["at"] // 500 * 500 for row in bins)])
    end = 10000
    top = nice_ceiling(max([1, *(sum(row.get(key, 0) for key in STACK) for row in bins)]))
    lines = (
        (bands.floor, pgettext("line", "Floor")),
        (bands.band_one, pgettext("line", "1★")),
        (bands.band_two, pgettext("line", "2★")),
        (bands.band_three, pgettext("line", "3★")),
    )
    return {
        "height": TOP + height + BASE,
        "top": TOP,
        "base": TOP + height,
        "scale_y": TOP + height + 20,
        "grid": [{"y": TOP + height - height * step // 4, "text": top * step // 4} for step in range(5)],
        "columns": _columns(bins, start, end, top, height),
        "scale": [{"x": share(at - start, end - start), "text": at // 100} for at in range(start, end, 500)],
        "lines": [
            {"x": share(limit - start, end - start), "name": name, "text": points_short(limit)} for limit, name in lines
        ],
        "cutoffs": [
            {"x": share(min(cutoff, end) - start, end - start), "star": tier["star"], "text": points(cutoff)}
            for tier in tiers
            if (cutoff := tier["cutoff"]) is not None
        ],
        "legend": legend_words().items(),
        "table": _table(bins, bands) if table else [],
    }


def _valley(rates: Sequence[int | None], position: int) -> bool:
    """Whether the line only rises from this point, so that its figure stands clear below it."""
    around = [rates[place] for place in (position - 1, position + 1) if 0 <= place < len(rates)]
    known = [rate for rate in around if rate is not None]
    here = rates[position]
    return here is not None and bool(known) and all(rate > here for rate in known)


@register.inclusion_tag("components/trend.html")
def trend(series: Iterable[Mapping[str, Any]], goal: int | None = None, height: int = 110) -> dict[str, Any]:
    """A rate over the years, in basis points: rows {"label": 2026, "rate": 7520, "planned": False}; `goal` 9000."""
    rows = list(series)
    values = [row["rate"] for row in rows if row["rate"] is not None] + ([goal] if goal is not None else [])
    low = max(0, min([5000, *((value - 800) // 1000 * 1000 for value in values)]))

    rates = [row["rate"] for row in rows]

    def at(rate: int) -> str:
        return f"{TOP + height - (rate - low) / (10000 - low) * height:.1f}"

    dots = [
        {
            "x": share(2 * position + 1, 2 * len(rows)),
            "y": at(row["rate"]),
            "label_y": float(at(row["rate"])) + (20 if _valley(rates, position) else -10),
            "text": percent(row["rate"] // 10 * 10),
            "planned": row.get("planned", False),
        }
        for position, row in enumerate(rows)
        if row["rate"] is not None
    ]
    spoken = ", ".join(f"{row['label']}: {percent(row['rate'] // 10 * 10)}" for row in rows if row["rate"] is not None)
    return {
        "height": TOP + height + BASE,
        "scale_y": TOP + height + 20,
        "grid": [{"y": at(rate), "text": percent(rate)} for rate in (low, (low + 10000) // 2, 10000)],
        "years": [
            {"x": share(2 * position + 1, 2 * len(rows)), "text": row["label"]} for position, row in enumerate(rows)
        ],
        "dots": dots,
        "segments": [{"a": a, "b": b} for a, b in pairwise(dots)],
        "goal": None if goal is None else {"y": at(goal), "text": percent(goal)},
        "spoken": spoken + ("" if goal is None else "; " + _("goal %(goal)s") % {"goal": percent(goal)}),
    }
