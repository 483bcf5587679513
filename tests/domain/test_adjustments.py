"""Recorded decisions of the leading group can be refused, but they never break a cap (allocation.md section 7)."""

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.domain.refusal import Refusal
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule
from tests.domain.strategies import CASCADE, highest, policies, rosters, rules, within_caps


@st.composite
def adjustments(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> tuple[Adjustment, ...]:
    """A few decisions about the schools of `rosters`, sensible or not."""
    schools = st.integers(0, 11).map("S{:02d}".format)
    made = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=4)):
        if kind is Kind.TIE_ORDER:
            order = draw(st.lists(schools, min_size=1, max_size=3, unique=True))
            made.append(Adjustment(kind, "minutes", schools=tuple(order)))
        else:
            star = None if kind is Kind.EXCLUDE else draw(st.integers(0, 3))
            made.append(Adjustment(kind, "minutes", draw(schools), star))
    return tuple(made)


def decided(roster: list[Entrant], policy: Policy, rule: Rule, made: tuple[Adjustment, ...]) -> Allocation:
    """The allocation under these decisions; examples the engine refuses prove nothing here and are skipped."""
    try:
        return allocate(roster, policy, rule, made)
    except Refusal:
        assume(False)
        raise


@given(rosters(scored=False), policies(), rules, adjustments())
def test_decisions_break_no_cap(
    roster: list[Entrant], policy: Policy, rule: Rule, made: tuple[Adjustment, ...]
) -> None:
    allocation = decided(roster, policy, rule, made)
    found = {school: reason.star for school, reason in allocation.reasons.items()}
    assert within_caps(found, policy.seats(len(roster)))


@given(rosters(scored=False), policies(), rules, adjustments())
def test_decisions_lift_nobody_above_its_band(
    roster: list[Entrant], policy: Policy, rule: Rule, made: tuple[Adjustment, ...]
) -> None:
    reasons = decided(roster, policy, rule, made).reasons
    assert all(reasons[school.id].star <= highest(school) for school in roster)


@given(rosters(), policies(), rules, adjustments())
def test_decisions_come_true(roster: list[Entrant], policy: Policy, rule: Rule, made: tuple[Adjustment, ...]) -> None:
    reasons = decided(roster, policy, rule, made).reasons
    for each in made:
        if each.kind is Kind.EXCLUDE:
            assert reasons[each.school].star == 0
        elif each.kind is Kind.MAX_STAR:
            assert reasons[each.school].star <= (each.star or 0)
        elif each.kind is Kind.PIN:
            assert (reasons[each.school].star, reasons[each.school].code) == (each.star, "PINNED")


@given(rosters(), policies(), adjustments((Kind.EXCLUDE, Kind.MAX_STAR, Kind.TIE_ORDER)))
def test_only_a_pin_can_create_envy(roster: list[Entrant], policy: Policy, made: tuple[Adjustment, ...]) -> None:
    reasons = decided(roster, policy, CASCADE, made).reasons
    limits = {school.id: highest(school) for school in roster}
    for each in made:
        if each.kind is not Kind.TIE_ORDER:
            limits[each.school] = min(limits[each.school], each.star or 0)
    for school, other in product(roster, repeat=2):
        better = (school.score or 0) > (other.score or 0)
        star = reasons[other.id].star
        assert not (better and star > reasons[school.id].star and limits[school.id] >= star)


@given(rosters(), policies(), rules)
def test_schools_that_cannot_compete_change_nobody_elses_star(
    roster: list[Entrant], policy: Policy, rule: Rule
) -> None:
    """P11: with the places fixed, losers by score, veto or withdrawal do not matter."""
    reasons = allocate(roster, policy, rule).reasons
    competing = [school for school in roster if highest(school)]
    alone = allocate(competing, policy, rule).reasons
    assert all(alone[school.id] == reasons[school.id] for school in competing)
