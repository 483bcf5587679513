"""What the user enters, checked: counts, a level, yes or no, numerator and denominator. Points are never entered.

deduction {"counts": {rule: n}} · levels {"level": "A"} · binary {"met": true} ·
ratio {"numerator": n, "denominator": n, "confirmed": true} · veto {"occurred": false}
"""

from collections.abc import Mapping
from typing import Final

from campaigns.domain.refusal import Refusal
from scoring.domain.items import Item, Method

#: A count beyond this is a slip of the finger, not a fact.
MOST: Final = 1_000_000

FIELDS: Final[Mapping[Method, frozenset[str]]] = {
    Method.DEDUCTION: frozenset({"counts"}),
    Method.LEVELS: frozenset({"level"}),
    Method.BINARY: frozenset({"met"}),
    Method.RATIO: frozenset({"numerator", "denominator", "confirmed"}),
    Method.VETO: frozenset({"occurred"}),
}

Facts = Mapping[str, object]


class FactsError(Refusal):
    """Facts that cannot be true or do not belong to the item. Codes: FACTS_UNKNOWN, FACTS_COUNT, FACTS_RULE,
    FACTS_LEVEL, FACTS_YES_NO, FACTS_NUMERATOR.
    """


def check(item: Item, facts: object) -> Facts:
    """The facts if they are possible for the item, complete or not; else FactsError."""
    if not isinstance(facts, Mapping) or not set(facts) <= FIELDS[item.method]:
        raise FactsError("FACTS_UNKNOWN", item=item.code)
    match item.method:
        case Method.DEDUCTION:
            _check_counts(item, facts.get("counts"))
        case Method.LEVELS:
            if facts.get("level") is not None and facts["level"] not in [grade for grade, _ in item.levels]:
                raise FactsError("FACTS_LEVEL", item=item.code, level=facts["level"])
        case Method.RATIO:
            _check_ratio(item, facts)
        case Method.BINARY | Method.VETO:
            _yes_no(item, facts, *FIELDS[item.method])
    return facts


def count(item: Item, value: object) -> int:
    """A whole number from 0 to MOST."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise FactsError("FACTS_COUNT", item=item.code, value=value)
    return value


def _check_counts(item: Item, counts: object) -> None:
    if counts is None:
        return
    if not isinstance(counts, Mapping):
        raise FactsError("FACTS_COUNT", item=item.code, value=counts)
    known = {rule.id for rule in item.deductions}
    for rule, value in counts.items():
        if rule not in known:
            raise FactsError("FACTS_RULE", item=item.code, rule=rule)
        if value is not None:
            count(item, value)


def _check_ratio(item: Item, facts: Facts) -> None:
    given = {name: facts[name] for name in ("numerator", "denominator") if facts.get(name) is not None}
    numbers = {name: count(item, value) for name, value in given.items()}
    if len(numbers) == 2 and numbers["numerator"] > numbers["denominator"]:
        raise FactsError("FACTS_NUMERATOR", item=item.code, **numbers)
    _yes_no(item, facts, "confirmed")


def _yes_no(item: Item, facts: Facts, name: str) -> None:
    if facts.get(name) is not None and not isinstance(facts[name], bool):
        raise FactsError("FACTS_YES_NO", item=item.code, value=facts[name])
