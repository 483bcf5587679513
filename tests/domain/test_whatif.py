"""What if: the frozen order read once gives what a changed case would give, and the run stays as it is."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import POLICY_CAPS
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.documents import case_document, result_document
from scoring.domain.numbers import shown
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Denominator, Overflow, Policy, Rule, TieResidual
from scoring.domain.whatif import freeze, moves, what_if
from tests.domain.strategies import rosters

POLICY = Policy(Bands(), POLICY_CAPS[3])
RULE = Rule(tie_keys=("first", "second"), denominator=20)


def frozen(roster: list[Entrant], rule: Rule = RULE, adjustments: tuple[Adjustment, ...] = ()) -> Any:
    return freeze(case_document("run", roster, POLICY, rule, adjustments))


@given(rosters(scored=False, keys=2))
def test_without_a_change_nothing_moves(roster: list[Entrant]) -> None:
    trial = what_if(frozen(roster), {})
    policy, found = trial.policy, trial.allocation
    run = allocate(roster, POLICY, RULE)
    assert policy == POLICY
    assert result_document(found) == result_document(run)
    assert moves(run, found) == []


@given(
    rosters(keys=2),
    st.sampled_from(Overflow),
    st.sampled_from((*Denominator, 40)),
    st.integers(8000, 8500),
    st.integers(0, 4000),
)
def test_a_change_is_what_the_engine_makes_of_the_changed_case(
    roster: list[Entrant], overflow: Overflow, denominator: Denominator | int, one: int, cap: int
) -> None:
    named = denominator if isinstance(denominator, int) else denominator.value
    changes = {
        "thresholds": {"1": shown(one)},
        "caps": {"3": shown(cap)},
        "rule": {"overflow": overflow.value, "denominator": named},
    }
    policy = Policy(Bands(one=one), replace(POLICY_CAPS[3], three=cap))
    expected = allocate(roster, policy, replace(RULE, overflow=overflow, denominator=denominator))
    found = what_if(frozen(roster), changes)
    assert (found.policy, result_document(found.allocation)) == (policy, result_document(expected))


@given(rosters(keys=2), st.data())
def test_changed_scores_and_fewer_keys_put_the_schools_in_order_again(
    roster: list[Entrant], data: st.DataObject
) -> None:
    new = {
        school.id: data.draw(st.none() | st.integers(0, 10_000), school.id)
        for school in roster
        if data.draw(st.booleans(), school.id)
    }
    changes = {
        "scores": {school: None if score is None else shown(score) for school, score in new.items()},
        "rule": {"tie_keys": ["second"]},
    }
    changed = [school._replace(score=new.get(school.id, school.score), keys=school.keys[1:]) for school in roster]
    expected = allocate(changed, POLICY, Rule(tie_keys=("second",), denominator=20))
    assert result_document(what_if(frozen(roster), changes).allocation) == result_document(expected)


@given(rosters(keys=2))
def test_every_move_says_from_where_to_where(roster: list[Entrant]) -> None:
    base = frozen(roster)
    before = what_if(base, {}).allocation
    after = what_if(base, {"caps": {"3": "0", "2": "5", "1": "40", "total": "45"}}).allocation
    stars = {move.school: (move.before, move.after) for move in moves(before, after)}
    for school in roster:
        pair = (before.reasons[school.id].star, after.reasons[school.id].star)
        assert stars.get(school.id, (pair[0], pair[0])) == pair


def test_district_places_follow_from_the_frozen_districts() -> None:
    """The price of slots: the best of a weak district gets three stars, the second of a strong one no longer."""
    roster = [
        Entrant(f"{home}{number}", score - number, home)
        for home, score in (("A", 9900), ("B", 9009))
        for number in range(10)
    ]
    base = freeze(case_document("run", roster, Policy(Bands(), POLICY_CAPS[1]), Rule(denominator=40)))
    before, after = what_if(base, {}).allocation, what_if(base, {"rule": {"scope": "district_slots"}}).allocation
    assert after.tiers[3].reserved_used == {"A": 1, "B": 1}
    assert [move for move in moves(before, after) if 3 in move] == [("A1", 3, 2), ("B0", 1, 3)]


def test_a_draw_by_lot_needs_a_seed() -> None:
    base = frozen([])
    with pytest.raises(Refusal, match="LOTTERY_SEED"):
        what_if(base, {"rule": {"tie_residual": "lottery"}})
    drawn = {"rule": {"tie_residual": "lottery", "lottery_seed": "trial"}}
    assert what_if(base, drawn).allocation.reasons == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quotas": {"3": 9}}, "CHANGE_FORMAT"),
        ({"scores": ["A"]}, "CHANGE_FORMAT"),
        ({"caps": 5}, "CHANGE_FORMAT"),
        ({"caps": {"4": "10"}}, "CHANGE_FORMAT"),
        ({"scores": {"Z": "90"}}, "CHANGE_SCHOOL"),
        ({"scores": {"A": "90.001"}}, "SCORE_PRECISION"),
        ({"rule": {"tie_keys": ["luck"]}}, "RULE_TIE_KEYS"),
        ({"rule": {"rounding": "up"}}, "RULE_FORMAT"),
        ({"thresholds": {"1": "95"}}, "POLICY_THRESHOLDS"),
        ({"caps": {"3": "101"}}, "POLICY_CAPS"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        what_if(frozen([Entrant("A", 9500, keys=(1, 1))]), changes)
    assert refused.value.code == code


def test_recorded_decisions_stay_in_force() -> None:
    roster = [Entrant("A", 9500, keys=(1, 1)), Entrant("B", 9400, keys=(1, 1))]
    base = frozen(roster, adjustments=(Adjustment(Kind.EXCLUDE, "minutes", "A"),))
    reasons = what_if(base, {"rule": {"tie_residual": TieResidual.INCLUDE.value}}).allocation.reasons
    assert (reasons["A"].code, reasons["B"].star) == ("EXCLUDED_BY_COMMITTEE", 3)


ORDER = Adjustment(Kind.TIE_ORDER, "minutes", schools=("B", "A"), document="7")
TWO = [Entrant("A", 9500, keys=(1, 1)), Entrant("B", 9500, keys=(1, 1)), Entrant("C", 9400, keys=(1, 1))]


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"caps": {"3": "5"}}, True),
        ({"scores": {"C": "93"}}, True),
        ({"thresholds": {"3": "94"}}, True),
        ({"scores": {"A": "96"}}, False),
        ({"scores": {"C": "95"}}, False),
        ({"scores": {"B": None}}, False),
        ({"thresholds": {"3": "98", "2": "97", "1": "96"}}, False),
    ],
    ids=str,
)
def test_an_order_that_no_longer_holds_falls_away_and_is_named(changes: dict[str, Any], holds: bool) -> None:
    trial = what_if(frozen(TWO, adjustments=(ORDER,)), changes)
    assert trial.overtaken == (() if holds else (ORDER,))
    if holds:
        assert [standing.id for standing in trial.allocation.ranking] == ["B", "A", "C"]


def test_an_order_falls_away_where_fewer_keys_join_its_group_with_others() -> None:
    tied = [TWO[0], TWO[1], Entrant("D", 9500, keys=(0, 1))]
    assert what_if(frozen(tied, adjustments=(ORDER,)), {"rule": {"tie_keys": []}}).overtaken == (ORDER,)
