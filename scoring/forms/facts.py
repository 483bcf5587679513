"""The fields in which facts are entered, for school, district and inspector alike: reading and showing them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeschools.lib.errors import Invalid
from scoring.domain.facts import FactsError
from scoring.domain.items import read_item
from scoring.domain.points import points
from scoring.models import Item

YES_NO = {"yes": True, "no": False}


def read_facts(item: Item, data: Mapping[str, Any], *, on_site: bool = False) -> dict[str, Any]:
    """Facts from posted fields `count:<rule>`, `level`, `met`, `numerator`, `denominator`, `confirmed`, `occurred`.

    Empty fields stay out; raises Invalid for what is not a whole number. Whether facts are possible, the actions judge.
    Only a spot check, `on_site`, can confirm that there is nothing to count (decision score.zero_denominator).
    """
    match item.method:
        case Item.Method.DEDUCTION:
            numbers = {rule["id"]: _whole(data.get(f"count:{rule['id']}")) for rule in item.params["deductions"]}
            counts = {rule: number for rule, number in numbers.items() if number is not None}
            return {"counts": counts} if counts else {}
        case Item.Method.LEVELS:
            return {"level": data["level"]} if data.get("level") else {}
        case Item.Method.BINARY:
            return _yes_no(data, "met")
        case Item.Method.VETO:
            return _yes_no(data, "occurred")
    numbers = {name: _whole(data.get(name)) for name in ("numerator", "denominator")}
    facts: dict[str, Any] = {name: number for name, number in numbers.items() if number is not None}
    return facts | (_yes_no(data, "confirmed") if on_site else {})


def _whole(text: Any) -> int | None:
    words = str(text or "").strip()
    if not words:
        return None
    if not (words.isascii() and words.isdecimal() and len(words) < 10):
        raise Invalid(_("“%(text)s” is not a whole number.") % {"text": words[:20]})
    return int(words)


def _yes_no(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: YES_NO[data[name]]} if data.get(name) in YES_NO else {}


@dataclass(frozen=True)
class FactRow:
    """One field of the form: its input name, label, present value; points (hundredths) where the rule says so.

    `taken`: what the rule takes off with the present value.
    """

    name: str
    label: str
    value: Any = None
    points: int | None = None
    unit: str = ""
    once: bool = False
    cap: int | None = None
    taken: int = 0


@dataclass(frozen=True)
class FactFields:
    """Everything the component `components/facts.html` shows for one item."""

    method: str
    rows: list[FactRow] = field(default_factory=list)
    value: Any = None
    confirmable: bool = False
    confirmed: Any = None


def fact_fields(item: Item, facts: Mapping[str, Any] | None, *, on_site: bool = False) -> FactFields:
    """The fields of an item with these facts filled in, in the reader's language."""
    known, language = facts or {}, "en" if (get_language() or "").startswith("en") else "zh"
    params, method = item.params, str(item.method)
    match item.method:
        case Item.Method.DEDUCTION:
            counts, taken = known.get("counts") or {}, _taken(item, known)
            rules = params["deductions"]
            return FactFields(
                method, [_deduction(rule, counts.get(rule["id"]), taken.get(rule["id"], 0), language) for rule in rules]
            )
        case Item.Method.LEVELS:
            rows = [
                FactRow(level["grade"], level[language], level["grade"], _hundredths(level["points"]))
                for level in params["levels"]
            ]
            return FactFields(method, rows, known.get("level"))
        case Item.Method.BINARY:
            return FactFields(method, [FactRow("met", params.get(f"condition_{language}", ""))], known.get("met"))
        case Item.Method.VETO:
            return FactFields(
                method, [FactRow("occurred", params.get(f"condition_{language}", ""))], known.get("occurred")
            )
    rows = [FactRow(name, params[f"{name}_{language}"], known.get(name)) for name in ("numerator", "denominator")]
    confirmable = on_site and params.get("zero_denominator") == "full_if_confirmed_on_site"
    return FactFields(method, rows, confirmable=confirmable, confirmed=known.get("confirmed"))


def _taken(item: Item, facts: Mapping[str, Any]) -> dict[str, int]:
    """Hundredths that each rule takes off; nothing where the facts are impossible."""
    try:
        steps = points(read_item(item.code, item.method, item.max_points, item.params), facts).steps
    except FactsError:
        return {}
    return {step.rule: step.points for step in steps if step.rule}


def _deduction(rule: Mapping[str, Any], value: Any, taken: int, language: str) -> FactRow:
    return FactRow(
        name=f"count:{rule['id']}",
        label=rule[language],
        value=value,
        points=_hundredths(rule["points"]),
        unit=rule.get(f"unit_{language}") or "",
        once=rule.get("per") == "once",
        cap=_hundredths(rule["cap"]) if rule.get("cap") else None,
        taken=taken,
    )


def _hundredths(text: str) -> int:
    return int(Decimal(text) * 100)
