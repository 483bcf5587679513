"""C2.2.1: managed where located, selected level by level: school, district, city. Nobody skips a level."""

import pytest

from campaigns.models import Participation
from safeschools.lib.errors import WrongState
from scoring.actions import recommendations, review
from tests.factories import make_district, make_year
from tests.scoring.review.world import World

pytestmark = pytest.mark.django_db

State = Participation.State


def test_only_what_the_district_has_reviewed_can_be_recommended() -> None:
    world = World()
    row = world.hand_in()
    with pytest.raises(WrongState):
        recommendations.recommend(row, by=world.lead, star=3)
    review.accept_all_remaining(row, by=world.reviewer)
    review.finish(row, by=world.reviewer)
    row.refresh_from_db()
    line = recommendations.recommend(row, by=world.lead, star=3)
    assert row.state == State.REVIEWED
    recommendations.submit_list(line.list, by=world.lead)
    row.refresh_from_db()
    assert row.state == State.RECOMMENDED


def test_what_is_sent_back_has_to_come_up_again() -> None:
    world = World()
    row = world.hand_in()
    review.return_to_school(row, by=world.reviewer, text="补正")
    row.refresh_from_db()
    with pytest.raises(WrongState):
        review.accept_all_remaining(row, by=world.reviewer)
    world.hand_in_again(row, {})
    review.accept_all_remaining(row, by=world.reviewer)


def test_schools_the_city_runs_go_through_their_own_unit_like_any_other() -> None:
    year = make_year(cap_total=10000, cap_one=10000)
    direct = World(year, make_district(is_direct=True))
    line = recommendations.recommend(direct.reviewed(), by=direct.lead, star=3)
    assert recommendations.submit_list(line.list, by=direct.lead).district.is_direct
