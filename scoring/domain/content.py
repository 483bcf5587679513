"""The content of a standard as plain data: what its hash covers, what a workbook carries, what a copy takes over.

Points are integer hundredths. Rule parameters keep decimals as text ("0.4"), in the one spelling of `number`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.domain.documents import digest

#: the parts of `params` that hold a list of rows, per method
ROWS = {"deduction": "deductions", "levels": "levels"}

#: what each method's parameters consist of: plain fields, and the fields of each row
FIELDS: dict[str, tuple[str, ...]] = {
    "deduction": (),
    "levels": (),
    "binary": ("condition_zh", "condition_en"),
    "veto": ("condition_zh", "condition_en"),
    "ratio": (
        "numerator_zh",
        "numerator_en",
        "denominator_zh",
        "denominator_en",
        "full_at_pct",
        "zero_at_pct",
        "zero_denominator",
        "interpolation",
        "round_places",
    ),
}
ROW_FIELDS: dict[str, tuple[str, ...]] = {
    "deduction": ("id", "zh", "en", "points", "per", "unit_zh", "unit_en", "cap"),
    "levels": ("grade", "points", "zh", "en"),
}
DECIMALS = frozenset({"points", "cap", "full_at_pct", "zero_at_pct"})


@dataclass(frozen=True)
class DimensionContent:
    """One of the tasks of C2.1."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class ItemContent:
    """One item with everything that decides its points; `dimension` is a dimension's code."""

    code: str
    dimension: str
    name: str
    name_en: str
    method: str
    max_points: int
    is_key: bool
    applicable_to: str
    rule: str
    rule_en: str
    evidence: str
    evidence_en: str
    agencies: tuple[str, ...]
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """A whole standard, in its printed order."""

    dimensions: tuple[DimensionContent, ...]
    items: tuple[ItemContent, ...]

    @property
    def total(self) -> int:
        """Sum of the scored items in hundredths; 10000 where the standard is complete (C2.2.3)."""
        return sum(item.max_points for item in self.items)


def number(text: Any) -> str | None:
    """The one spelling of a decimal: no trailing zeros, no exponent; None where `text` is no finite decimal."""
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    plain = format(value.normalize(), "f") if value else "0"
    return plain if len(plain) <= 20 else None


def plain_text(text: Any) -> str:
    """Text as it is stored: outer blanks gone, line ends one way, tabs as blanks."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()


def plain_params(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters in the one spelling, with every field the method knows; a field nobody knows stays and is a fault."""
    result = {key: _plain(key, value) for key, value in params.items() if key != ROWS.get(method)}
    if method in ROWS:
        rows = params.get(ROWS[method]) or ()
        result[ROWS[method]] = [{key: _plain(key, value) for key, value in row.items()} for row in rows]
    return result


def _plain(key: str, value: Any) -> Any:
    if key in DECIMALS:
        return None if value is None else number(value) or plain_text(value)
    return plain_text(value) if isinstance(value, str) else value


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no blanks, decimals in one spelling. Equal standards, equal hash."""
    data = asdict(content)
    for item in data["items"]:
        item["params"] = plain_params(item["method"], item["params"])
    return digest(data)
