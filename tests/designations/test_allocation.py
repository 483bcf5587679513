"""Runs: on a frozen roster and a current sheet, proposed by one person, decided by another, never above a cap."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.audit.models import Event
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun, Quota
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_user

pytestmark = pytest.mark.django_db
State, RunState = Participation.State, AllocationRun.State


def stars(run: AllocationRun) -> list[int]:
    return list(run.lines.order_by("-score").values_list("star", flat=True))


def test_without_a_frozen_roster_there_is_no_run() -> None:
    stage = Stage()
    with pytest.raises(DomainError):
        runs.run(stage.year, by=stage.officer)
    assert not AllocationRun.objects.exists()


def test_a_year_that_is_not_open_has_no_run() -> None:
    stage = Stage()
    stage.freeze()
    CampaignYear.objects.filter(pk=stage.year.pk).update(state="closed")
    with pytest.raises(WrongState):
        runs.run(stage.year, by=stage.officer)


def test_a_run_holds_every_school_with_star_rank_and_reason() -> None:
    run = Stage(9500, 8600, 8100, 7000).run()
    assert stars(run) == [3, 2, 1, 0]
    assert list(run.lines.order_by("rank").values_list("rank", flat=True)) == [1, 2, 3, 4]
    assert all(line.code for line in run.lines.all())
    assert len(run.case_hash) == len(run.outcome_hash) == 64


def test_the_same_facts_give_the_same_run() -> None:
    stage = Stage()
    first, second = stage.run(), stage.run()
    assert (first.case_hash, first.outcome_hash) == (second.case_hash, second.outcome_hash)
    assert second.number == first.number + 1


def test_the_documents_lie_in_the_database_in_the_spelling_that_was_hashed() -> None:
    run = Stage(9500, 8600).run()
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT CAST("case" AS text), CAST(outcome AS text) FROM designations_allocationrun WHERE id = %s', [run.pk]
        )
        stored = cursor.fetchone()
    assert [sha256(text.encode()).hexdigest() for text in stored] == [run.case_hash, run.outcome_hash]


def test_caps_are_never_exceeded() -> None:
    stage = Stage(*range(9100, 9120), cap_three=500, cap_two=1000, cap_one=1500, cap_total=3000)
    run = stage.approved()
    given = stars(run)
    assert [given.count(star) for star in (3, 2, 1)] == [1, 2, 3]
    assert dict(Quota.objects.filter(year=stage.year).values_list("star", "cap")) == {3: 1, 2: 2, 1: 3, 0: 6}


def test_facts_that_moved_on_stop_proposal_and_approval() -> None:
    stage = Stage()
    run = stage.run()
    touch(stage.year.pk)
    with pytest.raises(DomainError):
        runs.propose(run, by=stage.officer)
    proposed = stage.proposed()
    touch(stage.year.pk)
    with pytest.raises(DomainError):
        runs.approve(proposed, by=stage.lead)
    proposed.refresh_from_db()
    assert proposed.state == RunState.PROPOSED
    assert not Participation.objects.filter(year=stage.year, state=State.ALLOCATED).exists()


def test_whoever_ran_or_proposed_does_not_decide_not_even_by_a_second_account() -> None:
    stage = Stage()
    stage.officer.person = "p-7"
    stage.officer.save()
    run = stage.proposed()
    for person in (stage.officer, make_user("bureau_lead", person="p-7")):
        with pytest.raises(NotAllowed):
            runs.approve(run, by=person)
        with pytest.raises(NotAllowed):
            runs.reject(run, by=person, reason="x")
    run.refresh_from_db()
    assert run.state == RunState.PROPOSED


def test_the_database_holds_four_eyes_too() -> None:
    stage = Stage()
    run = stage.proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(decided_by=stage.officer, decided_at=run.proposed_at)


def test_approval_allocates_the_roster_and_tells_the_log() -> None:
    stage = Stage()
    run = stage.approved()
    assert run.decided_by == stage.lead
    assert set(Participation.objects.filter(year=stage.year).values_list("state", flat=True)) == {State.ALLOCATED}
    assert Event.objects.filter(object_type="designations.allocationrun", object_id=run.pk).count() == 3


def test_a_run_is_approved_once() -> None:
    stage = Stage()
    run = stage.proposed()
    stale = AllocationRun.objects.get(pk=run.pk)
    runs.approve(run, by=stage.lead)
    with pytest.raises(DomainError):
        runs.approve(stale, by=make_user("bureau_lead"))
    assert AllocationRun.objects.filter(year=stage.year, state=RunState.APPROVED).count() == 1


def test_a_later_approval_replaces_one_that_is_not_named_yet() -> None:
    stage = Stage()
    first, second = stage.approved(), stage.approved()
    first.refresh_from_db()
    assert (first.state, second.state) == (RunState.SUPERSEDED, RunState.APPROVED)


def test_after_the_naming_nothing_is_approved() -> None:
    stage = Stage()
    stage.named()
    with pytest.raises(DomainError):
        stage.approved()


def test_rejection_needs_a_reason_and_sends_back() -> None:
    stage = Stage()
    run = stage.proposed()
    with pytest.raises(Invalid):
        runs.reject(run, by=stage.lead, reason="  ")
    runs.reject(run, by=stage.lead, reason="名额再核")
    run.refresh_from_db()
    assert (run.state, run.decision_reason) == (RunState.REJECTED, "名额再核")


VERBS: dict[str, Callable[[Stage, AllocationRun], object]] = {
    "propose": lambda stage, run: runs.propose(run, by=stage.officer),
    "approve": lambda stage, run: runs.approve(run, by=stage.lead),
    "reject": lambda stage, run: runs.reject(run, by=stage.lead, reason="x"),
    "name": lambda stage, run: naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY),
}
POSSIBLE = {("draft", "propose"), ("proposed", "approve"), ("proposed", "reject"), ("approved", "name")}


@pytest.mark.parametrize("state", RunState.values)
def test_each_step_starts_only_from_its_state(state: str) -> None:
    stage = Stage(9500)
    run = stage.proposed()
    signed = {"decided_by": stage.lead, "decided_at": run.proposed_at} if state in ("approved", "rejected") else {}
    AllocationRun.objects.filter(pk=run.pk).update(state=state, decision_reason="x", **signed)
    for verb, step in VERBS.items():
        if (state, verb) in POSSIBLE:
            continue
        with pytest.raises(DomainError):
            step(stage, AllocationRun.objects.get(pk=run.pk))
    assert AllocationRun.objects.get(pk=run.pk).state == state
