"""C2.2.3: the school register says what applies; open assessments follow it (score.na_guard)."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.directory.actions.schools import change_school
from safeschools.directory.models import School
from scoring.actions import review
from scoring.actions.assessments import Incomplete
from scoring.models import ScoreEntry
from scoring.queries.applicability import register_drift
from scoring.tasks import recompute_year, settle_lagging
from tests.factories import make_user
from tests.scoring.assessment.world import NOW, World
from tests.scoring.review.world import perfect_facts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_phase() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def change(world: World, **values: object) -> None:
    """The district corrects the register."""
    lead = make_user("district_lead", district=world.district)
    school = School.objects.get(pk=world.school.pk)
    change_school(school, by=lead, version=school.version, reason="实地核实", **values)


def applying(world: World) -> set[str]:
    return set(world.row.item_scores.filter(applicable=True).values_list("item__code", flat=True))


@pytest.mark.parametrize("notice", [lambda world: recompute_year(world.year.pk), lambda world: settle_lagging()])
def test_an_open_assessment_follows_facilities_and_type(notice: Callable[[World], None]) -> None:
    world = World(canteen=True)
    world.start()
    before, revision = applying(world), CampaignYear.objects.get(pk=world.year.pk).revision
    change(world, canteen=False)
    notice(world)
    assert applying(world) < before
    assert CampaignYear.objects.get(pk=world.year.pk).revision == revision + 1
    event = Event.objects.get(verb="assessment.follow_register", object_id=world.row.pk)
    assert set(event.data["out"]) == before - applying(world)
    change(world, canteen=True)
    notice(world)
    assert applying(world) == before
    change(world, type="111")
    notice(world)
    assert applying(world) != before
    assert not ScoreEntry.objects.exists()


def test_nobody_hands_in_past_the_register() -> None:
    """The item that applies since a minute ago has to be answered; nothing is handed in without it."""
    world = World(canteen=False)
    world.start()
    world.fill()
    change(world, canteen=True)
    with pytest.raises(Incomplete, match="D4-01"):
        world.submit()


def test_what_was_handed_in_keeps_its_items_until_it_is_returned() -> None:
    world = World(canteen=False)
    world.start()
    world.fill()
    world.submit()
    before = applying(world)
    change(world, canteen=True)
    recompute_year(world.year.pk)
    world.row.refresh_from_db()
    row = Participation.objects.select_related("school").get(pk=world.row.pk)
    assert applying(world) == before
    assert "D4-01" in register_drift(row).more
    review.return_to_school(row, by=world.reviewer, text="食堂条目请补填")
    assert "D4-01" in applying(world)
    assert not register_drift(Participation.objects.select_related("school").get(pk=row.pk)).exists
    score = world.item("D4-01")
    world.save("D4-01", perfect_facts(score.item))


def test_the_years_that_are_closed_do_not_follow() -> None:
    world = World(canteen=True)
    world.start()
    before = applying(world)
    CampaignYear.objects.filter(pk=world.year.pk).update(state="closed")
    change(world, canteen=False)
    settle_lagging()
    assert applying(world) == before


def test_another_change_of_the_register_changes_no_item_and_no_revision() -> None:
    world = World()
    world.start()
    revision = CampaignYear.objects.get(pk=world.year.pk).revision
    change(world, phone="0000-7654321")
    settle_lagging()
    assert CampaignYear.objects.get(pk=world.year.pk).revision == revision
    assert not Event.objects.filter(verb="assessment.follow_register").exists()
