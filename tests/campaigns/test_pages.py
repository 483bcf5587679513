"""Campaigns, dates, extensions, the roster and withdrawals on screen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, CampaignYear, Extension, Participation
from safeschools.accounts.models import User
from scoring.tasks import recompute_year
from tests.factories import make_district, make_participation, make_school, make_user, make_year

pytestmark = pytest.mark.django_db

State = Participation.State


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def year() -> CampaignYear:
    return make_year()


BASICS = {
    "name": "平安学校",
    "city": "云州市",
    "mode": "naming",
    "starts_on": "2025-06-01",
    "ends_on": "2027-12-31",
    "goal_percent": "90",
}


def extension(year: CampaignYear, **changes: Any) -> dict[str, Any]:
    until = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
    phase = year.phases.get(kind="self_assessment")
    return {"phase": phase.pk, "district": make_district().pk, "until": until, "reason": "停电"} | changes


def test_a_campaign_is_created_and_its_first_year_set_up(desk: Client) -> None:
    answer = desk.post("/bureau/campaigns/new/", BASICS)
    first = Campaign.objects.get().years.get(index=1)
    assert answer["Location"] == f"/bureau/campaigns/{first.pk}/setup/"
    page = desk.post("/bureau/campaigns/new/", BASICS | {"ends_on": "2025-01-01"})
    assert page.status_code == 422
    assert page.context["form"]["name"].value() == "平安学校"
    assert desk.get("/bureau/campaigns/new/").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("bureau_officer", 200),
        ("bureau_lead", 200),
        ("auditor", 200),
        ("naming_authority", 200),
        ("district_lead", 403),
        ("school_head", 403),
        ("system_admin", 403),
    ],
)
def test_the_campaigns_are_for_the_city(client: Client, year: CampaignYear, role: str, status: int) -> None:
    client.force_login(make_user(role))
    assert client.get("/bureau/campaigns/").status_code == status
    if role != "bureau_officer":
        assert client.get("/bureau/campaigns/new/").status_code == 403


@pytest.mark.parametrize("role", ["school_editor", "district_reviewer", "inspector", "auditor", "naming_authority"])
def test_everybody_inside_sees_the_dates(client: Client, year: CampaignYear, role: str) -> None:
    client.force_login(make_user(role))
    page = client.get("/bureau/2025/phases/")
    assert page.status_code == 200
    assert page.context["form"] is None


def test_a_draft_or_unknown_year_has_no_dates(desk: Client) -> None:
    make_year(state="draft", calendar_year=2026)
    assert desk.get("/bureau/2026/phases/").status_code == 404
    assert desk.get("/bureau/2027/phases/").status_code == 404


def test_an_extension_runs_to_the_end_of_its_day_in_shanghai(desk: Client, year: CampaignYear) -> None:
    data = extension(year)
    assert desk.post("/bureau/2025/phases/extend/", data).status_code == 302
    end = Extension.objects.get().ends_at
    assert end.strftime("%H:%M:%S") == "15:59:59"
    assert end.date().isoformat() == data["until"]


def test_a_district_lead_extends_the_own_district_only(client: Client, year: CampaignYear) -> None:
    lead = make_user("district_lead")
    client.force_login(lead)
    assert client.post("/bureau/2025/phases/extend/", extension(year)).status_code == 422
    assert lead.district is not None
    assert client.post("/bureau/2025/phases/extend/", extension(year, district=lead.district.pk)).status_code == 302
    assert Extension.objects.get().district == lead.district


@pytest.mark.parametrize("changes", [{"until": "2020-01-01"}, {"reason": ""}, {"until": "x"}, {"phase": "0"}])
def test_a_refused_extension_keeps_what_was_typed(desk: Client, year: CampaignYear, changes: dict[str, str]) -> None:
    page = desk.post("/bureau/2025/phases/extend/", extension(year) | changes)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == set(changes)
    assert not Extension.objects.exists()


def test_the_roster_is_frozen_lifted_with_a_reason_and_the_year_closed(desk: Client, year: CampaignYear) -> None:
    assert desk.post("/bureau/2025/roster/freeze/").status_code == 422
    make_participation(year, state=State.SUBMITTED)
    assert desk.get("/bureau/2025/phases/").context["ready"] == 1
    assert desk.post("/bureau/2025/roster/freeze/").status_code == 302
    assert desk.post("/bureau/2025/roster/freeze/").status_code == 409
    assert desk.post("/bureau/2025/roster/unfreeze/").status_code == 422
    assert desk.post("/bureau/2025/roster/unfreeze/", {"reason": "遗漏"}).status_code == 302
    assert desk.post("/bureau/2025/close/").status_code == 409
    recompute_year(year.pk)
    assert desk.post("/bureau/2025/close/").status_code == 302
    assert desk.post("/bureau/2025/close/").status_code == 409
    page = desk.get("/bureau/2025/phases/")
    assert page.context["form"] is None
    assert not page.context["may_configure"]


def test_a_school_is_withdrawn_with_a_reason(desk: Client, year: CampaignYear) -> None:
    participation = make_participation(year, state=State.SUBMITTED)
    url = f"/bureau/2025/schools/{participation.school.code}/withdraw/"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"reason": ""}).status_code == 422
    assert desk.post(url, {"reason": "撤并"}).status_code == 302
    page = desk.post(url, {"reason": "再次"})
    assert page.status_code == 409
    assert page.context["form"]["reason"].value() == "再次"


def test_the_schools_page_offers_to_withdraw_while_it_is_possible(desk: Client, year: CampaignYear) -> None:
    participation = make_participation(year, state=State.SUBMITTED)
    page = f"/bureau/2025/schools/{participation.school.code}/"
    assert "withdraw/" in desk.get(page).content.decode()
    desk.post("/bureau/2025/roster/freeze/")
    assert "withdraw/" not in desk.get(page).content.decode()


@pytest.mark.parametrize("role", ["bureau_lead", "auditor", "district_reviewer", "school_head"])
def test_others_change_nothing(client: Client, year: CampaignYear, role: str) -> None:
    participation = make_participation(year)
    client.force_login(make_user(role))
    paths = ("phases/extend/", "roster/freeze/", "roster/unfreeze/", "close/")
    for path in (*paths, f"schools/{participation.school.code}/withdraw/"):
        assert client.post(f"/bureau/2025/{path}", {"reason": "x"}).status_code == 403


def test_effects_need_a_post(desk: Client, year: CampaignYear) -> None:
    for path in ("phases/extend/", "roster/freeze/", "roster/unfreeze/", "close/"):
        assert desk.get(f"/bureau/2025/{path}").status_code == 405


@pytest.mark.parametrize("url", ["/bureau/campaigns/", "/bureau/2025/phases/"])
def test_statements_do_not_depend_on_rows(desk: Client, year: CampaignYear, officer: User, url: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    def grow(count: int) -> None:
        phase = year.phases.get(kind="naming")
        for _number in range(count):
            district = make_district()
            make_participation(year, make_school(district))
            make_year()
            Extension.objects.create(
                phase=phase, district=district, ends_at=datetime.now(UTC), reason="停电", granted_by=officer
            )

    grow(1)
    few = statements()
    grow(29)
    assert statements() == few
