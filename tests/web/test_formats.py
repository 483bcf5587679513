"""How numbers and moments are written (UI.md section 10)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from safeschools.lib.typesetting import typeset
from safeschools.web.tags import formats

MOMENT = datetime(2026, 10, 12, 10, 0, 5, tzinfo=UTC)  # 18:00:05 in Shanghai


@pytest.mark.parametrize(("value", "shown"), [(-3, "−3"), (3, "+3"), (0, "0"), (1200, "+1,200"), (None, "–")])
def test_whole_differences_carry_a_sign(value: int | None, shown: str) -> None:
    assert formats.signed(value) == shown


@pytest.mark.parametrize(("milliseconds", "shown"), [(840, "0.8"), (12, "0.1"), (3210, "3.2"), (None, "–")])
def test_durations_are_seconds(milliseconds: int | None, shown: str) -> None:
    assert formats.seconds(milliseconds) == shown


@pytest.mark.parametrize(
    ("value", "long", "short", "signed"),
    [
        (8650, "86.50", "86.5", "+86.50"),
        (500, "5.00", "5", "+5.00"),
        (10000, "100.00", "100", "+100.00"),
        (0, "0.00", "0", "0.00"),
        (5, "0.05", "0.05", "+0.05"),
        (-150, "−1.50", "−1.5", "−1.50"),
        (None, "–", "–", "–"),
    ],
)
def test_points_are_hundredths(value: int | None, long: str, short: str, signed: str) -> None:
    assert formats.points(value) == long
    assert formats.points_short(value) == short
    assert formats.signed_points(value) == signed


@pytest.mark.parametrize(("value", "text"), [(1500, "15%"), (1250, "12.5%"), (0, "0%"), (None, "–")])
def test_percentages_are_basis_points(value: int | None, text: str) -> None:
    assert formats.percent(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(310, 412, "75.2%"), (1, 8, "12.5%"), (1, 2000, "0.1%"), (0, 9, "0.0%"), (3, 0, "–"), (None, 4, "–")],
)
def test_shares_are_rounded_half_up(part: int | None, whole: int, text: str) -> None:
    assert formats.percent_of(part, whole) == text


def test_thousands_are_separated() -> None:
    assert formats.number(1859) == "1,859"


@pytest.mark.parametrize(
    ("style", "chinese", "english"),
    [
        ("stamp", "2026-10-12 18:00", "2026-10-12 18:00"),
        ("date", "2026-10-12", "2026-10-12"),
        ("time", "18:00:05", "18:00:05"),
        ("clock", "18:00", "18:00"),
        ("short", "10-12", "10-12"),
        ("phase", "10.12", "10.12"),
        ("long", "10 月 12 日（周一）18:00", "Mon 12 Oct, 18:00"),
        ("day", "10 月 12 日", "12 Oct"),
    ],
)
def test_moments_are_shown_in_shanghai(style: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert formats.shanghai(MOMENT, style) == chinese
    with translation.override("en"):
        assert formats.shanghai(MOMENT, style) == english


def test_no_moment_is_a_dash() -> None:
    assert formats.shanghai(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "一"), (5, "五"), ("6", "六"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一"), ("V1", "V1")],
)
def test_dimensions_are_counted_as_in_the_policy(value: int | str, text: str) -> None:
    with translation.override("zh-hans"):
        assert formats.zh_num(value) == text
    with translation.override("en"):
        assert formats.zh_num(value) == str(value)


def test_certificates_write_their_date_in_chinese_numerals() -> None:
    with translation.override("en"):
        assert formats.zh_date(date(2026, 12, 15)) == "二〇二六年十二月十五日"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("满分2.0分,扣完为止:(1)月度排查缺失,每次扣0.4分", "满分 2.0 分，扣完为止：（1）月度排查缺失，每次扣 0.4 分"),
        ("达到95%得满分;分母为0时得满分。", "达到 95% 得满分；分母为 0 时得满分。"),
        ("【访谈】教职工、家长代表各2人", "【访谈】教职工、家长代表各 2 人"),
        ("Drills (2 a year), logged: yes", "Drills (2 a year), logged: yes"),
        (None, ""),
    ],
)
def test_words_of_a_standard_are_typeset(stored: str | None, shown: str) -> None:
    assert typeset(stored) == shown
    assert typeset(shown) == shown
