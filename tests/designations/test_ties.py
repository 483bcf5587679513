"""Schools tied at a line: shown, ordered by two people with reason and document, obeyed by the next run."""

from typing import Any

import pytest

from campaigns.models import CampaignYear
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.designations.actions import runs
from safeschools.designations.queries.runs import replay
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions.ties import confirm_order, propose_order, reject_order
from scoring.models import Rating, RatingSheet, TieOrder
from scoring.tasks import recompute_year
from tests.designations.world import (
    TIED,
    allocatable_year,
    browser,
    frozen,
    given,
    lead,
    officer,
    participation,
    tied,
    url,
)
from tests.factories import make_rated, make_scores, make_user, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    """Ten schools, one place of each star; three are tied for the three stars."""
    made = allocatable_year(*TIED)
    recompute_year(made.pk)
    return made


def proposed(year: CampaignYear, schools: list[str] | None = None, by: User | None = None) -> TieOrder:
    words = {"document": "测综委〔2025〕7号", "reason": "组长会议研究"}
    return propose_order(year, by=by or officer(), schools=schools or tied(year)[::-1], **words)


def test_the_next_run_follows_a_confirmed_order_and_replays(year: CampaignYear) -> None:
    before = runs.run(year, by=officer())
    assert set(given(before).values()) == {0}
    order = proposed(year)
    confirm_order(order, by=lead())
    year.refresh_from_db()
    assert year.revision != before.revision
    after = runs.run(year, by=officer())
    third, second, first = tied(year)
    assert given(after) == {first: 3, second: 2, third: 1}
    assert replay(after).holds
    assert after.case["adjustments"][-1] == {
        "kind": "tie_order",
        "reason": "组长会议研究",
        "schools": [first, second, third],
        "document": "测综委〔2025〕7号",
    }
    assert replay(before).holds
    assert [event.verb for event in Event.objects.filter(verb__startswith="tie_order").order_by("pk")] == [
        "tie_order.propose",
        "tie_order.confirm",
    ]


def test_the_compliance_report_knows_a_confirmed_order(year: CampaignYear) -> None:
    """Its alarm and the open stars are gone, and the projection says what a run gives."""
    assert "tie" in kinds(year)
    confirm_order(proposed(year), by=lead())
    recompute_year(year.pk)
    assert "tie" not in kinds(year)
    assert RatingSheet.objects.get(year=year).report["total"]["undecided"] == 0
    rows = Rating.objects.filter(year=year, score=9500)
    projected = dict(rows.values_list("participation__school__code", "projected_star"))
    assert projected == given(runs.run(year, by=officer())) != dict.fromkeys(tied(year), 0)


def test_an_order_the_facts_have_overtaken_is_left_out_of_the_report(year: CampaignYear) -> None:
    confirm_order(proposed(year), by=lead())
    moved = year.participations.filter(rating__score=9500).order_by("pk")[0]
    make_scores(moved, 9400, "reviewed")
    touch(year.pk, [moved.pk])
    recompute_year(year.pk)
    assert "tie" in kinds(year)


def test_while_a_score_is_open_no_star_of_an_ordered_group_is_secured() -> None:
    """The school may still land on the score of the group, and the order would no longer be one of the whole group."""
    year = make_year(cap_three=1000, cap_two=1000, cap_one=1000, cap_total=3000)
    for score in TIED[:-1]:
        make_rated(year, score)
    make_rated(year, 7700, state="submitted")
    frozen(year)
    recompute_year(year.pk)
    confirm_order(proposed(year), by=lead())
    recompute_year(year.pk)
    rows = Rating.objects.filter(year=year, score=9500)
    assert sorted(rows.values_list("projected_star", "secured_star")) == [(1, 0), (2, 0), (3, 0)]


def kinds(year: CampaignYear) -> list[str]:
    return [alarm["kind"] for alarm in RatingSheet.objects.get(year=year).report["alarms"]]


def test_an_order_only_proposed_or_rejected_changes_nothing(year: CampaignYear) -> None:
    order = proposed(year)
    assert set(given(runs.run(year, by=officer())).values()) == {0}
    confirm_order(order, by=lead())
    reject_order(order, by=lead(), reason="Appeal under way")
    assert set(given(runs.run(year, by=officer())).values()) == {0}
    with pytest.raises(WrongState):
        confirm_order(order, by=lead())


@pytest.mark.parametrize("part", [slice(0, 2), slice(0, 1)])
def test_part_of_a_group_is_refused(year: CampaignYear, part: slice) -> None:
    with pytest.raises(Invalid, match="whole tied group"):
        proposed(year, tied(year)[part])


def test_schools_that_are_not_tied_are_refused(year: CampaignYear) -> None:
    with pytest.raises(Invalid, match="exactly tied"):
        proposed(year, [*tied(year), participation(year, 8600).school.code])
    with pytest.raises(Invalid, match="is not among the schools"):
        proposed(year, ["9"])


def test_reason_and_document_are_needed(year: CampaignYear) -> None:
    for words in ({"document": " ", "reason": "x"}, {"document": "x", "reason": ""}):
        with pytest.raises(Invalid):
            propose_order(year, by=officer(), schools=tied(year), **words)
    order = proposed(year)
    with pytest.raises(Invalid):
        reject_order(order, by=lead(), reason=" ")


def test_one_person_alone_orders_nothing(year: CampaignYear) -> None:
    order = proposed(year)
    User.objects.filter(pk__in=[officer().pk, lead().pk]).update(person="P1")
    with pytest.raises(NotAllowed):
        confirm_order(TieOrder.objects.get(pk=order.pk), by=lead())


def test_nobody_orders_the_own_school(year: CampaignYear) -> None:
    school = participation_of(year)
    User.objects.filter(pk=officer().pk).update(person="P2")
    make_user("school_head", school=school, person="P2")
    with pytest.raises(NotAllowed):
        proposed(year)


def participation_of(year: CampaignYear) -> Any:
    return year.participations.filter(rating__score=9500).order_by("pk")[0].school


def test_an_order_the_facts_have_overtaken_stops_the_run_in_words(year: CampaignYear) -> None:
    confirm_order(proposed(year), by=lead())
    rows = year.participations.filter(rating__score=9500)
    moved = rows.order_by("pk")[0]
    make_scores(moved, 9400, "reviewed")
    touch(year.pk, [moved.pk])
    with pytest.raises(Invalid, match="exactly tied"):
        runs.run(year, by=officer())


def test_the_page_shows_the_group_and_takes_its_order(year: CampaignYear) -> None:
    runs.run(year, by=officer())
    desk, chief = browser(officer()), browser(lead())
    page = desk.get(url("tie_orders")).content.decode()
    assert "3 schools tied for 1 places" in page
    places = {f"s3-place_{code}": number for number, code in enumerate(tied(year), 1)}
    words = {"s3-document": "7", "s3-reason": "minutes"}
    twice = dict.fromkeys(places, 1)
    answer = desk.post(url("tie_order_propose", 3), words | twice)
    assert answer.status_code == 422
    assert "Give every school of the group another place." in answer.content.decode()
    assert desk.post(url("tie_order_propose", 3), words | places).status_code == 302
    order = TieOrder.objects.get()
    assert order.schools == tied(year)
    assert desk.post(url("tie_order_confirm", order.pk)).status_code == 403
    assert "Propose the order" not in chief.get(url("tie_orders")).content.decode()
    assert chief.post(url("tie_order_confirm", order.pk)).status_code == 302
    assert "Confirmed" in chief.get(url("tie_orders")).content.decode()
    assert chief.post(url("tie_order_reject", order.pk), {"reason": "again"}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.decision_reason) == ("rejected", "again")


def test_a_star_without_a_tie_takes_no_order(year: CampaignYear) -> None:
    assert "There is no run yet" in browser(lead()).get(url("tie_orders")).content.decode()
    runs.run(year, by=officer())
    assert browser(officer()).post(url("tie_order_propose", 2), {}).status_code in (404, 422)
    assert browser(officer()).post(url("tie_order_propose", 9), {}).status_code == 404
