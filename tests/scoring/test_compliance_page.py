"""The compliance report on screen, as a workbook and on paper: what section 8 of the allocation asks to be shown."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from scoring.domain.documents import case_document, digest
from scoring.models import RatingSheet
from scoring.queries.cases import run_case
from scoring.queries.compliance import beside_lines
from scoring.queries.sheet import school_facts
from scoring.recompute import settle
from tests.factories import make_district, make_rated, make_school, make_user, make_year, put

pytestmark = pytest.mark.django_db
State = Participation.State


@pytest.fixture
def year() -> CampaignYear:
    """Ten schools, two places of each star; two are tied at the two-star line, one is not reviewed."""
    year = make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)
    for score in (9500, 9400, 9350, 8700, 8700, 8200, 8150, 7500, 7400):
        make_rated(year, score)
    make_rated(year, 7200, state="submitted")
    settle(year.pk)
    return year


def signed_in(role: str = "bureau_officer") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(role))
    return client


def path(year: CampaignYear, rest: str = "") -> str:
    return f"/bureau/{year.calendar_year}/compliance/{rest}"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def report_of(year: CampaignYear) -> dict[str, Any]:
    report: dict[str, Any] = RatingSheet.objects.get(year=year).report
    return report


def test_the_report_names_places_pressure_lines_and_the_next_place(year: CampaignYear) -> None:
    three, two, _one = report_of(year)["tiers"]
    assert (three["cap"], three["used"], three["demand"], three["cutoff"], three["first_out"]) == (2, 2, 3, 9400, 9350)
    assert (three["near_in"], three["near_out"], three["next_place_at"]) == (1, 1, 15)
    assert (two["used"], two["tie"]) == (1, {"score": 8700, "size": 2, "left": 1})


def test_the_report_counts_what_is_secured_and_what_a_tie_leaves_open(year: CampaignYear) -> None:
    total = report_of(year)["total"]
    # the school that is not reviewed could tie with 94.00 and close three stars after 95.00
    assert report_of(year)["tiers"][0]["secured"] == 1
    # the two at 87.00, and with both of them let in, the two behind them
    assert total["undecided"] == 4


def test_district_places_add_up_to_the_citys(year: CampaignYear) -> None:
    rows = report_of(year)["districts"]
    for tier in report_of(year)["tiers"]:
        assert sum(row["slots"][str(tier["star"])] for row in rows) == tier["cap"]
    assert all(row["participants"] == 1 for row in rows)
    assert all(0 <= row["slots"][star] * 100 - row["fair"][star] + 99 <= 198 for row in rows for star in row["slots"])


def test_the_schools_beside_a_line_are_those_the_report_counts(year: CampaignYear) -> None:
    report = report_of(year)
    for margin, tier in zip(beside_lines(year, report), report["tiers"], strict=True):
        assert (len(margin.inside), len(margin.outside)) == (tier["near_in"], tier["near_out"])


def test_the_page_shows_alarms_lines_ties_and_districts(year: CampaignYear) -> None:
    shown = words(signed_in().get(path(year)).content.decode())
    for text in (
        "Cap reached: three stars",
        "Equal scores at the line: two stars",
        "87.00: 2 schools, 1 places",
        "2 tied, 1 left",
        "The 2 places end here",
        "As of revision",
        "Not reviewed 1",
        "However the ties are decided",
    ):
        assert text in shown, text


def test_an_alarm_is_a_task_of_the_overview_until_its_cause_is_gone(year: CampaignYear) -> None:
    client = signed_in()

    def tasks() -> list[str]:
        return [notice.text for notice in client.get(f"/bureau/{year.calendar_year}/").context["notices"]]

    assert tasks().count("Equal scores at the line: two stars") == 1
    tied = year.participations.filter(rating__score=8700)[0]
    put(tied, State.NOT_RECOMMENDED)
    touch(year.pk, [tied.pk])
    settle(year.pk)
    assert not any("Equal scores" in text for text in tasks())


def test_a_year_with_few_schools_says_from_when_a_star_has_a_place() -> None:
    year = make_year(cap_three=500, cap_two=1000, cap_one=1500, cap_total=3000)
    for _ in range(12):
        make_rated(year, 9500)
    settle(year.pk)
    shown = words(signed_in().get(path(year)).content.decode())
    assert "Too few schools take part: no place for three stars" in shown
    assert "three stars: the first place comes with 20 participating schools" in shown


def test_a_year_without_figures_still_opens() -> None:
    assert "No figures yet" in signed_in().get(path(make_year())).content.decode()
    assert signed_in().get(path(make_year(calendar_year=2031), "report.pdf")).status_code == 404


def test_the_workbook_holds_stars_districts_margins_ties_and_every_ranked_school(year: CampaignYear) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(signed_in("auditor").get(path(year, "report.xlsx")).content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(sheets) == ["By star", "Readings", "By district", "At the lines", "Open ties", "Ranked schools"]
    assert "As of revision" in str(sheets["By star"][1][0])
    assert sheets["By star"][3][:5] == ["three stars", 20, 2, 2, 1]
    assert sheets["Readings"][3] == ["have no star", 2, 94, 1, 93.5, 2, 87, 5]
    assert len(sheets["Open ties"]) == 1 + 4
    assert len(sheets["Ranked schools"]) == 1 + 10
    assert sheets["Ranked schools"][1][4] == 95


def test_the_report_says_what_it_owes_to_claims_and_what_it_was_made_from(year: CampaignYear) -> None:
    report = report_of(year)
    shown = words(signed_in("auditor").get(path(year)).content.decode())
    for text in (
        "have no star",
        "keep the score they claim (the projection)",
        "Fewer than five visits",
        "Rule of the year",
        report["digest"],
    ):
        assert text in shown, text
    put(year.participations.get(rating__score=8200), State.NOT_RECOMMENDED)
    touch(year.pk)
    settle(year.pk, full=True)
    assert report_of(year)["digest"] != report["digest"]


def test_a_run_on_the_same_facts_has_the_digest_of_the_report() -> None:
    year = make_year()
    for score in (9500, 8700, 8200):
        make_rated(year, score)
    settle(year.pk)
    case = run_case(year, school_facts(year))
    run_input = case_document(str(year), case.entrants, case.policy, case.rule, case.adjustments)
    assert report_of(year)["digest"] == digest(run_input)


def test_the_report_is_printed(year: CampaignYear) -> None:
    answer = signed_in("bureau_lead").get(path(year, "report.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_page_takes_the_same_statements_for_thirty_schools(year: CampaignYear) -> None:
    client = signed_in()
    counts = []
    for more in (0, 20):
        district = make_district()
        for number in range(more):
            make_rated(year, 9300 + number, school=make_school(district))
        settle(year.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path(year))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
