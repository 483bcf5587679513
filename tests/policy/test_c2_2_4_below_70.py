"""C2.2.4: below 70 a school is out of the year's selection; which sanction follows, people decide."""

import pytest

from scoring.domain.bands import POLICY_BANDS
from tests.domain.engine import allocate


@pytest.mark.parametrize(
    ("score", "code"), [("69.99", "DISQUALIFIED_SCORE"), ("70.00", "BELOW_BANDS"), ("0", "DISQUALIFIED_SCORE")]
)
def test_the_line_is_seventy_exactly(score: str, code: str) -> None:
    answer = allocate([{"id": "A", "score": score}], rule={"denominator": 20})
    assert answer["stars"] == {"A": 0}
    assert answer["reasons"]["A"]["code"] == code
    assert POLICY_BANDS.below_floor(6999)
    assert not POLICY_BANDS.below_floor(7000)


ROSTER = [
    {"id": "A", "score": "95"},
    *({"id": f"L{n}", "score": "75"} for n in range(18)),
    {"id": "Z", "score": "69.99"},
]


def test_such_a_school_still_counts_as_a_participant_by_default() -> None:
    """elig.below70_effect: removing it would shrink everybody's quota after the fact."""
    answer = allocate(ROSTER)
    assert answer["denominator"] == 20
    assert answer["stars"]["A"] == 3


def test_where_the_year_says_removed_it_leaves_the_denominator() -> None:
    answer = allocate(ROSTER, rule={"denominator": "qualified"})
    assert answer["denominator"] == 19
    assert answer["stars"]["A"] == 2
