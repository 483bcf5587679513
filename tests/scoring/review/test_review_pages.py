"""The pages of the review: who sees what, what a click does, how many statements a page costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Participation
from scoring.actions import review
from scoring.models import ReturnNote
from tests.factories import make_district, make_participation, make_school, make_user, put
from tests.scoring.review.world import World, at, item, of_year

pytestmark = pytest.mark.django_db

State = Participation.State
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reviewer(client: Client, world: World) -> Client:
    client.force_login(world.reviewer)
    return client


def test_the_queue_shows_what_awaits_review_and_filters(reviewer: Client, world: World) -> None:
    waiting, done = world.hand_in(), world.reviewed()
    other = world.hand_in(type="311", name="临江区第三中学", short_name="第三中学")
    page = reviewer.get(of_year("review_queue", world)).content.decode()
    assert waiting.school.name in page
    assert done.school.name not in page
    found = reviewer.get(of_year("review_queue", world), {"kind": "311"}).content.decode()
    assert other.school.name in found
    assert waiting.school.name not in found
    assert done.school.name in reviewer.get(of_year("review_queue", world), {"tab": "done"}).content.decode()
    assert "第三中学" in reviewer.get(of_year("review_queue", world), {"q": "第三"}).content.decode()


def test_a_school_opens_at_the_first_item_without_a_verdict(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    review.accept(item(row, "D1-01"), by=world.reviewer)
    assert reviewer.get(at("review_school", row))["Location"] == at("review_item", row, "D1-02")


def test_accept_and_next(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    answer = reviewer.post(
        at("review_verdict", row, "D1-01"), {"verdict": "accept", "version": item(row, "D1-01").version}
    )
    assert answer["Location"] == at("review_item", row, "D1-02")
    assert item(row, "D1-01").reviewed_points == 200


def test_adjusting_keeps_ground_and_text_together(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    sent = {
        "verdict": "adjust",
        "version": item(row, "D2-03").version,
        "met": "no",
        "ground": "site",
        "reason": "没有隔离",
    }
    reviewer.post(at("review_verdict", row, "D2-03") + "?show=open", sent)
    score = item(row, "D2-03")
    assert score.reviewed_points == 0
    assert score.entries.get(layer="reviewed").reason == "与现场不符：没有隔离"


def test_a_refused_verdict_shows_the_sentence_and_keeps_what_was_typed(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    sent = {"verdict": "adjust", "version": item(row, "D2-03").version, "met": "no", "return_text": "先写一半"}
    answer = reviewer.post(at("review_verdict", row, "D2-03"), sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "先写一半" in page
    assert 'id="fact-no" value="no" checked' in page
    assert "<html" not in page


def test_a_stale_verdict_is_a_conflict_that_can_be_saved_again(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    old = item(row, "D2-03").version
    review.accept(item(row, "D2-03"), by=world.lead)
    sent = {"verdict": "adjust", "version": old, "met": "no", "reason": "没有隔离"}
    answer = reviewer.post(at("review_verdict", row, "D2-03"), sent)
    assert answer.status_code == 409
    assert "没有隔离" in answer.content.decode()
    reviewer.post(at("review_verdict", row, "D2-03"), {**sent, "version": item(row, "D2-03").version})
    assert item(row, "D2-03").reviewed_points == 0


def test_the_points_of_typed_facts_are_shown_and_not_stored(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    assert "−2.00" in reviewer.get(at("review_points", row, "D2-03"), {"met": "no"}).content.decode()
    assert reviewer.get(at("review_points", row, "D1-02"), {"numerator": "9", "denominator": "1"}).status_code == 204
    assert item(row, "D2-03").reviewed_points is None


def test_noting_and_returning(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    sent = {"verdict": "return", "version": item(row, "D2-03").version, "return_text": "请补报告"}
    reviewer.post(at("review_verdict", row, "D2-03"), sent)
    assert "请补报告" in reviewer.get(at("review_return", row), headers=HTMX).content.decode()
    assert reviewer.post(at("review_return", row), {"text": ""})["Location"] == of_year("review_queue", world)
    assert ReturnNote.objects.get().sent


def test_returning_without_a_reason_is_refused_on_the_form(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    answer = reviewer.post(at("review_return", row), {"text": " "})
    assert answer.status_code == 422
    assert "至少" in answer.content.decode()


def test_finishing_recommends_in_one_step_or_not_at_all(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    assert "待审" in reviewer.get(at("review_finish", row)).content.decode()
    reviewer.post(at("review_accept_rest", row))
    refused = reviewer.post(at("review_finish", row), {"choice": "yes", "star": "1", "reason": ""})
    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    reviewer.post(at("review_finish", row), {"choice": "yes", "star": "3", "reason": ""})
    row.refresh_from_db()
    assert (row.state, row.recommendation.star) == (State.REVIEWED, 3)
    reviewer.post(at("review_reopen", row), {"reason": "漏看"})
    row.refresh_from_db()
    assert row.state == State.SUBMITTED


def test_finishing_may_leave_the_recommendation_for_later(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    review.accept_all_remaining(row, by=world.reviewer)
    reviewer.post(at("review_finish", row), {"choice": "later"})
    row.refresh_from_db()
    assert row.state == State.REVIEWED
    assert not hasattr(row, "recommendation")


def test_the_page_says_in_place_why_a_person_cannot_review(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    world.reviewer.person = "p-1"
    world.reviewer.save()
    make_user("school_editor", school=row.school, person="p-1")
    page = reviewer.get(at("review_item", row, "D1-01")).content.decode()
    assert "你是该校人员" in page
    assert 'value="accept"' not in page
    sent = {"verdict": "accept", "version": item(row, "D1-01").version}
    assert reviewer.post(at("review_verdict", row, "D1-01"), sent).status_code == 403


def test_a_wrong_state_is_a_409(reviewer: Client, world: World) -> None:
    row = world.reviewed()
    sent = {"verdict": "accept", "version": item(row, "D1-01").version}
    assert reviewer.post(at("review_verdict", row, "D1-01"), sent).status_code == 409
    assert reviewer.post(at("review_accept_rest", row)).status_code == 409
    assert reviewer.post(at("review_return", row), {"text": "x"}).status_code == 409


def test_the_city_reads_everything_and_changes_nothing(client: Client, world: World) -> None:
    row = world.hand_in()
    client.force_login(make_user("auditor"))
    page = client.get(at("review_item", row, "D1-01")).content.decode()
    assert 'value="accept"' not in page
    assert client.get(of_year("review_queue", world), {"district": world.district.code}).status_code == 200
    assert client.post(at("review_verdict", row, "D1-01"), {"verdict": "accept"}).status_code == 403


SCHOOL_PAGES = (
    "review_school",
    "review_return",
    "review_finish",
    "review_reopen",
    "veto_propose",
    "recommendation_line",
)


@pytest.mark.parametrize("name", SCHOOL_PAGES)
def test_a_school_of_another_district_does_not_exist(reviewer: Client, world: World, name: str) -> None:
    row = World(world.year, make_district()).reviewed()
    assert reviewer.get(at(name, row)).status_code == 404
    assert reviewer.post(at(name, row), {"reason": "x"}).status_code == 404


def test_items_of_another_district_do_not_exist(reviewer: Client, world: World) -> None:
    row = World(world.year, make_district()).hand_in()
    assert reviewer.get(at("review_item", row, "D1-01")).status_code == 404
    assert reviewer.get(at("review_points", row, "D1-01")).status_code == 404
    assert reviewer.post(at("review_verdict", row, "D1-01"), {"verdict": "accept"}).status_code == 404
    assert reviewer.post(at("review_accept_rest", row)).status_code == 404


def test_a_draft_that_was_never_handed_in_stays_the_school_s_own(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    put(row, State.SELF_ASSESSING, submitted_at=None)
    assert reviewer.get(at("review_item", row, "D1-01")).status_code == 404
    assert reviewer.get(at("review_item", world.hand_in(), "D9-99")).status_code == 404


def spent(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_review_page_costs_the_same_beside_1_and_30_schools(reviewer: Client, world: World) -> None:
    row = world.hand_in()
    first = spent(reviewer, at("review_item", row, "D1-01"))
    for _ in range(29):
        make_participation(
            world.year, make_school(world.district), state=State.SUBMITTED, submitted_at=row.submitted_at
        )
    assert spent(reviewer, at("review_item", row, "D1-01")) == first
