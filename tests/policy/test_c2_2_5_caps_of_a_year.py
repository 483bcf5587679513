"""C2.2.5: 30 % (15/10/5), 45 % (20/15/10), 60 % (25/20/15) of the participating schools; caps are data of the year."""

import csv
from pathlib import Path

import pytest

import campaigns
from campaigns.actions import save_bands
from campaigns.domain.seats import Caps
from safeschools.lib.errors import WrongState
from scoring.actions.years import open_year
from scoring.queries.readiness import Level, readiness
from scoring.queries.setup import preview_of
from tests.factories import make_district, make_draft_year, make_school, make_user

pytestmark = pytest.mark.django_db

POLICY = Path(campaigns.__path__[0]) / "fixtures" / "policy_years.csv"
BANDS = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 9000}


def test_each_year_starts_with_the_caps_the_policy_prints() -> None:
    year = make_draft_year(by=make_user("bureau_officer"))
    with POLICY.open(encoding="utf-8-sig", newline="") as lines:
        rows = {int(row["year_index"]): row for row in csv.DictReader(lines)}
    for each in year.campaign.years.all():
        row = rows[each.index]
        printed = [row["one_star_cap"], row["two_star_cap"], row["three_star_cap"], row["total_cap_pct"]]
        assert [each.cap_one, each.cap_two, each.cap_three, each.cap_total] == [int(cap) * 100 for cap in printed]


@pytest.mark.parametrize(("schools", "warned"), [(19, True), (20, False)])
def test_fewer_than_twenty_schools_in_year_1_get_a_warning_before_the_year_opens(schools: int, warned: bool) -> None:
    district = make_district()
    for _number in range(schools):
        make_school(district)
    year = make_draft_year(by=make_user("bureau_officer"))
    assert preview_of(year, schools).places.three == (0 if warned else 1)
    found = [entry for entry in readiness(year) if entry.step == "bands" and entry.level == Level.WARN]
    assert bool(found) == warned


def test_other_caps_are_possible_and_marked_as_a_deviation() -> None:
    make_school()
    officer = make_user("bureau_officer")
    year = make_draft_year(by=officer)
    save_bands(year, by=officer, bands=BANDS, caps=Caps(three=400, two=1000, one=1500, total=2900))
    year.refresh_from_db()
    labels = [(row.value, row.policy) for row in preview_of(year, 100).deviations]
    assert labels == [(400, 500), (2900, 3000)]


def test_caps_are_frozen_when_the_year_opens() -> None:
    make_school()
    officer = make_user("bureau_officer")
    year = make_draft_year(by=officer)
    open_year(year, by=officer)
    with pytest.raises(WrongState):
        save_bands(year, by=officer, bands=BANDS, caps=Caps(three=400, two=1000, one=1500, total=2900))
