"""What a decision of the leading group did: whom it moved, and whom it put before a better school (section 7)."""

from itertools import product

import pytest
from hypothesis import given

from campaigns.domain.seats import Seats
from scoring.domain.adjustments import Adjustment, Kind, binding
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.bands import Bands
from scoring.domain.documents import case_document
from scoring.domain.effects import Effect, Envy, effects, envies
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule
from scoring.domain.whatif import Move, freeze, moves, what_if
from tests.domain.strategies import CASCADE, policies, rosters, rules, within_caps
from tests.domain.test_adjustments import adjustments, decided

NO_PIN = (Kind.EXCLUDE, Kind.MAX_STAR, Kind.TIE_ORDER)
ONE_EACH = Policy(Bands(), Seats(three=1, two=1, one=1, total=3))
Made = tuple[Adjustment, ...]


def with_paper(made: Made) -> Made:
    return tuple(Adjustment(each.kind, each.reason, each.school, each.star, each.schools, "7") for each in made)


def effects_of(roster: list[Entrant], policy: Policy, rule: Rule, made: Made) -> tuple[Allocation, list[Effect]]:
    """By way of the stored document, as a run keeps it."""
    base = freeze(case_document("x", roster, policy, rule, with_paper(made)))
    allocation = what_if(base, {}).allocation
    return allocation, effects(base, allocation)


@given(rosters(), policies(), rules, adjustments())
def test_envy_is_what_the_definition_says(roster: list[Entrant], policy: Policy, rule: Rule, made: Made) -> None:
    allocation = decided(roster, policy, rule, made)
    star = {school: reason.star for school, reason in allocation.reasons.items()}
    slow = {
        Envy(before.id, after.id, star[after.id])
        for before, after in product(allocation.ranking, repeat=2)
        if before.group < after.group and star[before.id] < star[after.id] <= before.limit
    }
    assert set(envies(allocation, [standing.id for standing in allocation.ranking])) == slow


@given(rosters(), policies(), adjustments(NO_PIN))
def test_whom_the_group_leaves_out_limits_or_orders_puts_nobody_before_a_better_school(
    roster: list[Entrant], policy: Policy, made: Made
) -> None:
    decided(roster, policy, CASCADE, made)
    allocation, found = effects_of(roster, policy, CASCADE, made)
    assert not any(effect.envy for effect in found)
    assert list(envies(allocation, [standing.id for standing in allocation.ranking])) == []


@given(rosters(), policies(), adjustments())
def test_where_a_better_school_stands_behind_one_of_the_two_was_placed_by_decision(
    roster: list[Entrant], policy: Policy, made: Made
) -> None:
    allocation = decided(roster, policy, CASCADE, made)
    placed = {each.school for each in made if each.kind is Kind.PIN}
    everybody = [standing.id for standing in allocation.ranking]
    assert all({envy.school, envy.other} & placed for envy in envies(allocation, everybody))


@given(rosters(), policies(), rules, adjustments())
def test_a_decision_moves_the_difference_of_two_runs_and_neither_breaks_a_cap(
    roster: list[Entrant], policy: Policy, rule: Rule, made: Made
) -> None:
    decided(roster, policy, rule, made)
    allocation, found = effects_of(roster, policy, rule, made)
    assert len(found) == len(made)
    for place, effect in enumerate(found):
        if effect.refused:
            continue
        without = allocate(roster, policy, rule, (*made[:place], *made[place + 1 :]))
        assert list(effect.moves) == moves(without, allocation)
        for result in (without, allocation):
            stars = {school: reason.star for school, reason in result.reasons.items()}
            assert within_caps(stars, policy.seats(len(roster)))


def test_a_place_by_decision_names_everybody_it_passes_over() -> None:
    roster = [Entrant(f"S{number}", score) for number, score in enumerate((9600, 9400, 9200, 8600))]
    _allocation, (effect,) = effects_of(roster, ONE_EACH, CASCADE, (Adjustment(Kind.PIN, "minutes", "S2", 3),))
    assert effect.moves == (Move("S0", 3, 2), Move("S1", 2, 1), Move("S2", 1, 3))
    assert effect.envy == (Envy("S0", "S2", 3), Envy("S1", "S2", 3))


def test_what_the_facts_limit_by_themselves_is_no_decision() -> None:
    base = freeze(
        case_document(
            "x",
            [Entrant("S1", 9000)],
            ONE_EACH,
            CASCADE,
            [Adjustment(Kind.EXCLUDE, "withdrawn", "S1")],
        )
    )
    assert effects(base, what_if(base, {}).allocation) == []


FACT, LOW, HIGH = (
    Adjustment(Kind.MAX_STAR, "x", "S1", star, document=paper) for star, paper in ((1, ""), (1, "7"), (2, "8"))
)
OUT, OUT_TOO = (Adjustment(Kind.EXCLUDE, "x", "S1", document=paper) for paper in ("", "9"))


@pytest.mark.parametrize(
    ("made", "bound"),
    [
        ((FACT, HIGH), FACT),
        ((HIGH, LOW), LOW),
        ((FACT, LOW), FACT),
        ((HIGH,), HIGH),
        ((OUT, HIGH), OUT),
        ((OUT, OUT_TOO), OUT),
        ((), None),
    ],
)
def test_a_result_rests_on_the_lowest_ceiling_and_first_on_the_facts(made: Made, bound: Adjustment | None) -> None:
    found = allocate([Entrant("S1", 9500), Entrant("S2", 9600)], ONE_EACH, CASCADE, made)
    assert binding(found.reasons["S1"], made) == bound


def test_what_made_no_difference_is_not_what_a_result_rests_on() -> None:
    for entrant in (Entrant("S1", 8800), Entrant("S1", 9500, veto=True), Entrant("S1", None)):
        found = allocate([entrant], ONE_EACH, CASCADE, (HIGH,))
        assert binding(found.reasons["S1"], (HIGH,)) is None
