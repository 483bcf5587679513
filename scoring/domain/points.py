"""Facts to points: the one pure function behind the form, the API and the recompute (product.md section 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.domain.facts import Facts, check
from scoring.domain.items import Deduction, Item, Method, ZeroRule
from scoring.domain.numbers import half_up


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reckoning, as data: what happened, to which rule, how many, how many points (hundredths).

    Kinds: `full`, `deducted`, `capped`, `floor`, `level`, `met`, `not_met`, `rate`, `empty_full`, `empty_na`,
    `empty_confirmed`, `empty_unconfirmed`, `veto`, `no_veto`, `missing`.
    """

    kind: str
    points: int = 0
    rule: str = ""
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """Points and applicable maximum in hundredths; the maximum is 0 where a rate has nothing to count and the rule
    says not applicable. `complete` once every fact is there; missing facts earn nothing. `vetoed` for veto items.
    """

    points: int
    max: int
    complete: bool
    steps: tuple[Step, ...]
    vetoed: bool = False


def points(item: Item, facts: object) -> Result:
    """The points of one item. Raises FactsError where the facts are impossible."""
    checked = check(item, facts)
    match item.method:
        case Method.DEDUCTION:
            return _deducted(item, checked)
        case Method.LEVELS:
            return _graded(item, checked)
        case Method.BINARY:
            return _met(item, checked)
        case Method.RATIO:
            return _rated(item, checked)
        case Method.VETO:
            return _veto(checked)


def _missing(item: Item) -> Result:
    return Result(0, item.max, False, (Step("missing"),))


def _deducted(item: Item, facts: Facts) -> Result:
    """Start full, take off per rule, never below zero."""
    counts = facts.get("counts")
    if not isinstance(counts, Mapping):
        return _missing(item)
    steps = [Step("full", item.max)]
    left = item.max
    for rule in item.deductions:
        number = counts.get(rule.id)
        if number:
            step = _deduction(rule, number)
            steps.append(step)
            left -= step.points
    if left < 0:
        steps.append(Step("floor"))
    complete = all(counts.get(rule.id) is not None for rule in item.deductions)
    return Result(max(0, left), item.max, complete, tuple(steps))


def _deduction(rule: Deduction, number: int) -> Step:
    taken = rule.points * (1 if rule.once else number)
    if rule.cap is not None and taken > rule.cap:
        return Step("capped", rule.cap, rule.id, number)
    return Step("deducted", taken, rule.id, number)


def _graded(item: Item, facts: Facts) -> Result:
    level = facts.get("level")
    if level is None:
        return _missing(item)
    earned = dict(item.levels)[str(level)]
    return Result(earned, item.max, True, (Step("level", earned, str(level)),))


def _met(item: Item, facts: Facts) -> Result:
    met = facts.get("met")
    if met is None:
        return _missing(item)
    earned = item.max if met else 0
    return Result(earned, item.max, True, (Step("met" if met else "not_met", earned),))


def _veto(facts: Facts) -> Result:
    """A veto carries no points; it stops the year once confirmed."""
    occurred = facts.get("occurred")
    kind = "missing" if occurred is None else "veto" if occurred else "no_veto"
    return Result(0, 0, occurred is not None, (Step(kind),), vetoed=bool(occurred))


def _rated(item: Item, facts: Facts) -> Result:
    """A straight line between the two ends, rounded half-up to two places; the ends themselves are exact."""
    rate = item.rate
    numerator, denominator = facts.get("numerator"), facts.get("denominator")
    if not isinstance(numerator, int) or not isinstance(denominator, int):
        return _missing(item)
    if denominator == 0:
        return _empty(item, facts)
    share = Fraction(10_000 * numerator, denominator)
    if share >= rate.full:
        earned = item.max
    elif share <= rate.zero:
        earned = 0
    else:
        earned = half_up(item.max * (share - rate.zero) / (rate.full - rate.zero))
    return Result(earned, item.max, True, (Step("rate", earned, "", numerator, denominator),))


def _empty(item: Item, facts: Facts) -> Result:
    """Nothing to count: full, not applicable, or full only where a visit confirmed it."""
    match item.rate.empty:
        case ZeroRule.FULL:
            return Result(item.max, item.max, True, (Step("empty_full", item.max),))
        case ZeroRule.NOT_APPLICABLE:
            return Result(0, 0, True, (Step("empty_na"),))
        case ZeroRule.CONFIRMED if facts.get("confirmed"):
            return Result(item.max, item.max, True, (Step("empty_confirmed", item.max),))
        case ZeroRule.CONFIRMED:
            return Result(0, item.max, True, (Step("empty_unconfirmed"),))
