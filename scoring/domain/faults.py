"""What is wrong with a standard: every fault at once, each with the place it stands at (C2.1, C2.2.3)."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from campaigns.domain.refusal import Refusal
from scoring.domain.applicability import parse
from scoring.domain.content import FIELDS, ROW_FIELDS, ROWS, Content, DimensionContent, ItemContent, number
from scoring.domain.items import Method, ZeroRule

TOTAL = 10000
METHODS = tuple(Method)
ZERO_DENOMINATOR = tuple(ZeroRule)
PER = ("instance", "once")
LIMITS = {"code": 10, "name": 80, "name_en": 120, "applicable_to": 80}
DIMENSION_LIMITS = {"code": 4, "name": 60, "name_en": 80}
LONG_TEXT = 4000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One fault: `path` leads to the value (("items", 3, "max_points")), `code` names the rule it breaks."""

    path: Path
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def faults(content: Content, agencies: Collection[str]) -> list[Fault]:
    """Every fault of the parts; the total is judged apart, by `shortfall`, because a draft may still grow."""
    dimension_codes = [dimension.code for dimension in content.dimensions]
    found: list[Fault] = []
    for index, dimension in enumerate(content.dimensions):
        found += [_under(("dimensions", index), fault) for fault in dimension_faults(dimension)]
    found += _twice("dimensions", dimension_codes)
    for index, item in enumerate(content.items):
        found += [_under(("items", index), fault) for fault in item_faults(item, dimension_codes, agencies)]
    found += _twice("items", [item.code for item in content.items])
    return found


def publish_faults(content: Content, agencies: Collection[str]) -> list[Fault]:
    """Everything that stands against publishing: the faults of the parts, empty dimensions, the total."""
    found = faults(content, agencies)
    used = {item.dimension for item in content.items}
    for index, dimension in enumerate(content.dimensions):
        if dimension.code not in used:
            found.append(Fault(("dimensions", index, "code"), "empty_dimension", {"code": dimension.code}))
    if not content.items:
        found.append(Fault(("items",), "no_items"))
    if content.total != TOTAL:
        found.append(Fault(("items",), "total", {"total": _points(content.total), "difference": shortfall(content)}))
    return found


def shortfall(content: Content) -> str:
    """What is missing to 100.00, signed: "+0.50" is missing, "-1.00" too much, "0.00" right."""
    missing = TOTAL - content.total
    return ("+" if missing > 0 else "-" if missing < 0 else "") + _points(abs(missing))


def dimension_faults(dimension: DimensionContent) -> Iterator[Fault]:
    """Faults of one dimension by itself."""
    for name, limit in DIMENSION_LIMITS.items():
        yield from _text((name,), getattr(dimension, name), limit)
    if dimension.code and not _CODE.fullmatch(dimension.code):
        yield Fault(("code",), "code")


def item_faults(item: ItemContent, dimensions: Collection[str], agencies: Collection[str]) -> Iterator[Fault]:
    """Faults of one item by itself."""
    for name, limit in LIMITS.items():
        yield from _text((name,), getattr(item, name), limit)
    for name in ("rule", "rule_en"):
        yield from _text((name,), getattr(item, name), LONG_TEXT)
    for name in ("evidence", "evidence_en"):
        yield from _text((name,), getattr(item, name), LONG_TEXT, required=False)
    if item.code and not _CODE.fullmatch(item.code):
        yield Fault(("code",), "code")
    if item.dimension not in dimensions:
        yield Fault(("dimension",), "unknown_dimension", {"value": item.dimension})
    yield from _applicability(item.applicable_to)
    unknown = [code for code in item.agencies if code not in agencies]
    if unknown:
        yield Fault(("agencies",), "unknown_agency", {"value": "、".join(unknown)})
    if len(set(item.agencies)) != len(item.agencies):
        yield Fault(("agencies",), "agency_twice")
    if item.method not in METHODS:
        yield Fault(("method",), "unknown_method", {"value": item.method})
        return
    yield from _maximum(item)
    for fault in params_faults(item.method, item.params, item.max_points):
        yield _under(("params",), fault)


def params_faults(method: str, params: Mapping[str, Any], maximum: int) -> Iterator[Fault]:
    """Faults of the rule parameters of one item; `maximum` is its points in hundredths."""
    rows_name = ROWS.get(method)
    for key in params.keys() - set(FIELDS[method]) - {rows_name}:
        yield Fault((key,), "unknown_field", {"value": key})
    if rows_name is None:
        yield from _ratio(params) if method == "ratio" else _condition(params)
        return
    rows = params.get(rows_name) or []
    least = 2 if method == "levels" else 1
    if len(rows) < least:
        yield Fault((rows_name,), "too_few_rows", {"least": str(least)})
    check = _level if method == "levels" else _deduction
    for index, row in enumerate(rows):
        for key in row.keys() - set(ROW_FIELDS[method]):
            yield Fault((rows_name, index, key), "unknown_field", {"value": key})
        for fault in check(row, maximum):
            yield _under((rows_name, index), fault)
    name = "grade" if method == "levels" else "id"
    for fault in _twice(rows_name, [str(row.get(name, "")) for row in rows], name):
        yield fault
    if method == "levels" and rows:
        yield from _falling(rows, maximum)


def _maximum(item: ItemContent) -> Iterator[Fault]:
    if item.method == "veto":
        if item.max_points:
            yield Fault(("max_points",), "veto_points")
        if item.is_key:
            yield Fault(("is_key",), "veto_key")
    elif not 0 < item.max_points <= TOTAL:
        yield Fault(("max_points",), "points_range")


def _applicability(words: str) -> Iterator[Fault]:
    try:
        parse(words or "all")
    except Refusal:
        yield Fault(("applicable_to",), "applicability", {"value": words})


def _condition(params: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("condition_zh", "condition_en"):
        yield from _text((name,), params.get(name, ""), LONG_TEXT)


def _ratio(params: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("numerator_zh", "numerator_en", "denominator_zh", "denominator_en"):
        yield from _text((name,), params.get(name, ""), LONG_TEXT)
    ends = []
    for name in ("full_at_pct", "zero_at_pct"):
        found = list(_decimal((name,), params.get(name), Decimal(0), Decimal(100)))
        ends += [] if found else [Decimal(str(params[name]))]
        yield from found
    if len(ends) == 2 and ends[0] <= ends[1]:
        yield Fault(("full_at_pct",), "ratio_ends")
    if params.get("zero_denominator") not in ZERO_DENOMINATOR:
        yield Fault(("zero_denominator",), "choice", {"value": str(params.get("zero_denominator", ""))})
    if params.get("interpolation") != "linear":
        yield Fault(("interpolation",), "choice", {"value": str(params.get("interpolation", ""))})
    if params.get("round_places") != 2:
        yield Fault(("round_places",), "choice", {"value": str(params.get("round_places", ""))})


def _deduction(row: Mapping[str, Any], maximum: int) -> Iterator[Fault]:
    yield from _text(("id",), row.get("id", ""), 20)
    for name in ("zh", "en"):
        yield from _text((name,), row.get(name, ""), LONG_TEXT)
    for name in ("unit_zh", "unit_en"):
        yield from _text((name,), row.get(name, ""), 40)
    most = Decimal(maximum) / 100
    yield from _decimal(("points",), row.get("points"), Decimal("0.01"), most)
    if row.get("per") not in PER:
        yield Fault(("per",), "choice", {"value": str(row.get("per", ""))})
    if row.get("cap") is not None:
        yield from _decimal(("cap",), row["cap"], Decimal("0.01"), most)


def _level(row: Mapping[str, Any], maximum: int) -> Iterator[Fault]:
    yield from _text(("grade",), row.get("grade", ""), 10)
    for name in ("zh", "en"):
        yield from _text((name,), row.get(name, ""), LONG_TEXT)
    yield from _decimal(("points",), row.get("points"), Decimal(0), Decimal(maximum) / 100)


def _falling(rows: list[Mapping[str, Any]], maximum: int) -> Iterator[Fault]:
    """The best level gives the maximum, and every further one less than the one before."""
    points = [number(row.get("points")) for row in rows]
    if points[0] is not None and Decimal(points[0]) * 100 != maximum:
        yield Fault(("levels", 0, "points"), "best_level", {"value": _points(maximum)})
    for index, (before, after) in enumerate(pairwise(points), 1):
        if before is not None and after is not None and Decimal(after) >= Decimal(before):
            yield Fault(("levels", index, "points"), "level_order")


def _decimal(path: Path, value: Any, low: Decimal, high: Decimal) -> Iterator[Fault]:
    """A decimal with at most two places between `low` and `high`, both included."""
    spelled = number("" if value is None else value)
    if spelled is None:
        yield Fault(path, "decimal", {"value": "" if value is None else str(value)})
    elif len(spelled.partition(".")[2]) > 2:
        yield Fault(path, "two_places", {"value": spelled})
    elif not low <= Decimal(spelled) <= high:
        yield Fault(path, "range", {"low": str(low), "high": number(high) or "", "value": spelled})


def _text(path: Path, value: Any, limit: int, *, required: bool = True) -> Iterator[Fault]:
    if required and not value:
        yield Fault(path, "missing")
    elif len(value) > limit:
        yield Fault(path, "too_long", {"limit": str(limit)})
    elif _CONTROL.search(value):
        yield Fault(path, "control")


def _twice(name: str, codes: list[str], field_name: str = "code") -> list[Fault]:
    counts = Counter(codes)
    return [
        Fault((name, index, field_name), "twice", {"value": code})
        for index, code in enumerate(codes)
        if code and counts[code] > 1
    ]


def _under(prefix: Path, fault: Fault) -> Fault:
    return Fault((*prefix, *fault.path), fault.code, fault.values)


def _points(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
