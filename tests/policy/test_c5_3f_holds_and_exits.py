"""C5.3f and C2.2.4: who is out leaves by a recorded decision of people; who may still be out is held, place kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.designations.actions import naming
from safeschools.designations.models import Designation
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions import disqualifications, holds, vetoes
from scoring.management.oracle import differences
from scoring.models import Disqualification, Hold, Item, Rating
from scoring.queries.disqualifications import below_floor
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.designations.world import browser, url
from tests.factories import make_rated, make_user, make_year, put

pytestmark = pytest.mark.django_db
State = Participation.State
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


def confirmed_veto(row: Participation) -> None:
    item = Item.objects.filter(standard__sheets__year=row.year_id, method=Item.Method.VETO)[0]
    veto = vetoes.propose(row, by=make_user("bureau_officer"), item=item, document="教安〔2025〕3号", reason="瞒报")
    vetoes.confirm(veto, by=make_user("bureau_lead"))
    row.refresh_from_db()


def proposed(row: Participation, by: User | None = None) -> Disqualification:
    day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
    officer = by or make_user("bureau_officer")
    return disqualifications.propose(row, by=officer, document="测综委〔2025〕7号", reason="得分偏低", reply_until=day)


def after_the_reply(paper: Disqualification) -> Disqualification:
    Disqualification.objects.filter(pk=paper.pk).update(reply_until=now() - timedelta(seconds=1))
    paper.refresh_from_db()
    return paper


@pytest.mark.parametrize("state", ["submitted", "returned", "reviewed", "recommended", "allocated", "announced"])
def test_a_confirmed_veto_moves_the_school_out_and_the_denominator_stays(state: str) -> None:
    """elig.below70_effect: out of the ranking, still counted; the score stays recorded."""
    year = make_year(**CAPS)
    row, other = make_rated(year, 9500, state), make_rated(year, 9400)
    recompute_year(year.pk)
    before = CampaignYear.objects.get(pk=year.pk).sheet.report["participants"]
    confirmed_veto(row)
    assert row.state == State.DISQUALIFIED
    recompute_year(year.pk)
    assert CampaignYear.objects.get(pk=year.pk).sheet.report["participants"] == before == 2
    rating = Rating.objects.get(participation=row)
    assert (rating.score, rating.projected_star, rating.reason) == (9500, 0, "VETO_ACCIDENT")
    assert Rating.objects.get(participation=other).projected_star == 3


def test_a_veto_before_the_hand_in_keeps_the_state_and_the_star_away() -> None:
    year = make_year(**CAPS)
    row = make_rated(year, 9500, "self_assessing")
    confirmed_veto(row)
    assert row.state == State.SELF_ASSESSING
    put(row, State.SUBMITTED)
    recompute_year(year.pk)
    assert Rating.objects.get(participation=row).projected_star == 0


def test_a_score_below_seventy_is_listed_and_nothing_happens_by_itself() -> None:
    year = make_year(**CAPS)
    low, self_assessed = make_rated(year, 6999, "reviewed"), make_rated(year, 6500, "submitted")
    make_rated(year, 7000, "reviewed")
    recompute_year(year.pk)
    assert list(below_floor(make_user("bureau_officer"), year)) == [low]
    low.refresh_from_db()
    assert low.state == State.REVIEWED
    with pytest.raises(WrongState):
        proposed(self_assessed)


def test_the_exit_takes_document_reason_reply_and_two_persons() -> None:
    """elig.below70_basis: the reviewed score, and only after the school's right to reply."""
    year = make_year(**CAPS)
    row, officer = make_rated(year, 6999, "reviewed"), make_user("bureau_officer", person="p-1")
    day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
    for wrong in ({"document": " "}, {"reason": ""}, {"reply_until": day - timedelta(days=1)}):
        words = {"document": "7号", "reason": "得分偏低", "reply_until": day} | wrong
        with pytest.raises(Invalid):
            disqualifications.propose(row, by=officer, **words)  # type: ignore[arg-type]
    paper = proposed(row, officer)
    lead = make_user("bureau_lead")
    with pytest.raises(WrongState):
        disqualifications.confirm(paper, by=lead, reason="属实")
    head = make_user("school_head", school=row.school)
    with pytest.raises(NotAllowed):
        disqualifications.reply(paper, by=make_user("school_head"), text="异议")
    disqualifications.reply(paper, by=head, text="已整改")
    paper.refresh_from_db()
    for person in (officer, make_user("bureau_lead", person="p-1"), make_user("district_lead")):
        with pytest.raises(NotAllowed):
            disqualifications.confirm(paper, by=person, reason="属实")
    disqualifications.confirm(paper, by=lead, reason="复核属实")
    row.refresh_from_db()
    assert (row.state, paper.state, paper.decided_by) == (State.DISQUALIFIED, "confirmed", lead)
    recompute_year(year.pk)
    rating = Rating.objects.get(participation=row)
    assert (rating.score, rating.projected_star, rating.reason) == (6999, 0, "DISQUALIFIED_SCORE")
    verbs = Event.objects.filter(verb__startswith="disqualification", object_id=row.pk).values_list("verb", flat=True)
    assert set(verbs) == {f"disqualification.{verb}" for verb in ("propose", "reply", "confirm")}


def test_a_score_that_rose_meanwhile_saves_the_school() -> None:
    year = make_year(**CAPS)
    row = make_rated(year, 6999, "reviewed")
    paper = after_the_reply(proposed(row))
    row.item_scores.filter(item__max_points__gt=0).update(ruled_points=1, ruled_max=1)
    with pytest.raises(Invalid):
        disqualifications.confirm(paper, by=make_user("bureau_lead"), reason="属实")
    disqualifications.reject(paper, by=make_user("bureau_lead"), reason="申诉成立")
    row.refresh_from_db()
    assert row.state == State.REVIEWED
    with pytest.raises(WrongState):
        disqualifications.reject(Disqualification.objects.get(pk=paper.pk), by=make_user("bureau_lead"), reason="x")


def test_a_late_reply_is_late_and_one_case_is_open_at_a_time() -> None:
    row = make_rated(make_year(**CAPS), 6999, "reviewed")
    paper = proposed(row)
    with pytest.raises(WrongState):
        proposed(row)
    after_the_reply(paper)
    with pytest.raises(WrongState):
        disqualifications.reply(paper, by=make_user("school_head", school=row.school), text="迟到")


def test_a_hold_is_set_and_lifted_with_a_reason_by_the_bureau() -> None:
    """elig.accident_pending: a flag beside the state."""
    row, officer = make_rated(make_year(**CAPS), 9500), make_user("bureau_officer")
    with pytest.raises(Invalid):
        holds.set_hold(row, by=officer, reason=" ")
    with pytest.raises(NotAllowed):
        holds.set_hold(row, by=make_user("district_lead"), reason="事故调查中")
    hold = holds.set_hold(row, by=officer, reason="事故调查中")
    row.refresh_from_db()
    assert (row.state, row.hold) == (State.RECOMMENDED, "事故调查中")
    with pytest.raises(WrongState):
        holds.set_hold(row, by=officer, reason="再次")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(participation=row, reason="再次", set_by=officer)
    with pytest.raises(Invalid):
        holds.lift_hold(hold, by=officer, reason="")
    holds.lift_hold(hold, by=officer, reason="责任不在学校")
    row.refresh_from_db()
    assert row.hold == ""
    with pytest.raises(WrongState):
        holds.lift_hold(hold, by=officer, reason="再次")


def test_a_hold_and_an_undecided_veto_stand_side_by_side() -> None:
    row = make_rated(make_year(**CAPS), 9500)
    hold = holds.set_hold(row, by=make_user("bureau_officer"), reason="异议核查")
    item = Item.objects.filter(standard__sheets__year=row.year_id, method=Item.Method.VETO)[0]
    veto = vetoes.propose(row, by=make_user("bureau_officer"), item=item, document="3号", reason="瞒报")
    row.refresh_from_db()
    assert row.hold == f"异议核查; {item.code} 3号"
    vetoes.reject(veto, by=make_user("bureau_lead"), reason="不实")
    row.refresh_from_db()
    assert row.hold == "异议核查"
    holds.lift_hold(hold, by=make_user("bureau_lead"), reason="查清")
    row.refresh_from_db()
    assert row.hold == ""


def test_naming_passes_a_held_school_over_and_keeps_its_place() -> None:
    stage = Stage(9500, 9400, 9300, 7500)
    run = stage.approved()
    hold = holds.set_hold(stage.rows[1], by=stage.officer, reason="事故调查中")
    made = naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    states = [Participation.objects.get(pk=row.pk).state for row in stage.rows]
    assert states == [State.NAMED, State.ALLOCATED, State.NAMED, State.NOT_NAMED]
    assert sorted(Designation.objects.values_list("star", "place")) == [(3, 1), (3, 3)]
    assert Event.objects.get(verb="naming.record").params["held"] == 1
    with pytest.raises(WrongState):
        naming.record_later(made, by=stage.authority, document="测综委〔2025〕12号", decided_on=DAY)
    holds.lift_hold(hold, by=stage.officer, reason="责任不在学校")
    with pytest.raises(NotAllowed):
        naming.record_later(made, by=stage.lead, document="测综委〔2025〕12号", decided_on=DAY)
    with pytest.raises(Invalid):
        naming.record_later(made, by=stage.authority, document="测综委〔2025〕12号", decided_on=DAY - timedelta(days=1))
    later = naming.record_later(made, by=stage.authority, document="测综委〔2025〕12号", decided_on=DAY)
    kept = Designation.objects.get(participation=stage.rows[1])
    assert (kept.star, kept.place, kept.naming) == (3, 2, later)
    assert Participation.objects.get(pk=stage.rows[1].pk).state == State.NAMED


def test_a_kept_place_can_be_given_up_by_a_decision_and_nobody_moves_up() -> None:
    stage = Stage(9500, 9400)
    run = stage.approved()
    with pytest.raises(WrongState):
        naming.release(stage.rows[0], by=stage.lead, document="8号", reason="责任认定")
    holds.set_hold(stage.rows[0], by=stage.officer, reason="事故调查中")
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    with pytest.raises(NotAllowed):
        naming.release(stage.rows[0], by=stage.officer, document="8号", reason="责任认定")
    with pytest.raises(Invalid):
        naming.release(stage.rows[0], by=stage.lead, document="", reason="责任认定")
    naming.release(stage.rows[0], by=stage.lead, document="8号", reason="责任认定")
    assert Participation.objects.get(pk=stage.rows[0].pk).state == State.NOT_NAMED
    assert list(Designation.objects.values_list("star", "place")) == [(3, 2)]
    with pytest.raises(WrongState):
        naming.release(stage.rows[1], by=stage.lead, document="8号", reason="责任认定")


def test_a_year_may_give_the_place_of_a_held_school_to_the_next_one() -> None:
    """elig.accident_pending: out of the ranking while it is held, in again when the hold is lifted."""
    stage = Stage(9500, 9400, 9300, cap_three=3400, decisions={"elig.accident_pending": "release_place"})
    held, following = stage.rows[0], stage.rows[1]
    stage.freeze()
    hold = holds.set_hold(held, by=stage.officer, reason="事故调查中")
    run = stage.run()
    line = run.lines.get(participation=held)
    assert (line.star, line.code, line.excluded) == (0, "EXCLUDED_BY_COMMITTEE", "on_hold")
    assert run.lines.get(participation=following).star == 3
    assert differences(CampaignYear.objects.get(pk=stage.year.pk)) == []
    assert Rating.objects.get(participation=following).secured_star < 3
    holds.lift_hold(hold, by=stage.officer, reason="责任不在学校")
    again = stage.run()
    assert [again.lines.get(participation=row).star for row in (held, following)] == [3, 2]


def test_a_hold_after_the_approval_needs_another_run_where_places_are_released() -> None:
    """elig.accident_pending: nobody is passed over and no place is kept; the next school has to be found first."""
    answers = {"elig.accident_pending": "release_place", "proc.recommend": "direct"}
    stage = Stage(9500, 9400, cap_three=5000, decisions=answers)
    run = stage.approved()
    holds.set_hold(stage.rows[0], by=stage.officer, reason="事故调查中")
    with pytest.raises(naming.NoApprovedRun, match=str(stage.rows[0].school)):
        naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    stage.named()
    named = Designation.objects.values_list("participation", "star")
    assert list(named) == [(stage.rows[1].pk, 3)]
    assert Participation.objects.get(pk=stage.rows[0].pk).state == State.NOT_NAMED


def test_a_year_may_name_first_and_revoke_later() -> None:
    """elig.accident_pending: a held school is named with the others, and its star can be revoked."""
    stage = Stage(9500, 9400, decisions={"elig.accident_pending": "name_then_revoke"})
    run = stage.approved()
    holds.set_hold(stage.rows[0], by=stage.officer, reason="事故调查中")
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    assert Event.objects.get(verb="naming.record").params["held"] == 0
    designation = Designation.objects.get(participation=stage.rows[0])
    naming.revoke(designation, by=stage.lead, document="8号", reason="责任认定", revoked_on=DAY)
    assert Participation.objects.get(pk=stage.rows[0].pk).state == State.REVOKED


def test_the_dialog_of_a_hold_says_what_becomes_of_the_place() -> None:
    row = make_rated(make_year(decisions={"elig.accident_pending": "release_place"}, **CAPS), 9500)
    page = browser(make_user("bureau_officer")).get(url("hold_set", row.school.code))
    assert "goes to the next school" in page.text
