"""Decisions of the leading group about single schools: made by two people, obeyed by the next run, never over a cap."""

from typing import Any

import pytest

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.designations.actions import naming, runs
from safeschools.designations.actions.naming import NoApprovedRun
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import sentence
from safeschools.designations.queries.runs import replay
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions.group_decisions import Paper, confirm, propose, reject
from scoring.models import GroupDecision, Rating, Recommendation, RecommendationList
from scoring.tasks import recompute_year
from tests.designations.group_decisions import PAPER, decided, proposed
from tests.designations.stage import DAY
from tests.designations.world import SCORES, allocatable_year, lead, officer, participation
from tests.designations.world import proposed as world_proposed
from tests.factories import make_scores, make_user, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    """Eleven schools, one place of each star: 96.00, 94.00 and 92.00 hold them; places by decision are allowed."""
    made = allocatable_year(decisions={"quota.pins": "on"})
    recompute_year(made.pk)
    return made


def stars(run: AllocationRun) -> dict[int, int]:
    """Score → star of the schools that hold one."""
    return {score: star for score, star in run.lines.values_list("score", "star") if star and score}


def projected(year: CampaignYear) -> dict[int, int]:
    recompute_year(year.pk)
    rows = Rating.objects.filter(year=year, projected_star__gt=0)
    return {score: star for score, star in rows.values_list("score", "projected_star") if score}


@pytest.mark.parametrize(
    ("score", "kind", "star", "given", "code", "said"),
    [
        (
            9600,
            "exclude",
            None,
            {9400: 3, 9200: 2, 9000: 1},
            "EXCLUDED_BY_COMMITTEE",
            "Left out by a recorded decision",
        ),
        (
            9600,
            "max_star",
            1,
            {9400: 3, 9200: 2, 9600: 1},
            "AWARDED_LOWER",
            "by a recorded decision the school has one",
        ),
        (9600, "max_star", 0, {9400: 3, 9200: 2, 9000: 1}, "CAPPED_BY_COMMITTEE", "Limited to no star by a recorded"),
        (9000, "pin", 3, {9000: 3, 9600: 2, 9400: 1}, "PINNED", "three stars by a recorded decision"),
    ],
)
def test_the_next_run_and_the_projection_follow_a_confirmed_decision(
    year: CampaignYear, score: int, kind: str, star: int | None, given: dict[int, int], code: str, said: str
) -> None:
    before = runs.run(year, by=officer())
    assert stars(before) == {9600: 3, 9400: 2, 9200: 1}
    row = participation(year, score)
    decision = decided(row, kind, star)
    assert year.revision != before.revision
    after = runs.run(year, by=officer())
    assert stars(after) == given
    assert projected(year) == given
    line = after.lines.get(participation=row)
    assert (line.code, line.decision) == (code, decision)
    assert said in sentence(line, year)
    stored = after.case["adjustments"][-1]
    assert stored.items() >= {"kind": kind, "reason": PAPER.reason, "document": PAPER.document}.items()
    assert replay(after).holds
    assert replay(before).holds
    verbs = Event.objects.filter(verb__startswith="group_decision").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["group_decision.propose", "group_decision.confirm"]


def test_a_decision_only_proposed_or_rejected_changes_nothing(year: CampaignYear) -> None:
    decision = proposed(participation(year, 9600), "exclude")
    assert stars(runs.run(year, by=officer())) == projected(year) == {9600: 3, 9400: 2, 9200: 1}
    confirm(decision, by=lead())
    reject(decision, by=lead(), reason="Appeal under way")
    assert stars(runs.run(year, by=officer())) == projected(year) == {9600: 3, 9400: 2, 9200: 1}
    with pytest.raises(WrongState):
        confirm(decision, by=lead())


def test_without_the_years_leave_nobody_is_placed(year: CampaignYear) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(decisions={})
    year.refresh_from_db()
    with pytest.raises(Invalid, match="nobody is placed by decision"):
        proposed(participation(year, 9000), "pin", 3)
    proposed(participation(year, 9000), "max_star", 2)


@pytest.mark.parametrize(
    ("score", "kind", "star", "words"),
    [
        (8800, "pin", 3, "cannot be placed at 3 stars"),
        (7600, "pin", 1, "cannot be placed at 1 stars"),
        (9000, "pin", 0, "is not possible"),
        (9000, "pin", None, "is not possible"),
        (9000, "pin", 4, "is not possible"),
        (9000, "max_star", 3, "no star, one star or two stars"),
        (9000, "max_star", None, "no star, one star or two stars"),
    ],
)
def test_what_the_engine_or_the_rule_refuses_is_said_in_words(
    year: CampaignYear, score: int, kind: str, star: int | None, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        proposed(participation(year, score), kind, star)


def test_more_places_than_the_star_has_are_refused_at_the_second_signature(year: CampaignYear) -> None:
    first, second = (proposed(participation(year, score), "pin", 3) for score in (9400, 9200))
    confirm(first, by=lead())
    with pytest.raises(Invalid, match="More schools are placed by decision than there are places"):
        confirm(second, by=lead())


def test_document_reason_and_a_link_that_is_safe_are_needed(year: CampaignYear) -> None:
    row = participation(year, 9600)
    for paper in (
        Paper(" ", "x"),
        Paper("x", ""),
        Paper("x", "x", "http://example.org"),
        Paper("x", "x", "javascript:"),
    ):
        with pytest.raises(Invalid):
            propose(row, by=officer(), kind="exclude", star=None, paper=paper)
    decision = proposed(row, "exclude")
    with pytest.raises(Invalid):
        reject(decision, by=lead(), reason=" ")


def test_one_school_has_one_living_decision(year: CampaignYear) -> None:
    row = participation(year, 9600)
    decision = decided(row, "max_star", 2)
    with pytest.raises(WrongState, match="already"):
        proposed(row, "exclude")
    reject(decision, by=lead(), reason="x")
    proposed(row, "exclude")


def test_one_person_alone_decides_nothing_and_nobody_about_the_own_school(year: CampaignYear) -> None:
    row = participation(year, 9600)
    decision = proposed(row, "exclude")
    User.objects.filter(pk__in=[officer().pk, lead().pk]).update(person="P1")
    again = GroupDecision.objects.get(pk=decision.pk)
    with pytest.raises(NotAllowed):
        confirm(again, by=lead())
    with pytest.raises(NotAllowed):
        reject(again, by=lead(), reason="x")
    make_user("school_head", school=participation(year, 9400).school, person="P1")
    with pytest.raises(NotAllowed):
        proposed(participation(year, 9400), "exclude")


def test_a_place_the_facts_no_longer_bear_stops_the_run_in_words_and_not_the_projection(year: CampaignYear) -> None:
    row = participation(year, 9000)
    decided(row, "pin", 3)
    make_scores(row, 8800, "reviewed")
    touch(year.pk, [row.pk])
    assert projected(year) == {9600: 3, 9400: 2, 9200: 1}
    with pytest.raises(Invalid, match="cannot be placed at 3 stars"):
        runs.run(year, by=officer())


def test_the_secured_star_of_a_placed_school_is_its_own_and_others_have_a_place_less(year: CampaignYear) -> None:
    decided(participation(year, 9000), "pin", 3)
    recompute_year(year.pk)
    held = Rating.objects.filter(year=year, secured_star__gt=0).values_list("score", "secured_star")
    assert dict(held) == {9000: 3, 9600: 2, 9400: 1}


def test_a_school_off_the_roster_is_not_placed_and_its_other_decisions_do_not_matter(year: CampaignYear) -> None:
    row: Any = participation(year, 9600)
    decision = decided(row, "exclude")
    Participation.objects.filter(pk=row.pk).update(on_roster=False)
    CampaignYear.objects.filter(pk=year.pk).update(roster_size=len(SCORES) - 1)
    touch(year.pk, [row.pk])
    assert stars(runs.run(CampaignYear.objects.get(pk=year.pk), by=officer())) == {9400: 3, 9200: 2, 9000: 1}
    assert GroupDecision.objects.get().pk == decision.pk
    reject(decision, by=lead(), reason="x")
    with pytest.raises(Invalid, match="is not among the schools"):
        proposed(row, "pin", 3)


def line(run: AllocationRun, score: int) -> AllocationLine:
    return run.lines.get(score=score)


def test_a_result_names_the_leading_group_only_where_it_rests_on_its_decision(year: CampaignYear) -> None:
    refused, high, low = (participation(year, score) for score in (9600, 9400, 8800))
    decided(refused, "max_star", 2)
    put(refused, Participation.State.NOT_RECOMMENDED)  # the district's list comes later
    limit = decided(high, "max_star", 2)
    decided(low, "max_star", 2)  # its score reaches no more
    touch(year.pk)
    run = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer())
    assert (line(run, 9600).excluded, line(run, 9600).decision) == ("not_recommended", None)
    assert (line(run, 9400).excluded, line(run, 9400).decision) == ("group_decision", limit)
    assert (line(run, 8800).excluded, line(run, 8800).decision) == ("", None)


def approved(year: CampaignYear) -> AllocationRun:
    run = world_proposed(CampaignYear.objects.get(pk=year.pk))
    runs.approve(run, by=lead())
    return AllocationRun.objects.get(pk=run.pk)


def name(run: AllocationRun) -> None:
    naming.record_naming(run, by=make_user("naming_authority"), document="18", decided_on=DAY)


def test_what_is_decided_after_the_approval_is_not_passed_over_by_the_naming(year: CampaignYear) -> None:
    run, row = approved(year), participation(year, 9600)
    decision = decided(row, "exclude")
    with pytest.raises(NoApprovedRun, match="decided something else since this run"):
        name(run)
    reject(decision, by=lead(), reason="x")
    name(run)
    with pytest.raises(WrongState, match="stands"):
        proposed(participation(year, 9400), "exclude")


def test_a_place_taken_back_after_the_approval_is_not_named(year: CampaignYear) -> None:
    papers = RecommendationList.objects.create(
        year=year, district=participation(year, 9600).district, state="submitted"
    )
    for row in year.participations.all():
        Recommendation.objects.create(list=papers, participation=row, recommended=True, star=3)
    decision = decided(participation(year, 9000), "pin", 3)
    run = approved(year)
    reject(decision, by=lead(), reason="x")
    with pytest.raises(NoApprovedRun):
        name(run)
    again = approved(year)
    name(again)
    assert stars(again) == {9600: 3, 9400: 2, 9200: 1}


def test_once_named_a_decision_stands(year: CampaignYear) -> None:
    decision = decided(participation(year, 9000), "pin", 3)
    waiting = proposed(participation(year, 8800), "exclude")
    name(approved(year))
    with pytest.raises(WrongState, match="stands"):
        reject(decision, by=lead(), reason="x")
    with pytest.raises(WrongState, match="stands"):
        confirm(waiting, by=lead())
    reject(waiting, by=lead(), reason="too late")  # what never was in force need not wait for ever


def test_a_school_that_withdrew_stops_nobody(year: CampaignYear) -> None:
    row: Any = participation(year, 9000)
    decision = decided(row, "pin", 3)
    put(row, Participation.State.WITHDRAWN)
    Participation.objects.filter(pk=row.pk).update(on_roster=False)
    CampaignYear.objects.filter(pk=year.pk).update(roster_size=len(SCORES) - 1)
    touch(year.pk, [row.pk])
    assert stars(runs.run(CampaignYear.objects.get(pk=year.pk), by=officer())) == {9600: 3, 9400: 2, 9200: 1}
    reject(decision, by=lead(), reason="The school withdrew.")
    assert GroupDecision.objects.get().state == GroupDecision.State.REJECTED
