"""Opening a year: only without red entries, for exactly the active schools, in a constant number of statements."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import actions
from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.audit.queries import events_of
from safeschools.directory.models import School
from safeschools.lib.errors import Invalid, WrongState
from scoring.actions.standards import copy
from scoring.actions.years import choose_standard, open_year
from scoring.models import RatingSheet
from scoring.queries.readiness import Level, readiness, stops
from tests.factories import make_district, make_draft_year, make_school, make_standard, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def draft(officer: User) -> CampaignYear:
    make_school()
    return make_draft_year(by=officer)


def found(year: CampaignYear, level: Level) -> set[str]:
    year.refresh_from_db()
    return {entry.step for entry in readiness(year) if entry.level == level}


def test_opening_invites_exactly_the_active_schools_with_their_district(officer: User, draft: CampaignYear) -> None:
    district = make_district()
    make_school(district, type=School.Type.KINDERGARTEN, ownership=School.Ownership.PRIVATE)
    make_school(district, status=School.Status.CLOSED)
    make_school(district, status=School.Status.SUSPENDED)
    assert open_year(draft, by=officer) == 2
    rows = Participation.objects.filter(year=draft).select_related("school")
    assert {row.school_id for row in rows} == set(School.objects.filter(status="active").values_list("id", flat=True))
    assert all(row.district_id == row.school.district_id for row in rows)
    draft.refresh_from_db()
    assert (draft.state, draft.setup, draft.revision) == ("open", {}, 1)
    assert {row.revision for row in rows} == {1}
    assert draft.decisions["quota.overflow"] == "cascade"


def test_opening_makes_the_sheet_and_tells_the_log_all_rules(officer: User, draft: CampaignYear) -> None:
    open_year(draft, by=officer)
    sheet = RatingSheet.objects.get(year=draft)
    event = events_of(draft).get(verb="year.open")
    assert event.params["schools"] == 1
    assert event.data["content_hash"] == sheet.standard.content_hash
    assert event.data["cap_total"] == 3000
    assert event.data["decisions"]["score.bands"] == "half_open"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_only_a_draft_is_opened(officer: User, state: str) -> None:
    with pytest.raises(WrongState):
        open_year(make_year(state=state), by=officer)


def test_opening_twice_is_refused(officer: User, draft: CampaignYear) -> None:
    open_year(draft, by=officer)
    with pytest.raises(WrongState):
        open_year(draft, by=officer)
    assert Participation.objects.count() == 1


def unconfirmed(year: CampaignYear, officer: User) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(setup=year.setup | {"saved": ["basics"]})


def typed(year: CampaignYear, officer: User) -> None:
    actions.keep_typed(year, by=officer, step="bands", typed={"band_one": ["abc"]})


def without_schools(year: CampaignYear, officer: User) -> None:
    School.objects.update(status=School.Status.CLOSED)


def blocked(year: CampaignYear, officer: User) -> None:
    actions.save_decisions(year, by=officer, choices={"body.legal_basis": "block"})
    type(year.campaign).objects.update(approval_document="", approved_on=None)


def strict(year: CampaignYear, officer: User) -> None:
    actions.save_decisions(year, by=officer, choices={"proc.deadline": "strict"})


def rival(year: CampaignYear, officer: User) -> None:
    make_year(calendar_year=year.calendar_year)


@pytest.mark.parametrize("spoil", [unconfirmed, typed, without_schools, blocked, strict, rival])
def test_a_red_entry_makes_opening_impossible(
    officer: User, draft: CampaignYear, spoil: Callable[[CampaignYear, User], None]
) -> None:
    assert not stops(readiness(draft))
    spoil(draft, officer)
    draft.refresh_from_db()
    assert stops(readiness(draft))
    with pytest.raises(Invalid):
        open_year(draft, by=officer)
    assert not Participation.objects.filter(year=draft).exists()


def test_a_draft_of_the_standard_cannot_be_chosen(officer: User, draft: CampaignYear) -> None:
    version = copy(make_standard(officer), by=officer, version="9.9")
    with pytest.raises(Invalid):
        choose_standard(draft, by=officer, standard=version)


def test_a_missing_document_warns(officer: User) -> None:
    make_school()
    year = make_draft_year(by=officer, approval_document="", approved_on=None)
    assert "basics" in found(year, Level.WARN)
    assert not stops(readiness(year))


def test_a_campaign_without_naming_needs_no_document(officer: User) -> None:
    make_school()
    year = make_draft_year(by=officer, approval_document="", approved_on=None, mode="assessment")
    assert "basics" not in found(year, Level.WARN)


def test_statements_do_not_depend_on_the_number_of_schools(officer: User) -> None:
    def statements(schools: int) -> int:
        School.objects.update(status=School.Status.CLOSED)
        for _number in range(schools):
            make_school(district)
        year = make_draft_year(by=officer)
        with CaptureQueriesContext(connection) as captured:
            assert open_year(year, by=officer) == schools
        CampaignYear.objects.filter(pk=year.pk).update(state="draft")
        return len(captured)

    district = make_district()
    assert statements(1) == statements(30)


def test_of_two_campaigns_that_open_the_same_year_at_once_the_second_is_told(
    officer: User, draft: CampaignYear
) -> None:
    """Nothing stood against opening when it was checked; just before the write the other one was faster."""
    other = make_year(calendar_year=draft.calendar_year, state="draft")

    def overtake(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if sql.startswith('UPDATE "campaigns_campaignyear" SET "state"') and other.state == "draft":
            other.state = CampaignYear.State.OPEN
            other.save(update_fields=["state"])
        return execute(sql, params, *rest)

    with connection.execute_wrapper(overtake), pytest.raises(WrongState, match=str(draft.calendar_year)):
        open_year(draft, by=officer)
    assert CampaignYear.objects.get(pk=draft.pk).state == CampaignYear.State.DRAFT


def test_an_answer_that_is_no_longer_offered_stops_the_opening_until_the_questions_are_saved_again(
    officer: User, draft: CampaignYear
) -> None:
    CampaignYear.objects.filter(pk=draft.pk).update(decisions={"scope.schools": "no_higher_education"})
    assert found(draft, Level.STOP) == {"decisions"}
    with pytest.raises(Invalid):
        open_year(draft, by=officer)
    actions.save_decisions(draft, by=officer, choices={})
    assert open_year(draft, by=officer) == 1
