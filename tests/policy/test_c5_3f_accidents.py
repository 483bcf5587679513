"""C5.3f: a larger or major accident cancels the year's eligibility; severity by State Council Order 493, article 3."""

import pytest

from inspections.domain.severity import Severity, severity
from tests.domain.engine import allocate


@pytest.mark.parametrize(
    ("deaths", "injuries", "yuan", "level"),
    [
        (0, 0, 0, Severity.NONE),
        (2, 9, 9_999_999, Severity.GENERAL),
        (3, 0, 0, Severity.LARGER),
        (0, 10, 0, Severity.LARGER),
        (0, 0, 10_000_000, Severity.LARGER),
        (9, 49, 49_999_999, Severity.LARGER),
        (10, 0, 0, Severity.MAJOR),
        (29, 99, 99_999_999, Severity.MAJOR),
        (30, 0, 0, Severity.EXTRAORDINARY),
        (0, 0, 100_000_000, Severity.EXTRAORDINARY),
        (1, 100, 0, Severity.EXTRAORDINARY),
    ],
)
def test_the_highest_of_three_decides_and_a_printed_number_belongs_to_its_level(
    deaths: int, injuries: int, yuan: int, level: Severity
) -> None:
    assert severity(deaths, injuries, 100 * yuan) is level


def test_a_vetoed_school_has_no_star_and_still_counts_as_a_participant() -> None:
    roster = [{"id": "A", "score": "99", "veto": True}, *({"id": f"S{n}", "score": "95"} for n in range(19))]
    answer = allocate(roster)
    assert answer["reasons"]["A"]["code"] == "VETO_ACCIDENT"
    assert answer["denominator"] == 20
