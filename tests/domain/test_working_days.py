"""Days of work in a span of dates, for the length of the public notice (proc.publicity)."""

from datetime import date, timedelta

import pytest

from campaigns.domain.schedule import Span, proposal, working_days

MONDAY = date(2025, 12, 1)


@pytest.mark.parametrize("first", range(7))
@pytest.mark.parametrize("days", range(20))
def test_saturdays_and_sundays_are_not_counted(first: int, days: int) -> None:
    start = MONDAY + timedelta(days=first)
    expected = sum((start + timedelta(days=day)).weekday() < 5 for day in range(days))
    assert working_days(Span(start, start + timedelta(days=days - 1))) == expected


@pytest.mark.parametrize("year", range(2025, 2032))
def test_the_proposed_notice_has_five_of_them_in_every_year(year: int) -> None:
    assert working_days(proposal(year)["public_notice"]) == 5
