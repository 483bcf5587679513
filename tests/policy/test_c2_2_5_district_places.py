"""C2.2.5: the city's places may be reserved for the districts by their participating schools (quota.districts)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from campaigns.actions.years import freeze_roster
from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.results import decision
from safeschools.designations.queries.runs import replay
from safeschools.directory.models import District
from safeschools.lib.errors import Invalid
from scoring.actions import recommendations
from scoring.management.oracle import differences
from scoring.models import Rating, RatingSheet, Recommendation
from scoring.queries.compliance import beside_lines
from scoring.queries.recommendations import ceilings
from scoring.resources.compliance import compliance_print
from scoring.tasks import recompute_year
from tests.factories import make_district, make_rated, make_school, make_user
from tests.policy.test_c5_3c_recommendation import opened

pytestmark = pytest.mark.django_db

State = Participation.State

#: the schools of two districts: 15 and 5, so that in the first year they have 1 / 2 / 3 places all together
BIG, SMALL = (9700, 9600, 9500, 8900, 8800, 8700, 8600, *(7500,) * 8), (9800, 9650, 8700, 8650, 8600)


@pytest.fixture(autouse=True)
def review_time() -> Iterator[None]:
    with time_machine.travel(datetime(2025, 10, 20, tzinfo=UTC)):
        yield


def strict_year() -> tuple[CampaignYear, District, District]:
    """Opened on the wizard's page with reserved places; everybody is reviewed, nobody is listed yet."""
    year, big, small = opened(**{"quota.districts": "strict"}), make_district(), make_district()
    for district, scores in ((big, BIG), (small, SMALL)):
        for score in scores:
            make_rated(year, score, "reviewed", school=make_school(district))
    return year, big, small


def list_of(year: CampaignYear, district: District, most: int) -> None:
    """The district recommends its `most` best schools and no other, and submits its list."""
    lead = make_user("district_lead", district=district)
    rows = Participation.objects.filter(year=year, district=district).order_by("-rating__score", "pk")
    for place, row in enumerate(rows):
        score = Rating.objects.get(pk=row.pk).score or 0
        if place < most and score >= 8000:
            recommendations.recommend(row, by=lead, star=3 if score >= 9000 else 2 if score >= 8500 else 1)
        else:
            recommendations.refuse(row, by=lead, reason="名额所限")
    recommendations.submit_list(Recommendation.objects.filter(participation__district=district)[0].list, by=lead)


def stars(run: AllocationRun, district: District) -> dict[int, int]:
    """Stars by score of the district's schools that have one."""
    lines = run.lines.filter(participation__district=district, star__gt=0).order_by("-score")
    return {line.score or 0: line.star for line in lines}


def test_a_year_of_reserved_places_from_the_wizard_to_the_signature() -> None:
    """Every cell is the share rounded up or down, every star's sum the city's; the projection is what the run finds."""
    officer, approver = make_user("bureau_officer"), make_user("bureau_lead")
    year, big, small = strict_year()
    recompute_year(year.pk)
    for district, limit in ((big, ceilings(year)[big.pk].limit), (small, ceilings(year)[small.pk].limit)):
        list_of(year, district, limit or 0)
    freeze_roster(year, by=officer)
    recompute_year(year.pk)
    year = CampaignYear.objects.get(pk=year.pk)
    run = runs.run(year, by=officer)
    rule = run.case["rule"]
    assert (rule["scope"], rule["pool_unused"]) == ("district_slots", True)
    # 0.75, 1.5 and 2.25 places against 0.25, 0.5 and 0.75: of equal halves the larger district's is rounded up
    assert rule["slots"] == {big.code: {"3": 1, "2": 2, "1": 2}, small.code: {"3": 0, "2": 0, "1": 1}}
    assert stars(run, big) == {9700: 3, 9600: 2, 9500: 2, 8900: 1, 8800: 1}
    assert stars(run, small) == {9800: 1}  # better than all of them, in a district without a higher place
    assert run.lines.filter(star=F("participation__rating__projected_star")).count() == run.lines.count() == 20
    assert set(Rating.objects.filter(year=year).values_list("secured_star", flat=True)) == {0}
    assert differences(year) == []
    districts = RatingSheet.objects.get(year=year).report["districts"]
    matrix = {row["code"]: row["slots"] for row in districts if row["participants"]}
    assert matrix == rule["slots"]
    runs.propose(run, by=officer)
    runs.approve(AllocationRun.objects.get(pk=run.pk), by=approver)
    assert replay(AllocationRun.objects.get(pk=run.pk)).holds


def test_a_district_may_recommend_120_percent_of_its_own_places() -> None:
    """allocation.md 6.1: rounded up; a longer list is refused."""
    year, big, _small = strict_year()
    ceiling = ceilings(year)[big.pk]
    assert (ceiling.places, ceiling.limit) == (5, 6)
    recompute_year(year.pk)
    with pytest.raises(Invalid, match=r"7.*6.*1"):
        list_of(year, big, 7)
    lead = make_user("district_lead", district=big)
    client = Client(headers={"accept-language": "en"})
    client.force_login(lead)
    page = client.get(reverse("recommendation", args=[year.calendar_year])).content.decode()
    assert "5 places are reserved for this district, and 120% of them are 6." in page


def test_before_anybody_takes_part_there_is_nothing_to_reserve() -> None:
    year = opened(**{"quota.districts": "strict"})
    recompute_year(year.pk)
    year = CampaignYear.objects.get(pk=year.pk)
    assert differences(year) == []
    assert ceilings(year) == {}


def test_a_school_refused_by_reserved_places_reads_why_and_no_line_of_the_city() -> None:
    officer, (year, big, small) = make_user("bureau_officer"), strict_year()
    recompute_year(year.pk)
    for district in (big, small):
        list_of(year, district, ceilings(year)[district.pk].limit or 0)
    freeze_roster(year, by=officer)
    run = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer)
    line = run.lines.select_related("run__year", "decision").get(participation__district=small, score=9800)
    told = decision(line)
    assert any("名额先分到各区县" in step["calc"] for step in told["steps"])
    assert told["missed"] is None


def test_places_a_district_does_not_use_return_to_the_city() -> None:
    """allocation.md 6.2: they are filled by the order of the whole city."""
    officer, small = make_user("bureau_officer"), make_district()
    year, big = opened(**{"quota.districts": "strict", "proc.recommend": "direct"}), make_district()
    for score in (9800, 9600, 8400, 8300, 8200, *(7500,) * 5):
        make_rated(year, score, "reviewed", school=make_school(big))
    for score in (8100, *(7500,) * 9):
        make_rated(year, score, "reviewed", school=make_school(small))
    freeze_roster(year, by=officer)
    run = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer)
    assert sorted(sum(own.values()) for own in run.case["rule"]["slots"].values()) == [3, 3]
    assert stars(run, big) == {9800: 3, 9600: 2, 8400: 1, 8300: 1}
    assert stars(run, small) == {8100: 1}
    assert sum(run.outcome["tiers"]["2"]["reserved_used"].values()) == 1


def test_the_schools_beside_each_districts_own_lines_are_shown_district_by_district() -> None:
    """allocation.md section 8: within one point of a line, and never beside another district's."""
    year, big, small = strict_year()
    recompute_year(year.pk)
    report = RatingSheet.objects.get(year=year).report
    lines = {
        (row["district"], row["star"]): (
            row["cap"],
            row["line"],
            row["first_out"],
            [each["score"] for each in row["out"]],
        )
        for row in report["margins"]
    }
    assert lines == {
        (big.code, 3): (1, 9700, 9600, [9600, 9500, 8900]),
        (big.code, 2): (2, 9500, 8900, [8900, 8800, 8700]),
        (big.code, 1): (2, 8800, 8700, [8700, 8600, 7500]),
        (small.code, 3): (0, None, 9800, [9800, 9650, 8700]),
        (small.code, 2): (0, None, 9800, [9800, 9650, 8700]),
        (small.code, 1): (1, 9800, 9650, [9650, 8700, 8650]),
    }
    beside = {
        (line.at["district"], line.at["star"]): (
            [row.score for row in line.inside],
            [row.score for row in line.outside],
        )
        for line in beside_lines(year, report)
    }
    assert beside == {
        (big.code, 3): ([9700], [9600]),
        (big.code, 2): ([], []),
        (big.code, 1): ([8800], [8700]),
        (small.code, 3): ([], [9800]),
        (small.code, 2): ([], [9800]),
        (small.code, 1): ([], []),
    }


def test_the_lines_of_the_districts_are_on_the_overview_the_report_its_workbook_and_its_print() -> None:
    year, big, small = strict_year()
    recompute_year(year.pk)
    client, report = Client(headers={"accept-language": "en"}), f"/bureau/{year.calendar_year}/compliance/"
    client.force_login(make_user("bureau_officer"))
    for path in (f"/bureau/{year.calendar_year}/", report):
        page = client.get(path).content.decode()
        assert page.count('<details class="lines">') == 2
        assert all(f"<summary><b>{district.name}</b>" in page for district in (big, small))
        assert "The places end here" in page
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{report}report.xlsx").content))
    rows = book.get_sheet_by_name("At the lines").to_python()[1:]
    assert [(row[0], row[1], row[5], row[6]) for row in rows[:2]] == [
        ("three stars", "in", big.name, 97.0),
        ("three stars", "out", big.name, 96.0),
    ]
    printed = compliance_print(year, RatingSheet.objects.get(year=year))["lines"]
    assert [group["district"] for group in printed] == [big.name, small.name]
    assert [margin["line"] for margin in printed[0]["margins"]] == ["97.00", "95.00", "88.00"]
    assert client.get(f"{report}report.pdf").content.startswith(b"%PDF")
