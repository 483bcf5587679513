"""The wizard on screen: steps saved by themselves, typed work kept, back and forth, opening, frozen rules."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.domain.schedule import STEPS
from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from scoring.actions.years import open_year
from tests.factories import make_district, make_draft_year, make_school, make_standard, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def draft(officer: User) -> CampaignYear:
    make_school()
    return make_draft_year(by=officer)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def url(year: CampaignYear, step: str = "") -> str:
    return f"/bureau/campaigns/{year.pk}/setup/{step + '/' if step else ''}"


def shown(desk: Client, year: CampaignYear, step: str) -> dict[str, Any]:
    """What a browser would post back from the step without touching it."""
    context = desk.get(url(year, step)).context
    if step == "ties":
        keys = context["keys"]
        return {"order": [row["key"] for row in keys], "use": [row["key"] for row in keys if row["used"]]}
    values = {field.html_name: field.value() for field in context["form"]}
    return {name: value for name, value in values.items() if value is not None}


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("step", STEPS[:-1])
def test_every_step_stores_what_it_shows_and_goes_on(desk: Client, draft: CampaignYear, step: str) -> None:
    CampaignYear.objects.filter(pk=draft.pk).update(
        setup={"standard": draft.setup["standard"], "saved": ["standard", "phases"]}
    )
    answer = desk.post(url(draft, step), shown(desk, draft, step))
    assert answer.status_code == 302
    assert answer["Location"] == url(draft, STEPS[STEPS.index(step) + 1])
    draft.refresh_from_db()
    assert step in draft.setup["saved"]


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_step_is_saved_while_it_is_filled_in(desk: Client, draft: CampaignYear, step: str) -> None:
    answer = desk.post(url(draft, step), shown(desk, draft, step), headers=HTMX)
    assert answer.status_code == 200
    assert 'id="save-all"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


WRONG = [
    ("basics", {"ends_on": "2025-01-01"}, "ends_on"),
    ("basics", {"approval_document": ""}, "approval_document"),
    ("basics", {"approved_on": ""}, "approved_on"),
    ("basics", {"goal_percent": "101"}, "goal_percent"),
    ("phases", {"naming_last": "2025-11-01"}, "naming_last"),
    ("phases", {"naming_last": "soon"}, "naming_last"),
    ("phases", {"district_review_first": "2025-08-01"}, "district_review_first"),
    ("standard", {"standard": "999"}, "standard"),
    ("standard", {"standard": ""}, "standard"),
    ("bands", {"band_two": "80"}, "band_two"),
    ("bands", {"floor": "0"}, "floor"),
    ("bands", {"band_three": "90.005"}, "band_three"),
    ("bands", {"cap_three": "NaN"}, "cap_three"),
    ("bands", {"cap_three": "31"}, "cap_three"),
    ("decisions", {"quota.overflow": "luck"}, "quota.overflow"),
]


@pytest.mark.parametrize(("step", "changes", "field"), WRONG)
def test_a_mistake_stands_at_its_field_and_nothing_typed_is_lost(
    desk: Client, draft: CampaignYear, step: str, changes: dict[str, str], field: str
) -> None:
    data = shown(desk, draft, step) | changes
    for headers in ({}, HTMX):
        answer = desk.post(url(draft, step), data, headers=headers)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    page = desk.get(url(draft, step))
    assert page.context["form"][field].value() == data[field]
    assert field in page.context["form"].errors
    step_states = {row.slug: row.done for row in page.context["steps"]}
    assert not step_states[step]
    assert desk.post(url(draft, step), data | shown_before(draft, step, changes)).status_code == 302
    assert desk.get(url(draft, step)).context["form"].errors == {}


def shown_before(year: CampaignYear, step: str, changes: dict[str, str]) -> dict[str, str]:
    """The right values for the fields that were changed to wrong ones."""
    right = {
        "ends_on": "2027-12-31",
        "approval_document": "测综委〔2025〕1号",
        "approved_on": "2025-05-01",
        "goal_percent": "90",
        "naming_last": "2025-12-20",
        "district_review_first": "2025-10-13",
        "standard": str(year.setup["standard"]),
        "band_two": "85",
        "floor": "70",
        "band_three": "90",
        "cap_three": "5",
        "quota.overflow": "cascade",
    }
    return {name: right[name] for name in changes}


def test_the_wizard_goes_on_where_it_was_left(desk: Client, draft: CampaignYear) -> None:
    assert desk.get(url(draft))["Location"] == url(draft, "check")
    CampaignYear.objects.filter(pk=draft.pk).update(setup={"saved": ["basics", "phases"]})
    assert desk.get(url(draft))["Location"] == url(draft, "standard")


def test_before_anything_is_confirmed_dates_and_tie_keys_are_proposals(desk: Client, officer: User) -> None:
    year = make_draft_year(by=officer)
    other = year.campaign.years.get(index=3)
    assert desk.get(url(other, "phases")).context["form"]["self_assessment_first"].value().isoformat() == "2027-09-01"
    assert all(row["used"] for row in desk.get(url(other, "ties")).context["keys"])
    assert other.tie_keys == []


def test_tie_keys_are_moved_by_buttons_and_left_out_by_ticks(desk: Client, draft: CampaignYear) -> None:
    data = shown(desk, draft, "ties")
    page = desk.post(url(draft, "ties"), data | {"up": "honesty"})
    assert [row["key"] for row in page.context["keys"]] == ["honesty", "key_points", "last_score"]
    data = shown(desk, draft, "ties") | {"use": ["last_score", "honesty"], "down": "honesty"}
    desk.post(url(draft, "ties"), data, headers=HTMX)
    draft.refresh_from_db()
    assert draft.tie_keys == ["honesty", "last_score"]


def test_the_preview_counts_places_and_names_deviations(desk: Client, draft: CampaignYear) -> None:
    data = shown(desk, draft, "bands") | {"cap_three": "6", "schools": "1237"}
    preview = desk.post(url(draft, "bands"), data, headers=HTMX).context["preview"]
    places = preview.places
    assert (places.three, places.two, places.one, places.total, places.orphans) == (74, 123, 185, 371, 0)
    assert not preview.adds_up
    assert [(row.value, row.policy) for row in preview.deviations] == [(600, 500)]
    assert desk.get(url(draft, "bands")).context["preview"].places.three == 0


def test_the_decisions_show_every_question_and_lock_those_without_a_choice(desk: Client, draft: CampaignYear) -> None:
    page = desk.get(url(draft, "decisions"))
    rows = {row["key"]: row for group in page.context["groups"] for row in group["rows"]}
    assert rows["quota.rounding"]["locked"]
    assert not rows["quota.overflow"]["locked"]
    assert rows["quota.ties"]["own_step"]
    assert set(page.context["form"].fields) == {key for key, row in rows.items() if not row["locked"]}


def test_the_roster_counts_by_district_and_lists_who_is_left_out(desk: Client, draft: CampaignYear) -> None:
    closed = make_school(status="closed")
    roster = desk.get(url(draft, "roster")).context["roster"]
    assert (roster["total"], roster["outside_count"]) == (1, 1)
    assert roster["outside"] == [closed]


def test_the_last_step_lists_what_is_left_and_opens(desk: Client, draft: CampaignYear) -> None:
    CampaignYear.objects.filter(pk=draft.pk).update(setup=draft.setup | {"saved": ["basics"]})
    page = desk.get(url(draft, "check"))
    assert {entry.step for entry in page.context["stops"]} >= {"phases", "ties"}
    opening = f"/bureau/campaigns/{draft.pk}/open/"
    assert desk.post(opening, {"checked": "on"}).status_code == 422
    CampaignYear.objects.filter(pk=draft.pk).update(setup=draft.setup)
    assert desk.post(opening)["Location"] == url(draft, "check")
    assert not Participation.objects.exists()
    assert desk.post(opening, {"checked": "on"})["Location"] == "/bureau/2025/rules/"
    assert Participation.objects.count() == 1
    assert desk.post(opening, {"checked": "on"}).status_code == 409


def test_an_open_year_is_read_only(desk: Client, draft: CampaignYear, officer: User) -> None:
    open_year(draft, by=officer)
    for step in STEPS:
        assert desk.get(url(draft, step))["Location"] == "/bureau/2025/rules/"
    for step in STEPS[:-1]:
        assert desk.post(url(draft, step), {"order": "honesty"}).status_code == 409


READERS = (
    "school_editor",
    "district_reviewer",
    "inspector",
    "unit_liaison",
    "bureau_lead",
    "naming_authority",
)


@pytest.mark.parametrize("role", READERS)
def test_everybody_inside_reads_the_frozen_rules_with_their_clauses(
    client: Client, draft: CampaignYear, officer: User, role: str
) -> None:
    client.force_login(make_user(role))
    assert client.get("/bureau/2025/rules/").status_code == 404
    open_year(draft, by=officer)
    page = client.get("/bureau/2025/rules/")
    assert page.status_code == 200
    assert "C2.2.5" in page.content.decode()


@pytest.mark.parametrize("role", ["bureau_lead", "auditor", "district_lead", "school_head", "system_admin"])
def test_only_officers_set_up_and_open(client: Client, draft: CampaignYear, role: str) -> None:
    client.force_login(make_user(role))
    for step in ("", *STEPS):
        assert client.get(url(draft, step)).status_code == 403
    assert client.post(f"/bureau/campaigns/{draft.pk}/open/", {"checked": "on"}).status_code == 403


def test_what_is_not_there_is_404(desk: Client, draft: CampaignYear) -> None:
    assert desk.get(url(draft, "magic")).status_code == 404
    assert desk.get("/bureau/campaigns/999/setup/").status_code == 404
    assert desk.get("/bureau/1999/rules/", follow=True).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_statements_of_a_step_do_not_depend_on_rows(
    desk: Client, draft: CampaignYear, officer: User, step: str
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url(draft, step)).status_code == 200
        return len(captured)

    few = statements()
    for _number in range(5):
        make_standard(officer)
    for _number in range(6):
        district = make_district()
        for _school in range(5):
            make_school(district)
    assert statements() == few


def test_statements_of_the_rules_do_not_depend_on_schools(desk: Client, draft: CampaignYear, officer: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/bureau/2025/rules/").status_code == 200
        return len(captured)

    open_year(draft, by=officer)
    few = statements()
    Participation.objects.bulk_create(
        Participation(year=draft, school=school, district=school.district)
        for school in [make_school() for _number in range(30)]
    )
    assert statements() == few


def test_two_campaigns_with_the_same_year_show_the_opened_one(desk: Client, draft: CampaignYear) -> None:
    opened = make_year(calendar_year=2025)
    assert desk.get("/bureau/2025/rules/").context["rules_year"] == opened
