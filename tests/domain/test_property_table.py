"""The table of allocation.md section 3: what each rule keeps in every small year, and what it breaks."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random
from typing import Final

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from campaigns.domain.seats import STARS, Seats
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant, rank_key
from scoring.domain.rule import Overflow, Policy, Rule, TieResidual
from tests.domain.strategies import highest, wasteful, within_caps

Stars = dict[str, int]
Year = tuple[list[Entrant], Seats]

#: few scores and few places: ties, overflow and empty places in most of these years
SCORES: Final = (7900, 8100, 8300, 8600, 8800, 9100, 9300)
years: st.SearchStrategy[Year] = st.tuples(
    st.lists(st.sampled_from(SCORES), max_size=6).map(
        lambda scores: [Entrant(f"S{number}", score) for number, score in enumerate(scores)]
    ),
    st.tuples(*[st.integers(0, 2)] * 3).map(lambda places: Seats(places[0], places[1], places[2], sum(places))),
)


def given_out(rule: Rule, roster: list[Entrant], places: Seats) -> Stars:
    return {school: each.star for school, each in allocate(roster, Policy(Bands(), places), rule).reasons.items()}


def caps_hold(rule: Rule, year: Year) -> bool:
    """P1."""
    return within_caps(given_out(rule, *year), year[1])


def no_envy(rule: Rule, year: Year) -> bool:
    """P3."""
    found = given_out(rule, *year)
    return not any(
        rank_key(school) < rank_key(other) and found[other.id] > found[school.id] and highest(school) >= found[other.id]
        for school, other in product(year[0], repeat=2)
    )


def equals_equal(rule: Rule, year: Year) -> bool:
    """P4."""
    found = given_out(rule, *year)
    return all(
        found[school.id] == found[other.id]
        for school, other in product(year[0], repeat=2)
        if rank_key(school) == rank_key(other)
    )


def no_waste_up_to_ties(rule: Rule, year: Year) -> bool:
    """P5, up to ties."""
    return not wasteful(year[0], given_out(rule, *year), year[1])


def no_waste(rule: Rule, year: Year) -> bool:
    """P5, strict."""
    found = given_out(rule, *year)
    return not any(
        list(found.values()).count(star) < year[1].of(star) and highest(school) >= star > found[school.id]
        for star, school in product(STARS, year[0])
    )


def _one_more(places: Seats, star: int, step: int = 1) -> Seats:
    three, two, one = (places.of(each) + step * (each == star) for each in STARS)
    return Seats(three, two, one, places.total + step)


def more_places_lower_nobody(rule: Rule, year: Year) -> bool:
    """P8."""
    before = given_out(rule, *year)
    afters = (given_out(rule, year[0], _one_more(year[1], star)) for star in STARS)
    return all(after[school] >= before[school] for after in afters for school in before)


def a_better_score_never_hurts(rule: Rule, year: Year) -> bool:
    """P9."""
    roster, places = year
    before = given_out(rule, roster, places)
    return all(
        given_out(rule, [each._replace(score=better) if each is school else each for each in roster], places)[school.id]
        >= before[school.id]
        for school in roster
        for better in (score for score in SCORES if score > (school.score or 0))
    )


def leaving_with_the_place_changes_nobody(rule: Rule, year: Year) -> bool:
    """P10."""
    roster, places = year
    before = given_out(rule, roster, places)
    return all(
        given_out(rule, [each for each in roster if each.id != school], _one_more(places, star, -1))
        == {each: held for each, held in before.items() if each != school}
        for school, star in before.items()
        if star and places.of(star)
    )


Property = Callable[[Rule, Year], bool]
PROPERTIES: Final[tuple[Property, ...]] = (
    caps_hold,
    no_envy,
    equals_equal,
    no_waste_up_to_ties,
    no_waste,
    more_places_lower_nobody,
    a_better_score_never_hurts,
    leaving_with_the_place_changes_nobody,
)
#: a row per rule, a sign per property in their order: y holds, n has a counterexample
TABLE: Final = {
    (Overflow.CASCADE, TieResidual.EXCLUDE): "yyyynynn",
    (Overflow.CASCADE, TieResidual.LOTTERY): "yynyyyyy",
    (Overflow.CASCADE, TieResidual.INCLUDE): "nyyyyyyn",
    (Overflow.FORFEIT, TieResidual.EXCLUDE): "ynynnyny",
    (Overflow.FORFEIT, TieResidual.LOTTERY): "ynnnnyny",
    (Overflow.OWN_TIER_FIRST, TieResidual.EXCLUDE): "ynynnynn",
    (Overflow.OWN_TIER_FIRST, TieResidual.LOTTERY): "ynnyyyny",
}


def cells(sign: str) -> list[object]:
    """The cells of the table with this sign: rule and property."""
    return [
        pytest.param(_rule(*row), found, id=f"{row[0].value}-{row[1].value}-{found.__name__}")
        for row, signs in TABLE.items()
        for found, given_sign in zip(PROPERTIES, signs, strict=True)
        if given_sign == sign
    ]


def _rule(overflow: Overflow, residual: TieResidual) -> Rule:
    rule = Rule(overflow=overflow)
    drawn = residual is TieResidual.LOTTERY
    return replace(rule, tie_residual=residual, lottery_seed="2026-public-seed" if drawn else "")


@pytest.mark.parametrize(("rule", "holds"), cells("y"))
@given(year=years)
def test_the_rule_keeps_it_in_every_year(rule: Rule, holds: Property, year: Year) -> None:
    assert holds(rule, year)


@pytest.mark.parametrize(("rule", "holds"), cells("n"))
def test_some_year_shows_that_the_rule_breaks_it(rule: Rule, holds: Property) -> None:
    quick = settings(max_examples=20_000, phases=(Phase.generate,), deadline=None, database=None)
    roster, places = find(years, lambda year: not holds(rule, year), settings=quick, random=Random(2026))
    assert not holds(rule, (roster, places))


@settings(max_examples=60)
@given(year=years)
def test_in_a_strict_order_the_cascade_gives_out_most(year: Year) -> None:
    """T2: most three stars, then two, then one, and most in all, of everything caps and eligibility allow."""
    roster, places = year[0][:5], year[1]
    possible = (
        dict(zip([school.id for school in roster], chosen, strict=True))
        for chosen in product(*(range(highest(school) + 1) for school in roster))
    )
    sizes = [size(found) for found in possible if within_caps(found, places)]
    found = size(given_out(_rule(Overflow.CASCADE, TieResidual.LOTTERY), roster, places))
    assert found == max(sizes)
    assert sum(found) == max(map(sum, sizes))


def size(found: Stars) -> tuple[int, ...]:
    """How many hold three, two and one."""
    return tuple(list(found.values()).count(star) for star in STARS)


def test_no_assignment_keeps_caps_equality_and_every_place() -> None:
    """T6: two tied schools, one place."""
    places = Seats(1, 0, 0, 1)
    for star, other in product(range(4), repeat=2):
        found = {"A": star, "B": other}
        assert not (within_caps(found, places) and star == other and star + other > 0)
        assert within_caps(found, places) is ((star, other) in {(0, 0), (3, 0), (0, 3)})
