"""Veto findings: a document, two natural persons, a hold in between."""

import pytest

from campaigns.models import CampaignYear, Participation, ParticipationState
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions import vetoes
from scoring.models import Item, Rating, Veto
from scoring.queries.vetoes import rejection_reasons, visible_vetoes
from scoring.tasks import recompute_year
from tests.factories import make_user, put
from tests.scoring.review.world import World, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def veto_item(row: Participation) -> Item:
    return item(row, "D2-V1").item


def proposed(world: World, row: Participation) -> Veto:
    return vetoes.propose(row, by=world.reviewer, item=veto_item(row), document="教安〔2026〕3号", reason="D级房屋在用")


def test_a_proposed_veto_is_a_hold_and_a_decision_ends_it(world: World) -> None:
    row, lead = world.hand_in(), make_user("bureau_lead")
    before = CampaignYear.objects.get(pk=world.year.pk).revision
    veto = proposed(world, row)
    row.refresh_from_db()
    assert row.hold == "D2-V1 教安〔2026〕3号"
    vetoes.confirm(veto, by=lead)
    row.refresh_from_db()
    assert row.hold == ""
    assert (veto.state, veto.decided_by) == (Veto.State.CONFIRMED, lead)
    assert CampaignYear.objects.get(pk=world.year.pk).revision == before + 2
    assert {event.verb for event in Event.objects.filter(object_id=row.pk)} >= {"veto.propose", "veto.confirm"}


def test_only_a_confirmed_veto_reaches_the_rating_and_the_score_stays(world: World) -> None:
    row = world.hand_in()
    veto = proposed(world, row)
    recompute_year(world.year.pk)
    assert not Rating.objects.get(participation=row).vetoed
    vetoes.confirm(veto, by=make_user("bureau_lead"))
    recompute_year(world.year.pk)
    rating = Rating.objects.get(participation=row)
    assert rating.vetoed
    assert rating.score == 10000
    assert rating.projected_star == 0


def test_a_rejected_veto_keeps_its_reason_and_may_be_proposed_again(world: World) -> None:
    row, lead = world.hand_in(), make_user("bureau_lead")
    veto = proposed(world, row)
    with pytest.raises(Invalid):
        vetoes.reject(veto, by=lead, reason=" ")
    vetoes.reject(veto, by=lead, reason="房屋已停用")
    assert rejection_reasons([veto]) == {veto.pk: "房屋已停用"}
    row.refresh_from_db()
    assert row.hold == ""
    proposed(world, row)


@pytest.mark.parametrize(("document", "reason"), [("", "有"), ("教安〔2026〕3号", " ")])
def test_document_and_reason_are_required(world: World, document: str, reason: str) -> None:
    row = world.hand_in()
    with pytest.raises(Invalid):
        vetoes.propose(row, by=world.reviewer, item=veto_item(row), document=document, reason=reason)


def test_only_veto_items_of_the_year_and_each_once(world: World) -> None:
    row = world.hand_in()
    with pytest.raises(Invalid):
        vetoes.propose(row, by=world.reviewer, item=item(row, "D2-03").item, document="1号", reason="x")
    proposed(world, row)
    with pytest.raises(Invalid):
        proposed(world, row)


def test_nobody_decides_what_they_proposed_under_whatever_account(world: World) -> None:
    row = world.hand_in()
    officer = make_user("bureau_officer", person="p-9")
    veto = vetoes.propose(row, by=officer, item=veto_item(row), document="1号", reason="x")
    with pytest.raises(NotAllowed):
        vetoes.confirm(veto, by=make_user("bureau_lead", person="p-9"))
    with pytest.raises(NotAllowed):
        vetoes.reject(veto, by=make_user("bureau_lead", person="p-9"), reason="x")
    with pytest.raises(NotAllowed):
        vetoes.confirm(veto, by=make_user("bureau_officer"))
    with pytest.raises(NotAllowed):
        vetoes.confirm(veto, by=make_user("bureau_lead", person=_head(row).person))


def _head(row: Participation) -> User:
    head = row.submissions.get().submitted_by
    head.person = "p-head"
    head.save()
    return head


def test_a_decided_finding_is_decided(world: World) -> None:
    row, lead = world.hand_in(), make_user("bureau_lead")
    veto = proposed(world, row)
    vetoes.confirm(veto, by=lead)
    again = Veto.objects.get(pk=veto.pk)
    with pytest.raises(WrongState):
        vetoes.reject(again, by=lead, reason="x")
    with pytest.raises(WrongState):
        vetoes.confirm(again, by=lead)


@pytest.mark.parametrize("state", ParticipationState)
def test_a_veto_comes_before_the_result_stands(world: World, state: ParticipationState) -> None:
    row = world.hand_in()
    put(row, state)
    row.refresh_from_db()
    if state in vetoes.SETTLED:
        with pytest.raises(WrongState):
            proposed(world, row)
    else:
        proposed(world, row)


def test_findings_are_seen_within_the_scope(world: World) -> None:
    veto = proposed(world, world.hand_in())
    assert list(visible_vetoes(world.lead)) == [veto]
    assert list(visible_vetoes(make_user("auditor"))) == [veto]
    assert not visible_vetoes(make_user("district_lead")).exists()
