"""Whatever happened in whatever order: the set-based sheet equals the row-by-row computation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.domain.decisions import DECISIONS
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.directory.actions.schools import change_school
from safeschools.directory.models import School
from safeschools.lib.clock import history as stored_history
from safeschools.lib.errors import DomainError
from scoring.actions import disqualifications, holds, vetoes
from scoring.management.oracle import differences
from scoring.models import (
    Disqualification,
    Item,
    ItemScore,
    Rating,
    Recommendation,
    RecommendationList,
    Veto,
)
from scoring.recompute import settle
from scoring.record import follow_register
from tests.factories import (
    make_district,
    make_participation,
    make_school,
    make_scores,
    make_user,
    make_year,
    put,
)

pytestmark = pytest.mark.django_db
State = Participation.State
Event = Callable[[Participation, int], None]


def hand_in(participation: Participation, score: int) -> None:
    make_scores(participation, score)
    put(participation, State.SUBMITTED)


def save_a_draft(participation: Participation, score: int) -> None:
    with transaction.atomic(), stored_history():
        ItemScore.objects.filter(participation=participation).update(draft_points=0, draft_max=score % 7)


def send_back(participation: Participation, score: int) -> None:
    put(participation, State.RETURNED)


def review(participation: Participation, score: int) -> None:
    make_scores(participation, score, "reviewed")
    put(participation, State.REVIEWED)


def refuse(participation: Participation, score: int) -> None:
    review(participation, score)
    put(participation, State.NOT_RECOMMENDED)


def visit(participation: Participation, score: int) -> None:
    few = ItemScore.objects.filter(participation=participation).order_by("pk")[: 1 + score % 5]
    for row in few:
        row.verified_facts, row.verified_points, row.verified_max = {}, score % (row.max_points + 1), row.max_points
        row.save()


def rule(participation: Participation, score: int) -> None:
    row = ItemScore.objects.filter(participation=participation).order_by("-pk").first()
    if row:
        row.ruled_facts, row.ruled_points, row.ruled_max = {}, 0, score % (row.max_points + 1)
        row.save()


def close_the_canteen(participation: Participation, score: int) -> None:
    rows = ItemScore.objects.filter(participation=participation).order_by("pk")
    row = rows[score % 50 : score % 50 + 1].first()
    if row:
        ItemScore.objects.filter(pk=row.pk).update(applicable=not row.applicable)


def find_a_veto(participation: Participation, score: int) -> None:
    items = Item.objects.filter(standard__sheets__year=participation.year_id, method="veto").order_by("pk")
    state = list(Veto.State)[score % 3]
    people: dict[str, object] = {"proposed_by": person("district_reviewer"), "decided_by": None, "decided_at": None}
    if state != Veto.State.PROPOSED:
        people |= {"decided_by": person("bureau_lead"), "decided_at": timezone.now()}
    veto = {"document": "1", "reason": "r", "state": state}
    Veto.objects.update_or_create(
        participation=participation, item=items[score % items.count()], defaults={**veto, **people}
    )


def recommend_lower(participation: Participation, score: int) -> None:
    """On the submitted list with a star, now and then below the score's and then with a reason."""
    review(participation, score)
    papers, _made = RecommendationList.objects.get_or_create(
        year=participation.year, district=participation.district, state="submitted"
    )
    line = {"list": papers, "recommended": True, "star": 1 + score % 3, "reason": "存在隐患" if score % 2 else ""}
    Recommendation.objects.update_or_create(participation=participation, defaults=line)
    put(participation, State.RECOMMENDED)


def confirm_a_veto(participation: Participation, score: int) -> None:
    veto = participation.vetoes.filter(state=Veto.State.PROPOSED).first()
    if veto:
        attempt(lambda: vetoes.confirm(veto, by=person("bureau_lead")))


def hold(participation: Participation, score: int) -> None:
    attempt(lambda: holds.set_hold(fresh(participation), by=person("bureau_officer"), reason="调查中"))


def lift(participation: Participation, score: int) -> None:
    held = participation.holds.filter(lifted_at__isnull=True).first()
    if held:
        holds.lift_hold(held, by=person("bureau_officer"), reason="查清")


def leave_below_the_floor(participation: Participation, score: int) -> None:
    """Proposed, answered and confirmed at once, where the score is below the floor."""
    day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
    words: dict[str, Any] = {"document": "7号", "reason": "得分偏低", "reply_until": day}

    def leave() -> None:
        paper = disqualifications.propose(fresh(participation), by=person("bureau_officer"), **words)
        Disqualification.objects.filter(pk=paper.pk).update(reply_until=timezone.now() - timedelta(days=1))
        paper.refresh_from_db()
        disqualifications.confirm(paper, by=person("bureau_lead"), reason="属实")

    attempt(leave)


def correct_the_register(participation: Participation, score: int) -> None:
    """Facilities as the district finds them; what is in the school's hands follows."""
    lead = person("district_lead", district=participation.district)
    school = School.objects.get(pk=participation.school_id)
    flags = {"canteen": bool(score % 2), "school_bus": bool(score % 3)}
    change_school(school, by=lead, version=school.version, reason="实地核实", **flags)
    follow_register(Participation.objects.filter(year=participation.year_id))


def attempt(act: Callable[[], object]) -> None:
    """What the house refuses in this state changes nothing."""
    try:
        with transaction.atomic():
            act()
    except DomainError:
        pass


def fresh(participation: Participation) -> Participation:
    return Participation.objects.select_related("year", "school").get(pk=participation.pk)


def withdraw(participation: Participation, score: int) -> None:
    put(participation, State.WITHDRAWN)


def freeze(participation: Participation, score: int) -> None:
    roster = Participation.objects.filter(year=participation.year_id, state__in=Participation.HANDED_IN)
    size = roster.update(on_roster=True)
    CampaignYear.objects.filter(pk=participation.year_id).update(roster_frozen_at=timezone.now(), roster_size=size)


def recompute(participation: Participation, score: int) -> None:
    settle(participation.year_id)


def person(role: str, **scope: Any) -> User:
    return User.objects.filter(role=role, **scope).first() or make_user(role, **scope)


EVENTS: tuple[Event, ...] = (
    *(hand_in, save_a_draft, send_back, review, refuse, visit, rule, close_the_canteen, find_a_veto),
    *(recommend_lower, confirm_a_veto, hold, lift, leave_below_the_floor, correct_the_register),
    *(withdraw, freeze, recompute),
)
HISTORIES = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.integers(0, 5), st.integers(6500, 10000)), min_size=1, max_size=40
)


@settings(max_examples=25)
@given(
    history=HISTORIES,
    keys=st.permutations(["key_points", "honesty", "last_score"]),
    answers=st.fixed_dictionaries(
        {
            key: st.sampled_from([option.slug for option in DECISIONS[key].offered])
            for key in (
                *("score.na", "score.precision", "score.final_source", "score.key_items", "elig.below70_basis"),
                *("elig.accident_pending", "quota.denominator", "quota.districts"),
            )
        }
    ),
)
def test_the_sheet_equals_the_oracle_after_any_history(
    history: list[tuple[Event, int, int]], keys: list[str], answers: dict[str, str]
) -> None:
    caps: dict[str, Any] = {"cap_three": 2000, "cap_two": 2000, "cap_one": 2000, "cap_total": 6000}
    year, homes = make_year(tie_keys=keys[:2], decisions=answers, **caps), (make_district(), make_district())
    schools = [make_participation(year, make_school(homes[number % 2])) for number in range(6)]
    for event, school, score in [*history, (recompute, 0, 0)]:
        event(schools[school], score)
        touch(year.pk, [] if event is freeze else [schools[school].pk])
        if event is recompute:
            settle(year.pk)
            year.refresh_from_db()
            assert differences(year) == []
    for tier in year.sheet.report["tiers"]:
        assert Rating.objects.filter(year=year, projected_star=tier["star"]).count() <= tier["cap"]
