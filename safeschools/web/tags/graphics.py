"""Drawings of a score or a quota as SVG with attributes: ring, ruler, gauge, bars (CSP-safe, print-safe)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safeschools.web.tags.formats import points, points_short
from safeschools.web.tags.marks import star_word

register = template.Library()

CIRCLE = 2 * math.pi * 52  # length of the ring's circle, radius 52 of a 120 box
RULER_FROM, RULER_TO = 6000, 10000  # what the star ruler shows, in hundredths


class Bands(Protocol):
    """What a ruler needs of a campaign year: floor and star thresholds in hundredths."""

    @property
    def floor(self) -> int: ...
    @property
    def band_one(self) -> int: ...
    @property
    def band_two(self) -> int: ...
    @property
    def band_three(self) -> int: ...


@dataclass(frozen=True)
class PolicyBands:
    """C2.2.4: the thresholds where no year is given."""

    floor: int = 7000
    band_one: int = 8000
    band_two: int = 8500
    band_three: int = 9000


def share(part: float, whole: float) -> str:
    """A length in percent with two decimals, never outside 0–100."""
    return f"{max(0.0, min(100.0, part / whole * 100 if whole else 0)):.2f}"


def on_ruler(score: int) -> str:
    """Where a score lies on the ruler, in percent of its width."""
    return share(score - RULER_FROM, RULER_TO - RULER_FROM)


def band_of(score: int, year: Bands | None = None) -> str:
    """Colour key of a score: s3, s2, s1, s0, or sx below the floor."""
    bands: Bands = year or PolicyBands()
    steps = ((bands.band_three, "s3"), (bands.band_two, "s2"), (bands.band_one, "s1"), (bands.floor, "s0"))
    return next((key for limit, key in steps if score >= limit), "sx")


@register.inclusion_tag("components/score_ring.html")
def score_ring(
    score: int | None,
    size: int = 132,
    maximum: int = 10000,
    sub: str = "",
    tier: str = "auto",
    small: bool = False,
    year: Bands | None = None,
    text: str = "",
) -> dict[str, Any]:
    """A score in hundredths as a ring with notches at the thresholds. `tier` is auto, or s3 s2 s1 s0 sx, or empty."""
    bands: Bands = year or PolicyBands()
    shown = text or points(score)
    key = band_of(score, bands) if tier == "auto" and score is not None else tier
    limits = (bands.floor, bands.band_one, bands.band_two, bands.band_three)
    return {
        "size": size,
        "small": small,
        "width": 11 if small else 9,
        "tier": "" if key == "auto" else key,
        "dash": f"{CIRCLE * (score or 0) / maximum:.2f} {CIRCLE:.2f}",
        "ticks": [] if small else [f"{limit * 360 / 10000:.1f}" for limit in limits],
        "shown": shown,
        "font": 34 if small else 31,
        "sub": sub,
        "sub_font": f"{12 * 120 / size:.1f}",
        "label": _("Score %(score)s of %(maximum)s") % {"score": shown, "maximum": points_short(maximum)},
    }


def _ghost(score: int, ghost: int, label: str, lean: int) -> dict[str, Any]:
    """Where the text of the hollow pin goes: above it, beside it when the pins are close, never out of the ruler."""
    distance = abs(ghost - score)
    near = distance <= 620
    side = 1 if ghost > score else -1
    at_end = ghost >= RULER_TO - 700 if side > 0 else ghost <= RULER_FROM + 700
    if near and at_end:  # no room behind it: on the other side of the solid pin
        place = {"text_at": on_ruler(score), "text_x": -32 * side, "text_y": 14}
        anchor = "end" if side > 0 else "start"
    elif near:
        beside = 27 + max(0, lean * side)
        place = {"text_at": on_ruler(ghost), "text_x": (beside if distance <= 320 else 9) * side, "text_y": 20}
        anchor = "start" if side > 0 else "end"
    else:
        place = {"text_at": on_ruler(ghost), "text_x": 0, "text_y": 17}
        anchor = "middle" if not at_end else "end" if side > 0 else "start"
    return {"x": on_ruler(ghost), **place, "anchor": anchor, "text": f"{label} {points(ghost)}".strip()}


@lru_cache(maxsize=32)
def _scale(limits: tuple[int, ...], words: tuple[str, ...]) -> SafeString:
    """The ruler behind the pins: the same for all schools of a year. Without `words` the parts carry no names."""
    edges = (RULER_FROM, *limits, RULER_TO)
    segments = [
        {
            "key": key,
            "x": on_ruler(low),
            "width": share(high - low, RULER_TO - RULER_FROM),
            "middle": on_ruler((low + high) // 2),
        }
        for key, low, high in zip("x0123", edges, edges[1:], strict=False)
    ]
    ticks = [
        {"x": on_ruler(mark), "length": 48 if mark % 500 == 0 else 46}
        for mark in range(RULER_FROM, RULER_TO + 1, 100)
        if mark not in limits
    ]
    context = {
        "segments": segments,
        "ticks": ticks,
        "limits": [{"x": on_ruler(limit), "text": points_short(limit)} for limit in limits],
        "names": [{"x": part["middle"], "text": word} for part, word in zip(segments, words, strict=False)],
    }
    return render_to_string("components/band_scale.html", context)


@register.inclusion_tag("components/band_bar.html")
def band_bar(
    score: int | None,
    ghost: int | None = None,
    ghost_label: str = "",
    year: Bands | None = None,
    names: bool = True,
    label: str = "",
) -> dict[str, Any]:
    """The star ruler 60–100 in hundredths: solid pin at `score`, hollow pin at `ghost` (last year, cut-off)."""
    bands: Bands = year or PolicyBands()
    limits = (bands.floor, bands.band_one, bands.band_two, bands.band_three)
    stars = (pgettext("ruler", "1★"), pgettext("ruler", "2★"), pgettext("ruler", "3★"))
    # the pin's flag leans inwards at both ends, so that it stays over the ruler
    lean = 16 if (score or 0) < RULER_FROM + 300 else -16 if (score or 0) > RULER_TO - 300 else 0
    sentence = _("Star ruler: now %(score)s; thresholds: one star %(one)s, two stars %(two)s, three stars %(three)s")
    return {
        "scale": _scale(limits, (_("Barred"), star_word(0), *stars) if names else ()),
        "height": 78 if names else 66,
        "x": None if score is None else on_ruler(score),
        "lean": lean,
        "left": lean - 22,
        "shown": label or points(score),
        "ghost": None if ghost in (None, score) else _ghost(score or 0, ghost, ghost_label, lean),
        "sentence": sentence
        % {
            "score": points(score),
            "one": points_short(bands.band_one),
            "two": points_short(bands.band_two),
            "three": points_short(bands.band_three),
        },
    }


@register.inclusion_tag("components/score_flow.html")
def score_flow(
    claimed: int | None, reviewed: int | None = None, verified: int | None = None, final: int | None = None
) -> dict[str, Any]:
    """How the score came about: self-assessment, district, spot check, final, in hundredths; None: not there yet."""

    def change(value: int | None, before: int | None) -> int | None:
        return None if value is None or before is None else value - before

    return {
        "claimed": claimed,
        "reviewed": reviewed,
        "reviewed_delta": change(reviewed, claimed),
        "verified": verified,
        "verified_delta": change(verified, reviewed if reviewed is not None else claimed),
        "final": final,
    }


@register.inclusion_tag("components/quota_gauge.html")
def quota_gauge(
    tier: int | str, used: int, cap: int, demand: int = 0, scale: int = 0, flag: str = ""
) -> dict[str, Any]:
    """Seats of a tier: solid = allocated, hatched = qualified beyond the cap, red flag = cap.

    `tier` is 3, 2, 1 or t (total); `scale` is what the full width stands for (default: the largest number).
    """
    whole = scale or max(used, cap, demand, 1)
    width = sum(11 if ord(letter) > 255 else 7 for letter in flag) + 8
    return {
        "tier": tier,
        "used": share(used, whole),
        "over": share(demand - used, whole) if demand > used else "",
        "cap": share(cap, whole),
        "flag": flag,
        "flag_width": width,
        "flag_middle": width / 2,
        "sentence": _("%(used)s of %(cap)s seats allocated; %(demand)s qualified")
        % {"used": used, "cap": cap, "demand": demand},
    }


@register.inclusion_tag("components/bar.html")
def bar(total: int, *parts: Any, label: str = "", size: str = "", goal: int | None = None) -> dict[str, Any]:
    """A stacked bar: pairs of class and amount, e.g. `{% bar 31 "p-blue" 27 label="27 of 31" size="s" %}`."""
    drawn, x = [], 0
    for tone, amount in zip(parts[::2], parts[1::2], strict=True):
        if amount:
            drawn.append({"tone": tone, "x": share(x, total), "width": share(amount, total)})
            x += amount
    classes = " ".join(f"sbar--{part}" for part in size.split())
    return {"parts": drawn, "label": label, "classes": classes, "goal": goal}
