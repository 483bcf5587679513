"""Whatever is typed in whatever order, the totals on screen are those of the pure function."""

from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.domain.scale import USUAL
from scoring.domain.draft import draft
from scoring.domain.items import read_item
from scoring.domain.points import points
from scoring.domain.score import final_score
from scoring.models import Item, Standard
from scoring.queries.assessment import item_lines
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db

CODES = ("D1-01", "D1-02", "D1-03", "D1-04", "D1-05", "D1-V1", "D2-03", "D3-08")
numbers = st.integers(0, 40)


def facts_for(item: Item, draw: st.DrawFn) -> dict[str, Any]:
    """Possible facts, often incomplete."""
    match item.method:
        case Item.Method.DEDUCTION:
            rules = draw(st.lists(st.sampled_from([rule["id"] for rule in item.params["deductions"]]), unique=True))
            most = {rule["id"]: 1 if rule.get("per") == "once" else 40 for rule in item.params["deductions"]}
            return {"counts": {rule: draw(st.integers(0, most[rule])) for rule in rules}}
        case Item.Method.LEVELS:
            return {"level": draw(st.sampled_from([level["grade"] for level in item.params["levels"]]))}
        case Item.Method.BINARY:
            return draw(st.sampled_from([{"met": True}, {"met": False}, {}]))
        case Item.Method.VETO:
            return draw(st.sampled_from([{"occurred": True}, {"occurred": False}, {}]))
    whole = draw(numbers)
    return {"numerator": draw(st.integers(0, whole)), "denominator": whole}


@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_totals_follow_every_sequence_of_saves(data: st.DataObject) -> None:
    with time_machine.travel(NOW):
        world = World(Standard.objects.first())
        world.start()
        known: dict[str, dict[str, Any]] = {}
        for code in data.draw(st.lists(st.sampled_from(CODES), max_size=12), label="items"):
            facts = data.draw(st.composite(lambda draw, item: facts_for(item, draw))(world.item(code).item), label=code)
            world.save(code, facts)
            known[code] = facts
    check(world, known)


def check(world: World, known: dict[str, dict[str, Any]]) -> None:
    earned = most = 0
    for score in world.row.item_scores.filter(applicable=True).select_related("item"):
        item = score.item
        result = points(read_item(item.code, item.method, item.max_points, item.params), known.get(item.code, {}))
        earned += result.points if result.complete else 0
        most += result.max if result.complete else item.max_points
    whole = draft(item_lines(world.row), USUAL)
    assert (whole.earned, whole.most, whole.score) == (earned, most, final_score(earned, most, USUAL))
