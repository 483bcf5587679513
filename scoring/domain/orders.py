"""Recorded orders of tied schools on other facts than those they were made on: which still hold, which fall away."""

from collections.abc import Sequence

from campaigns.domain.refusal import Refusal
from scoring.domain.adjustments import Adjustment, Kind, check_orders
from scoring.domain.allocation import LineUp, line_up
from scoring.domain.bands import Bands
from scoring.domain.ranking import Roster
from scoring.domain.rule import Rule

Decisions = tuple[Adjustment, ...]


def orders_that_hold(
    schools: Roster, bands: Bands, rule: Rule, decisions: Sequence[Adjustment]
) -> tuple[Decisions, Decisions]:
    """The decisions without the orders that are no longer complete ones of one tied group, and those orders.

    Of two orders that name a school the first holds. Refusal as in `line_up` for the other decisions.
    """
    orders = [each for each in decisions if each.kind is Kind.TIE_ORDER]
    if not orders:
        return tuple(decisions), ()
    others = [each for each in decisions if each.kind is not Kind.TIE_ORDER]
    lined_up = line_up(schools, bands, rule, others)
    ordered: set[str] = set()
    overtaken: list[Adjustment] = []
    for order in orders:
        if ordered.isdisjoint(order.schools) and _holds(order, lined_up):
            ordered.update(order.schools)
        else:
            overtaken.append(order)
    return tuple(each for each in decisions if each not in overtaken), tuple(overtaken)


def _holds(order: Adjustment, lined_up: LineUp) -> bool:
    try:
        check_orders((order.schools,), lined_up.field.competing, lined_up.ruling.pins)
    except Refusal:
        return False
    return True
