"""The public draw: the key of RFC 3797, the vectors of allocation.md 9.6, and what nobody can turn (quota.ties)."""

from hashlib import md5, sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.draws import MOST_NUMBERS, commitment, key, numbers, roster_digest, seed, spoken
from campaigns.domain.seats import Seats
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.ranking import PURPOSE, Entrant, ticket
from scoring.domain.rule import Policy, Rule, TieResidual

words = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=20)
results = st.lists(st.lists(st.integers(0, 9999), min_size=1, max_size=7), min_size=1, max_size=3)


def test_the_key_is_that_of_rfc_3797() -> None:
    found = key([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    assert found == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    first = md5(b"\0\0" + found.encode() + b"\0\0", usedforsecurity=False).hexdigest()
    assert first.upper() == "990DD0A5692A029A98B5E01AA28F3459"


def test_a_ticket_is_that_of_the_design() -> None:
    assert ticket("2026-public-seed", "spot-check", "S001").startswith("b46b839a431a8eb2")


def test_commitment_digest_and_seed_are_the_recipes_printed_for_citizens() -> None:
    assert commitment("abc") == sha256(b"starquota/commit\nabc").hexdigest()
    assert roster_digest(["S2", "S1"]) == sha256(b"S1\nS2").hexdigest()
    drawn = seed("abc", roster_digest(["S1", "S2"]), "3456./1.2./")
    recipe = b"starquota/seed\nabc\n" + roster_digest(["S1", "S2"]).encode() + b"\n3456./1.2./"
    assert drawn == sha256(recipe).hexdigest()
    assert ticket(drawn, PURPOSE, "S1") == sha256(f"starquota/1\ntie-lottery\n{drawn}\nS1".encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "found"),
    [("3 11 15 22", [3, 11, 15, 22]), ("22，3、 11", [3, 11, 22]), (" 345678 ", [345678]), ("07;08", [7, 8])],
)
def test_numbers_are_taken_as_they_are_printed(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("text", ["", "  ", "3456.78", "-3", "three", "٣", "1" * 13, "1 " * (MOST_NUMBERS + 1)])
def test_anything_else_is_no_result(text: str) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        numbers(text)


def test_blanks_and_capitals_of_a_typed_secret_do_not_count() -> None:
    assert spoken(" A1B2 c3d4\n") == "a1b2c3d4"


@given(st.lists(words, min_size=1, unique=True), results, st.randoms())
def test_the_order_of_a_list_plays_no_part(ids: list[str], numbers_of: list[list[int]], chance: Random) -> None:
    shuffled, turned = list(ids), [list(source) for source in numbers_of]
    chance.shuffle(shuffled)
    for source in turned:
        chance.shuffle(source)
    assert roster_digest(shuffled) == roster_digest(ids)
    assert key(turned) == key(numbers_of)


@given(results, results)
def test_other_numbers_are_another_key(one: list[list[int]], other: list[list[int]]) -> None:
    same = [sorted(source) for source in one] == [sorted(source) for source in other]
    assert (key(one) == key(other)) == same


@given(words, words, results)
def test_refusing_to_reveal_leads_to_one_outcome_whatever_the_secret_was(
    mine: str, yours: str, numbers_of: list[list[int]]
) -> None:
    roster, found = roster_digest(["S1", "S2"]), key(numbers_of)
    assert seed("", roster, found) not in (seed(mine, roster, found), seed(yours, roster, found))
    assert seed(mine, roster, found) != seed(yours, roster, found) or mine == yours


@given(st.permutations([f"S{number}" for number in range(6)]), words.filter(str.strip))
def test_tied_schools_are_served_by_their_tickets_and_the_list_plays_no_part(ids: list[str], drawn: str) -> None:
    policy = Policy(Bands(), Seats(three=1, two=1, one=1, total=3))
    rule = Rule(tie_residual=TieResidual.LOTTERY, lottery_seed=drawn)
    reasons = allocate([Entrant(school, 9500) for school in ids], policy, rule).reasons
    best = sorted(ids, key=lambda school: ticket(drawn, PURPOSE, school))
    assert [reasons[school].star for school in best] == [3, 2, 1, 0, 0, 0]
