"""Certificate numbers: unique, well formed, forgiving to type, unforgiving to misreading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeschools.designations.domain import ALPHABET, LENGTH, check_character, new_number, normalise, well_formed

bodies = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
places = st.integers(0, LENGTH - 1)


@given(st.integers(2020, 2099))
def test_a_new_number_is_well_formed_and_normal(year: int) -> None:
    number = new_number(year)
    assert well_formed(number)
    assert normalise(number) == number


def test_numbers_do_not_repeat() -> None:
    assert len({new_number(2026) for _ in range(5000)}) == 5000


@given(bodies, places, st.sampled_from(ALPHABET))
def test_a_misread_character_is_caught(body: str, place: int, char: str) -> None:
    misread = body[:place] + char + body[place + 1 :]
    assert (check_character(misread) == check_character(body)) == (misread == body)


@given(bodies, st.integers(0, LENGTH - 2))
def test_swapped_neighbours_are_caught(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert (check_character(swapped) == check_character(body)) == (swapped == body)


def test_zero_and_z_are_told_apart() -> None:
    assert check_character("0" * LENGTH) != check_character("Z" + "0" * (LENGTH - 1))


@given(bodies, st.data())
def test_what_people_type_is_mended(body: str, data: st.DataObject) -> None:
    number = f"XJPA-2026-{body[:4]}-{body[4:8]}-{body[8:]}-{check_character(body)}"
    misread = number[:5] + number[5:].replace("0", data.draw(st.sampled_from("0Oo"))).replace("1", "l")
    full_width = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in number)
    bare = number.replace("-", data.draw(st.sampled_from(["", " ", "–", "－", " - "])))
    assert {normalise(typed) for typed in (number.lower(), f"  {number}\n", misread, full_width, bare)} == {number}


@given(st.text())
def test_anything_else_is_refused_without_a_fault(text: str) -> None:
    assert not well_formed(normalise(text))


@pytest.mark.parametrize("text", ["", "XJPA", "XJPA-2026-0000-0000-0000-Z", "XJPA-20260-000-0000-0000-0", "-" * 40])
def test_not_a_number(text: str) -> None:
    assert not well_formed(text)
