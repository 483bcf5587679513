"""Allocation runs: frozen facts, recorded reasons, two people, caps that hold."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.audit.models import Event
from safeschools.designations.actions import naming, runs
from safeschools.designations.actions.runs import FactsMoved, OverCap, RosterNotFrozen
from safeschools.designations.models import AllocationLine, AllocationRun, Quota
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.models import RatingSheet, Recommendation, RecommendationList
from scoring.recompute import settle
from tests.designations.world import (
    allocatable_year,
    frozen,
    lead,
    officer,
    participation,
    proposed,
    stars,
)
from tests.factories import make_rated, make_scores, make_user, make_year
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db
State = Participation.State
RunState = AllocationRun.State


def test_a_run_needs_a_frozen_roster() -> None:
    year = make_year()
    make_rated(year, 9000)
    with pytest.raises(RosterNotFrozen):
        runs.run(year, by=officer())


def test_a_run_gives_every_school_of_the_roster_a_star_a_reason_and_a_trail() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    assert stars(run) == [3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    line = run.lines.get(score=9400)
    assert (line.rank, line.band, line.star, line.code) == (2, 3, 2, "AWARDED_LOWER")
    assert line.trail == [{"tier": 3, "outcome": "full"}, {"tier": 2, "outcome": "awarded"}]
    assert run.lines.get(score=7600).code == "BELOW_BANDS"
    low = run.lines.get(score=6500)
    assert (low.code, low.rank) == ("DISQUALIFIED_SCORE", None)
    assert run.case["schools"][0]["id"].isdigit()
    assert (run.number, run.state, run.revision) == (1, RunState.DRAFT, RatingSheet.objects.get().revision)


def test_only_judged_scores_count() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    make_rated(year, 9900, state="submitted")
    make_rated(year, 9000)
    run = runs.run(frozen(year), by=officer())
    waiting = run.lines.get(code="UNSCORED")
    assert (waiting.score, waiting.star) == (None, 0)
    assert run.lines.get(score=9000).star == 3


def test_a_school_its_district_does_not_recommend_is_left_out_by_a_recorded_reason() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    make_rated(year, 9000, state="not_recommended")
    make_rated(year, 9100, state="reviewed")
    run = runs.run(frozen(year), by=officer())
    lines = run.lines.values_list("score", "star", "code", "excluded")
    assert set(lines) == {
        (9000, 0, "EXCLUDED_BY_COMMITTEE", "not_recommended"),
        (9100, 0, "EXCLUDED_BY_COMMITTEE", "no_recommendation"),
    }


def test_a_school_on_hold_keeps_its_place() -> None:
    year = allocatable_year()
    settle(year.pk)
    held = participation(year, 9600)
    Participation.objects.filter(pk=held.pk).update(hold="较大安全事故待认定")
    assert runs.run(year, by=officer()).lines.get(participation=held).star == 3


def test_equal_scores_at_the_line_go_by_the_published_keys_else_the_group_is_left_out() -> None:
    without_keys = allocatable_year(9600, 9600, *range(7000, 7018), cap_three=500)
    assert stars(runs.run(without_keys, by=officer()))[:2] == [2, 2]
    with_keys = make_year(tie_keys=["honesty"])
    make_rated(with_keys, 9600)
    make_scores(make_rated(with_keys, 9600), 9900, "claimed")
    for score in range(7000, 7018):
        make_rated(with_keys, score)
    assert sorted(stars(runs.run(frozen(with_keys), by=officer())))[-2:] == [2, 3]


def test_the_number_of_statements_does_not_depend_on_the_number_of_schools() -> None:
    def statements(count: int, act: Callable[[CampaignYear], object]) -> int:
        year = allocatable_year(*(8000 + number for number in range(count)))
        with CaptureQueriesContext(connection) as captured:
            act(year)
        return len(captured)

    def whole(year: CampaignYear) -> None:
        run = proposed(year)
        runs.approve(run, by=lead())

    officer(), lead()
    assert statements(1, whole) == statements(30, whole)


def test_a_run_cannot_be_changed_or_deleted() -> None:
    run = runs.run(allocatable_year(), by=officer())
    run.outcome = {}
    with pytest.raises(TypeError):
        run.save()
    with pytest.raises(TypeError):
        run.delete()
    line = run.lines.earliest("pk")
    line.star = 3
    with pytest.raises(TypeError):
        line.save()
    same = AllocationRun.objects.filter(pk=run.pk)
    for column, value in {"case": {}, "outcome": {}, "outcome_hash": "x", "revision": 0}.items():
        with pytest.raises(IntegrityError, match="run_frozen"), transaction.atomic():
            same.update(**{column: value})
    with pytest.raises(IntegrityError, match="never_deleted"), transaction.atomic():
        same.delete()


def test_approval_fixes_the_places_and_allocates_the_judged_schools() -> None:
    year = make_year(cap_three=1000, cap_two=1000, cap_one=1000, cap_total=3000)
    for score in range(9000, 9019):
        make_rated(year, score)
    make_rated(year, 9500, state="submitted")
    run = proposed(frozen(year))
    older = runs.run(year, by=officer())
    runs.approve(run, by=lead())
    run.refresh_from_db()
    older.refresh_from_db()
    assert (run.state, older.state) == (RunState.APPROVED, RunState.SUPERSEDED)
    assert dict(Quota.objects.values_list("star", "cap")) == {3: 2, 2: 2, 1: 2, 0: 6}
    assert year.participations.filter(state=State.ALLOCATED).count() == 19
    assert year.participations.filter(state=State.SUBMITTED).count() == 1
    assert Event.objects.filter(verb="allocation.approve", actor=lead()).exists()


def test_after_the_approval_the_projection_still_equals_the_run() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    listed = RecommendationList.objects.create(year=year, district=make_rated(year, 9000).district, state="submitted")
    make_rated(year, 9100, state="not_recommended")
    for each in year.participations.filter(state="recommended"):
        Recommendation.objects.create(list=listed, participation=each, recommended=True, star=3)
    run = proposed(frozen(year))
    runs.approve(run, by=lead())
    settle(year.pk)
    for line in run.lines.select_related("participation__rating"):
        rating = line.participation.rating
        assert (rating.projected_star, rating.reason) == (line.star, line.code)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_nobody_decides_about_a_run_they_made(verb: str) -> None:
    run = proposed(allocatable_year())
    decide = partial(runs.approve, run) if verb == "approve" else partial(runs.reject, run, reason="原因")
    with pytest.raises(NotAllowed):
        decide(by=officer())
    officer_again = make_user("bureau_lead", person="ID-1")
    officer().__class__.objects.filter(username="officer").update(person="ID-1")
    with pytest.raises(NotAllowed):
        decide(by=officer_again)
    run.refresh_from_db()
    assert run.state == RunState.PROPOSED


def test_who_ran_it_cannot_approve_it_though_somebody_else_proposed_it() -> None:
    run = runs.run(allocatable_year(), by=lead())
    runs.propose(run, by=officer())
    with pytest.raises(NotAllowed):
        runs.approve(run, by=lead())


def test_nobody_approves_the_own_school() -> None:
    year = allocatable_year()
    run = proposed(year)
    school = run.lines.earliest("pk").participation.school
    make_user("school_head", school=school, person="ID-2")
    with pytest.raises(NotAllowed):
        runs.approve(run, by=make_user("bureau_lead", person="ID-2"))


def test_facts_that_moved_on_stop_proposal_and_approval() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    touch(year.pk)
    with pytest.raises(FactsMoved):
        runs.propose(run, by=officer())
    later = proposed(year)
    touch(year.pk)
    with pytest.raises(FactsMoved):
        runs.approve(later, by=lead())
    later.refresh_from_db()
    assert later.state == RunState.PROPOSED
    assert not Quota.objects.exists()


def test_a_decided_run_is_not_decided_again() -> None:
    run = proposed(allocatable_year())
    runs.approve(run, by=lead())
    with pytest.raises(WrongState):
        runs.approve(run, by=lead())
    with pytest.raises(WrongState):
        runs.reject(run, by=lead(), reason="原因")


def test_a_draft_cannot_be_approved() -> None:
    run = runs.run(allocatable_year(), by=officer())
    with pytest.raises(WrongState):
        runs.approve(run, by=lead())


def test_a_rejection_has_a_reason_and_stays_on_record() -> None:
    run = proposed(allocatable_year())
    with pytest.raises(Invalid):
        runs.reject(run, by=lead(), reason=" ")
    runs.reject(run, by=lead(), reason="抽查未完成")
    run.refresh_from_db()
    assert (run.state, run.decision_reason) == (RunState.REJECTED, "抽查未完成")
    assert Event.objects.get(verb="allocation.reject").reason == "抽查未完成"


def test_a_newer_run_may_replace_an_approved_one_until_the_naming() -> None:
    year = allocatable_year()
    first = proposed(year)
    runs.approve(first, by=lead())
    second = proposed(year)
    runs.approve(second, by=lead())
    first.refresh_from_db()
    assert first.state == RunState.SUPERSEDED
    second.refresh_from_db()
    authority, today = make_user("naming_authority"), timezone.localdate()
    naming.record_naming(second, by=authority, document="云综委〔2026〕18 号", decided_on=today)
    third = runs.run(year, by=officer())
    runs.propose(third, by=officer())
    with pytest.raises(WrongState):
        runs.approve(third, by=lead())


def test_more_stars_than_places_are_never_approved() -> None:
    run = proposed(allocatable_year())
    with rules_asleep():
        AllocationLine.objects.filter(run=run, score=9400).update(star=3)
    with pytest.raises(OverCap):
        runs.approve(run, by=lead())


def test_a_tampered_run_is_never_approved() -> None:
    run = proposed(allocatable_year())
    case = run.case | {"id": "another"}
    with rules_asleep():
        AllocationRun.objects.filter(pk=run.pk).update(case=case)
    with pytest.raises(FactsMoved):
        runs.approve(run, by=lead())


@pytest.mark.parametrize("key", ["run_id", "participation_id"])
def test_a_line_without_its_run_or_its_school_is_refused_by_the_database(key: str) -> None:
    """PostgreSQL looks at all lines of a statement together, SQLite at each one."""
    run = runs.run(allocatable_year(), by=officer())
    line = AllocationLine(run=run, participation=make_rated(run.year, 9000), code="UNSCORED")
    setattr(line, key, 0)

    def commit() -> None:
        AllocationLine.objects.bulk_create([line])
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        commit()
