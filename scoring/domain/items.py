"""The five scoring methods as data: what an item's `params` say, read once and checked (product.md section 3).

The format is that of scoring/fixtures/standard_v1_params.json. Points are hundredths, rates basis points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaigns.domain.refusal import Refusal
from scoring.domain.bands import FULL
from scoring.domain.numbers import hundredths


class Method(StrEnum):
    """How facts become points."""

    DEDUCTION = "deduction"
    LEVELS = "levels"
    BINARY = "binary"
    RATIO = "ratio"
    VETO = "veto"


class ZeroRule(StrEnum):
    """What a rate is worth where there is nothing to count (decision score.zero_denominator)."""

    FULL = "full"
    NOT_APPLICABLE = "na"
    CONFIRMED = "full_if_confirmed_on_site"


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points off for each instance, or once; `cap` limits what this rule alone may cost."""

    id: str
    points: int
    once: bool = False
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Full points at `full` or more, none below `zero`, a straight line in between (basis points)."""

    full: int
    zero: int
    empty: ZeroRule


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the standard, as far as points are concerned."""

    code: str
    method: Method
    max: int
    deductions: tuple[Deduction, ...] = ()
    levels: tuple[tuple[str, int], ...] = ()
    rate: Rate = Rate(FULL, 0, ZeroRule.FULL)


def read_item(code: str, method: str, max_points: int, params: Mapping[str, object]) -> Item:
    """The item from its stored form; Refusal ITEM_… where the parameters make no sense."""
    try:
        kind = Method(method)
    except ValueError:
        raise Refusal("ITEM_METHOD", item=code, method=method) from None
    match kind:
        case Method.DEDUCTION:
            return Item(code, kind, max_points, deductions=_deductions(code, params))
        case Method.LEVELS:
            return Item(code, kind, max_points, levels=_levels(code, max_points, params))
        case Method.RATIO:
            return Item(code, kind, max_points, rate=_rate(code, params))
        case Method.BINARY | Method.VETO:
            return Item(code, kind, max_points)


def _rows(code: str, params: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    rows = params.get(name)
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise Refusal("ITEM_PARAMS", item=code, missing=name)
    return rows


def _unique(code: str, names: list[str]) -> None:
    if "" in names or len(set(names)) != len(names):
        raise Refusal("ITEM_PARAMS", item=code, missing="id")


def _deductions(code: str, params: Mapping[str, object]) -> tuple[Deduction, ...]:
    rows = _rows(code, params, "deductions")
    for row in rows:
        if row.get("per", "instance") not in ("instance", "once"):
            raise Refusal("ITEM_PARAMS", item=code, missing="per")
    rules = tuple(
        Deduction(
            id=str(row.get("id", "")),
            points=hundredths(row.get("points"), prefix="POINTS"),
            once=row.get("per") == "once",
            cap=None if row.get("cap") is None else hundredths(row["cap"], prefix="POINTS"),
        )
        for row in rows
    )
    _unique(code, [rule.id for rule in rules])
    return rules


def _levels(code: str, max_points: int, params: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    levels = tuple(
        (str(row.get("grade", "")), hundredths(row.get("points"), prefix="POINTS"))
        for row in _rows(code, params, "levels")
    )
    _unique(code, [grade for grade, _ in levels])
    if any(points > max_points for _, points in levels):
        raise Refusal("ITEM_PARAMS", item=code, missing="points")
    return levels


def _rate(code: str, params: Mapping[str, object]) -> Rate:
    full, zero = (hundredths(params.get(name), prefix="PERCENT") for name in ("full_at_pct", "zero_at_pct"))
    if zero > full:
        raise Refusal("ITEM_PARAMS", item=code, missing="zero_at_pct")
    try:
        return Rate(full, zero, ZeroRule(str(params.get("zero_denominator", ZeroRule.FULL))))
    except ValueError:
        raise Refusal("ITEM_PARAMS", item=code, missing="zero_denominator") from None
