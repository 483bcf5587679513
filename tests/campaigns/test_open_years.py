"""An open year: extensions, the frozen roster, schools that leave, the close; every verb in every state."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from campaigns import actions
from campaigns.models import CampaignYear, Extension, Participation
from campaigns.queries import deadline, visible_extensions, visible_years, year_of_page
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.queries import events_of
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from scoring.tasks import recompute_year
from tests.factories import make_district, make_participation, make_school, make_user, make_year, put

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 10, 1, 4, tzinfo=UTC)
END = NOW + timedelta(days=30)
State = Participation.State


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def year() -> CampaignYear:
    return make_year(now=NOW)


@time_machine.travel(NOW, tick=False)
def test_a_district_lead_extends_the_own_deadline_and_grace_runs_after_it(year: CampaignYear) -> None:
    lead = make_user("district_lead")
    assert lead.district is not None
    phase = year.phases.get(kind="self_assessment")
    phase.grace_minutes = 120
    phase.save()
    later = END + timedelta(days=2)
    actions.extend_deadline(phase, district=lead.district, by=lead, ends_at=later, reason="停电")
    assert deadline(year, "self_assessment", lead.district.pk) == (later, later + timedelta(minutes=120))
    assert deadline(year, "self_assessment", make_district().pk) == (END, END + timedelta(minutes=120))
    event = events_of(Extension.objects.get()).get()
    assert (event.reason, event.params["district"]) == ("停电", lead.district.name)


@time_machine.travel(NOW, tick=False)
def test_nobody_extends_another_districts_deadline(year: CampaignYear) -> None:
    phase = year.phases.get(kind="self_assessment")
    for role in ("district_lead", "district_reviewer", "bureau_lead", "school_head"):
        with pytest.raises(NotAllowed):
            actions.extend_deadline(
                phase, district=make_district(), by=make_user(role), ends_at=END + timedelta(days=1), reason="停电"
            )


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("ends_at", "reason"),
    [
        (END, "停电"),
        (END - timedelta(days=1), "停电"),
        (NOW - timedelta(days=1), "停电"),
        (END + timedelta(days=1), " "),
    ],
)
def test_an_extension_is_later_and_has_a_reason(
    year: CampaignYear, officer: User, ends_at: datetime, reason: str
) -> None:
    phase = year.phases.get(kind="self_assessment")
    with pytest.raises(Invalid):
        actions.extend_deadline(phase, district=make_district(), by=officer, ends_at=ends_at, reason=reason)


def test_after_the_end_only_a_moment_still_to_come_helps(year: CampaignYear, officer: User) -> None:
    phase, district = year.phases.get(kind="self_assessment"), make_district()
    with time_machine.travel(END + timedelta(days=5), tick=False):
        with pytest.raises(Invalid):
            actions.extend_deadline(
                phase, district=district, by=officer, ends_at=END + timedelta(days=3), reason="停电"
            )
        actions.extend_deadline(phase, district=district, by=officer, ends_at=END + timedelta(days=6), reason="停电")
        with pytest.raises(Invalid):
            actions.extend_deadline(
                phase, district=district, by=officer, ends_at=END + timedelta(days=6), reason="停电"
            )
        actions.extend_deadline(phase, district=district, by=officer, ends_at=END + timedelta(days=7), reason="洪水")
    extension = Extension.objects.get()
    assert (extension.ends_at, extension.reason) == (END + timedelta(days=7), "洪水")


@time_machine.travel(NOW, tick=False)
def test_extensions_are_seen_by_the_city_and_by_the_district_and_its_schools(year: CampaignYear, officer: User) -> None:
    district = make_district()
    phase = year.phases.get(kind="self_assessment")
    actions.extend_deadline(phase, district=district, by=officer, ends_at=END + timedelta(days=1), reason="停电")
    head = make_user("school_head", school=make_school(district))
    insiders = (officer, make_user("auditor"), make_user("district_reviewer", district=district), head)
    outsiders = (make_user("district_lead"), make_user("school_head"), make_user("inspector"))
    assert [visible_extensions(user, year).count() for user in insiders] == [1, 1, 1, 1]
    assert [visible_extensions(user, year).count() for user in outsiders] == [0, 0, 0]


def test_the_roster_holds_exactly_the_schools_that_have_handed_in(year: CampaignYear, officer: User) -> None:
    district = make_district()
    for state in State.values:
        make_participation(year, make_school(district), state=state)
    out = {State.INVITED, State.SELF_ASSESSING, State.WITHDRAWN}
    revision = year.revision
    size = actions.freeze_roster(year, by=officer)
    year.refresh_from_db()
    assert size == year.roster_size == len(State.values) - len(out)
    assert not Participation.objects.filter(on_roster=True, state__in=out).exists()
    assert year.revision > revision
    assert events_of(year).get(verb="year.freeze_roster").params["size"] == size


def test_an_empty_roster_is_not_frozen(year: CampaignYear, officer: User) -> None:
    make_participation(year)
    with pytest.raises(Invalid):
        actions.freeze_roster(year, by=officer)


def test_a_second_freeze_needs_a_recorded_lift_and_has_the_next_number(year: CampaignYear, officer: User) -> None:
    make_participation(year, state=State.SUBMITTED)
    actions.freeze_roster(year, by=officer)
    with pytest.raises(WrongState):
        actions.freeze_roster(year, by=officer)
    with pytest.raises(Invalid):
        actions.unfreeze_roster(year, by=officer, reason=" ")
    actions.unfreeze_roster(year, by=officer, reason="遗漏一所学校")
    make_participation(year, state=State.SUBMITTED)
    assert actions.freeze_roster(year, by=officer) == 2
    year.refresh_from_db()
    assert year.roster_version == 2
    assert events_of(year).get(verb="year.unfreeze_roster").reason == "遗漏一所学校"


def test_the_freeze_is_not_lifted_once_stars_are_decided(year: CampaignYear, officer: User) -> None:
    with pytest.raises(WrongState):
        actions.unfreeze_roster(year, by=officer, reason="x")
    make_participation(year, state=State.ALLOCATED)
    actions.freeze_roster(year, by=officer)
    with pytest.raises(WrongState):
        actions.unfreeze_roster(year, by=officer, reason="x")


@pytest.mark.parametrize("state", State.values)
def test_withdrawing_starts_only_where_the_table_says(year: CampaignYear, officer: User, state: str) -> None:
    participation = make_participation(year, state=state)
    if state in Participation.MOVES["withdraw"].sources:
        actions.withdraw(participation, by=officer, reason="撤并")
        participation.refresh_from_db()
        assert participation.state == State.WITHDRAWN
        assert participation.revision == CampaignYear.objects.get(pk=year.pk).revision
    else:
        with pytest.raises(WrongState):
            actions.withdraw(participation, by=officer, reason="撤并")


def test_withdrawing_needs_a_reason_and_an_unfrozen_roster(year: CampaignYear, officer: User) -> None:
    participation = make_participation(year, state=State.SUBMITTED)
    with pytest.raises(Invalid):
        actions.withdraw(participation, by=officer, reason="")
    actions.freeze_roster(year, by=officer)
    with pytest.raises(WrongState):
        actions.withdraw(participation, by=officer, reason="撤并")


def test_closing_waits_for_the_naming(year: CampaignYear, officer: User) -> None:
    participation = make_participation(year, state=State.ANNOUNCED)
    with pytest.raises(WrongState):
        actions.close_year(year, by=officer)
    put(participation, State.NAMED)
    recompute_year(year.pk)
    actions.close_year(year, by=officer)
    assert CampaignYear.objects.get(pk=year.pk).closed_at is not None


def test_a_year_is_not_closed_while_its_figures_lag_behind_its_facts(year: CampaignYear, officer: User) -> None:
    recompute_year(year.pk)
    touch(year.pk)
    with pytest.raises(WrongState):
        actions.close_year(year, by=officer)
    recompute_year(year.pk)
    actions.close_year(year, by=officer)
    assert CampaignYear.objects.get(pk=year.pk).state == CampaignYear.State.CLOSED


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_calendar_year_is_opened_once_whatever_the_campaign(year: CampaignYear, state: str) -> None:
    with pytest.raises(IntegrityError, match=r"one_opened_year|calendar_year"), transaction.atomic():
        make_year(calendar_year=year.calendar_year, state=state)
    draft = make_year(calendar_year=year.calendar_year, state="draft")
    assert year_of_page(year.calendar_year) == year != draft


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_no_verb_of_an_open_year_works_in_another_state(officer: User, state: str) -> None:
    year = make_year(now=datetime.now(UTC), state=state)
    participation = make_participation(year, state=State.SUBMITTED)
    phase, later = year.phases.get(kind="self_assessment"), datetime.now(UTC) + timedelta(days=60)
    verbs = (
        lambda: actions.freeze_roster(year, by=officer),
        lambda: actions.unfreeze_roster(year, by=officer, reason="x"),
        lambda: actions.withdraw(participation, by=officer, reason="x"),
        lambda: actions.close_year(year, by=officer),
        lambda: actions.extend_deadline(phase, district=make_district(), by=officer, ends_at=later, reason="x"),
    )
    for verb in verbs:
        with pytest.raises(DomainError) as refusal:
            verb()
        assert refusal.value.status == 409


def test_drafts_are_seen_by_those_who_may_see_settings(year: CampaignYear) -> None:
    make_year(state="draft", calendar_year=2026, index=2)
    assert visible_years(make_user("auditor")).count() == 2
    assert visible_years(make_user("school_head")).count() == 1
    assert visible_years(make_user("system_admin")).count() == 0
