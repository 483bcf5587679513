"""What reserved district places promise (allocation.md section 6.2), on small adversarial years."""

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.seats import STARS, Seats
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule, Scope, Slots, TieResidual, check_slots, reserved_slots
from scoring.domain.tiers import Closed, Refused, cut_line, one_line, own_tie
from scoring.domain.trail import refused_at
from tests.domain.strategies import highest, rosters, wasteful, within_caps

DISTRICTS = "ABC"
strict = st.sampled_from((TieResidual.EXCLUDE, TieResidual.LOTTERY))


@st.composite
def slot_years(draw: st.DrawFn) -> tuple[Slots, dict[int, int]]:
    """Reserved places per district and star, and the city's places: never fewer than the districts' together."""
    slots = {district: {star: draw(st.integers(0, 2)) for star in STARS} for district in DISTRICTS}
    pool = {star: draw(st.integers(0, 2)) for star in STARS}
    return slots, {star: pool[star] + sum(places[star] for places in slots.values()) for star in STARS}


def given_out(roster: list[Entrant], slots: Slots, city: dict[int, int], residual: TieResidual) -> dict[str, int]:
    rule = Rule(
        tie_residual=residual,
        lottery_seed="2026-public-seed" if residual is TieResidual.LOTTERY else "",
        scope=Scope.DISTRICT_SLOTS,
        slots=slots,
    )
    reasons = allocate(roster, Policy(Bands(), places(city)), rule).reasons
    return {school: reason.star for school, reason in reasons.items()}


def places(city: dict[int, int]) -> Seats:
    return Seats(three=city[3], two=city[2], one=city[1], total=sum(city.values()))


def one_more(city: dict[int, int], star: int) -> dict[int, int]:
    return city | {star: city[star] + 1}


@given(rosters(), slot_years(), strict)
def test_district_places_break_no_cap(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual
) -> None:
    assert within_caps(given_out(roster, *year, residual), places(year[1]))


@given(rosters(), slot_years(), strict)
def test_district_places_lift_nobody_above_its_band(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual
) -> None:
    found = given_out(roster, *year, residual)
    assert all(found[school.id] <= highest(school) for school in roster)


@given(rosters(), slot_years(), strict)
def test_nobody_envies_a_school_of_the_own_district(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual
) -> None:
    found = given_out(roster, *year, residual)
    for school, other in product(roster, repeat=2):
        better = school.district == other.district and (school.score or 0) > (other.score or 0)
        assert not (better and found[other.id] > found[school.id] and highest(school) >= found[other.id])


@given(rosters(), slot_years())
def test_no_place_is_wasted_in_the_city_up_to_ties(roster: list[Entrant], year: tuple[Slots, dict[int, int]]) -> None:
    found = given_out(roster, *year, TieResidual.EXCLUDE)
    assert not wasteful(roster, found, places(year[1]))


@given(rosters(), slot_years(), strict, st.sampled_from(STARS))
def test_one_more_place_of_the_pool_lowers_nobody(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual, star: int
) -> None:
    slots, city = year
    before = given_out(roster, slots, city, residual)
    after = given_out(roster, slots, one_more(city, star), residual)
    assert all(after[school] >= held for school, held in before.items())


@given(rosters(), slot_years(), strict, st.sampled_from(STARS), st.sampled_from(DISTRICTS))
def test_one_more_place_of_a_district_lowers_none_of_its_schools(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual, star: int, district: str
) -> None:
    slots, city = year
    more = {**slots, district: {**slots[district], star: slots[district][star] + 1}}
    before = given_out(roster, slots, city, residual)
    after = given_out(roster, more, one_more(city, star), residual)
    assert all(after[each.id] >= before[each.id] for each in roster if each.district == district)


@given(rosters(), slot_years(), st.sampled_from(STARS), st.sampled_from(DISTRICTS))
def test_in_a_strict_order_one_more_place_of_a_district_lowers_nobody(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], star: int, district: str
) -> None:
    slots, city = year
    more = {**slots, district: {**slots[district], star: slots[district][star] + 1}}
    before = given_out(roster, slots, city, TieResidual.LOTTERY)
    after = given_out(roster, more, one_more(city, star), TieResidual.LOTTERY)
    assert all(after[school] >= held for school, held in before.items())


@given(rosters(), slot_years(), st.permutations(DISTRICTS), st.data())
def test_the_codes_of_districts_mean_nothing(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], codes: list[str], data: st.DataObject
) -> None:
    """P7, also where places by decision leave fewer than the districts have reserved."""
    slots, city = year
    placed = [school for school in roster if highest(school) == 3][: city[3]]
    pins = [Adjustment(Kind.PIN, "minutes", each.id, 3) for each in data.draw(st.permutations(placed))[:2]]
    renamed = dict(zip(DISTRICTS, codes, strict=True))
    rule = Rule(scope=Scope.DISTRICT_SLOTS, slots=slots)
    other = replace(rule, slots={renamed[district]: places for district, places in slots.items()})
    again = [school._replace(district=renamed[school.district]) for school in roster]
    policy = Policy(Bands(), places(city))
    assert allocate(again, policy, other, pins).reasons == allocate(roster, policy, rule, pins).reasons


def test_places_by_decision_come_off_the_reserved_ones_of_the_weaker_schools() -> None:
    roster = [Entrant("A1", 9800, "A"), Entrant("A2", 9700, "A"), Entrant("B1", 9600, "B")]
    rule = Rule(scope=Scope.DISTRICT_SLOTS, slots={"A": {3: 1}, "B": {3: 1}})
    pin = [Adjustment(Kind.PIN, "minutes", "A2", 3)]
    for codes in ({"A": "A", "B": "B"}, {"A": "Z", "B": "B"}):
        again = replace(rule, slots={codes[district]: places for district, places in rule.slots.items()})
        schools = [school._replace(district=codes[school.district]) for school in roster]
        reasons = allocate(schools, Policy(Bands(), Seats(2, 0, 0, 2)), again, pin).reasons
        assert {school: reason.star for school, reason in reasons.items()} == {"A1": 3, "A2": 3, "B1": 0}


@given(rosters(), slot_years())
def test_unused_district_places_stay_empty_where_the_pool_may_not_use_them(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]]
) -> None:
    slots, city = year
    rule = Rule(scope=Scope.DISTRICT_SLOTS, slots=slots, pool_unused=False)
    allocation = allocate(roster, Policy(Bands(), places(city)), rule)
    homes = {school.id: school.district for school in roster}
    for star, district in product(STARS, DISTRICTS):
        held = sum(
            1 for school, reason in allocation.reasons.items() if reason.star == star and homes[school] == district
        )
        assert held <= slots[district][star]
    assert allocate(roster, Policy(Bands(), places(city)), replace(rule, pool_unused=True)).reasons.keys() == set(homes)


@given(
    st.dictionaries(st.sampled_from(DISTRICTS), st.integers(0, 40), min_size=1),
    st.tuples(*(st.integers(0, 9) for _ in range(4))),
)
def test_reserved_places_are_the_city_s_as_far_as_the_total_goes(
    sizes: dict[str, int], seats: tuple[int, int, int, int]
) -> None:
    """Also where a year's total is less than its stars together: the higher stars are reserved first."""
    if not any(sizes.values()):
        sizes = sizes | {"A": 1}
    year = Seats(*seats)
    slots = reserved_slots(sizes, year, seed="2026")
    check_slots(slots, year)
    assert set(slots) == set(sizes)
    left = year.total
    for star in STARS:
        reserved = sum(own[star] for own in slots.values())
        assert reserved == min(year.of(star), left)
        left -= reserved


@given(rosters(), slot_years(), strict)
def test_no_line_is_published_for_the_city_where_the_districts_ran_out_of_places(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual
) -> None:
    slots, city = year
    seed = "2026-public-seed" if residual is TieResidual.LOTTERY else ""
    rule = Rule(tie_residual=residual, lottery_seed=seed, scope=Scope.DISTRICT_SLOTS, slots=slots)
    for star, tier in allocate(roster, Policy(Bands(), places(city)), rule).tiers.items():
        assert one_line(tier) is (tier.closed_by is Closed.NONE)
        assert cut_line(tier, Bands().line(star)) == (Bands().line(star) if one_line(tier) else None)


@given(rosters(), slot_years(), strict)
def test_a_district_leaves_a_place_that_somebody_wants_only_because_of_a_tie(
    roster: list[Entrant], year: tuple[Slots, dict[int, int]], residual: TieResidual
) -> None:
    """That tie is found, and under a strict order there is none."""
    slots, city = year
    seed = "2026-public-seed" if residual is TieResidual.LOTTERY else ""
    rule = Rule(tie_residual=residual, lottery_seed=seed, scope=Scope.DISTRICT_SLOTS, slots=slots)
    found = allocate(roster, Policy(Bands(), places(city)), rule)
    for star, tier in found.tiers.items():
        wanting = [each for each in found.ranking if refused_at(found.reasons[each.id], star)]
        used = tier.reserved_used or {}
        wasted = {each.district for each in wanting if used[each.district] < slots[each.district][star]}
        tie = own_tie(tier, slots, [Refused(each.district, each.group, each.score) for each in wanting])
        assert bool(tie) is bool(wasted)
        assert not tie or (tie[1].district in wasted and tie[0].size > tie[0].slots_left > 0)
        assert not (wasted and residual is TieResidual.LOTTERY)
