"""The recommendation list: lines, stars, ceiling, submission."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions import recommendations, review, vetoes
from scoring.models import Recommendation, RecommendationList
from scoring.queries.assessment import draft_figures
from scoring.queries.recommendations import ceilings, list_of, list_rows, standings, weak_key_items
from tests.factories import make_district, make_user, make_year, put
from tests.scoring.review.world import World, item

pytestmark = pytest.mark.django_db

State = Participation.State
#: facts that leave 91.30 of 100 for a school where everything else is perfect
LOWER: dict[str, dict[str, Any]] = {code: {"level": "D"} for code in ("D1-04", "D2-09", "D3-01")} | {
    "D2-03": {"met": False}
}


@pytest.fixture
def world() -> World:
    return World()


def papers(world: World) -> RecommendationList:
    found = list_of(world.year, world.district)
    assert found is not None
    return found


def test_the_standing_is_the_reviewed_score_and_its_band(world: World) -> None:
    top, lower = world.reviewed(), world.reviewed(LOWER)
    found = standings(Participation.objects.filter(year=world.year), world.year)
    assert (found[top.pk].score, found[top.pk].band) == (10000, 3)
    assert found[lower.pk].score == 9130
    assert found[lower.pk].band == 3


def test_a_star_is_the_band_or_lower_with_a_reason_never_higher(world: World) -> None:
    CampaignYear.objects.filter(pk=world.year.pk).update(band_three=9500)
    world.year.refresh_from_db()
    row = world.reviewed(LOWER)
    with pytest.raises(Invalid, match=r"91\.30"):
        recommendations.recommend(row, by=world.reviewer, star=3)
    with pytest.raises(Invalid):
        recommendations.recommend(row, by=world.reviewer, star=1)
    assert recommendations.recommend(row, by=world.reviewer, star=2).reason == ""
    line = recommendations.recommend(row, by=world.reviewer, star=1, reason="整改未完成")
    assert (line.star, line.reason) == (1, "整改未完成")
    assert Recommendation.objects.count() == 1


def test_a_refusal_needs_a_reason_and_is_kept(world: World) -> None:
    row = world.reviewed()
    with pytest.raises(Invalid):
        recommendations.refuse(row, by=world.reviewer, reason="")
    recommendations.refuse(row, by=world.reviewer, reason="校长岗位空缺")
    recommendations.submit_list(papers(world), by=world.lead)
    row.refresh_from_db()
    assert row.state == State.NOT_RECOMMENDED
    assert row.recommendation.reason == "校长岗位空缺"


def confirmed_veto(world: World, row: Participation) -> None:
    found = item(row, "D2-V1").item
    veto = vetoes.propose(row, by=world.reviewer, item=found, document="教安〔2026〕1号", reason="D级房屋")
    vetoes.confirm(veto, by=make_user("bureau_lead"))


def test_a_school_vetoed_before_it_handed_in_cannot_be_recommended(world: World) -> None:
    row = world.reviewed()
    line = recommendations.recommend(row, by=world.reviewer, star=3)
    put(row, Participation.State.SELF_ASSESSING)
    confirmed_veto(world, Participation.objects.get(pk=row.pk))
    put(row, Participation.State.REVIEWED, submitted_at=row.submitted_at)
    with pytest.raises(Invalid):
        recommendations.recommend(row, by=world.reviewer, star=3)
    with pytest.raises(Invalid):
        recommendations.submit_list(line.list, by=world.lead)
    recommendations.refuse(row, by=world.reviewer, reason="一票否决")
    recommendations.submit_list(papers(world), by=world.lead)


def test_a_school_disqualified_by_a_veto_leaves_the_list(world: World) -> None:
    row, other = world.reviewed(), world.reviewed()
    for each in (row, other):
        recommendations.recommend(each, by=world.reviewer, star=3)
    confirmed_veto(world, row)
    with pytest.raises(WrongState):
        recommendations.recommend(row, by=world.reviewer, star=3)
    recommendations.submit_list(papers(world), by=world.lead)
    states = dict(Participation.objects.filter(year=world.year).values_list("pk", "state"))
    assert states == {row.pk: Participation.State.DISQUALIFIED, other.pk: Participation.State.RECOMMENDED}


def test_fill_in_writes_the_obvious_lines_and_leaves_the_person_s_own_school(world: World) -> None:
    CampaignYear.objects.filter(pk=world.year.pk).update(band_one=9500, band_two=9600, band_three=9700)
    world.year.refresh_from_db()
    high, low, own = world.reviewed(), world.reviewed(LOWER), world.reviewed()
    world.lead.person = "p-1"
    world.lead.save()
    make_user("school_head", school=own.school, person="p-1")
    assert recommendations.fill_in(world.year, by=world.lead, district=world.district) == 2
    assert Recommendation.objects.get(participation=high).star == 3
    refused = Recommendation.objects.get(participation=low)
    assert not refused.recommended
    assert "91.30" in refused.reason
    assert "95.00" in refused.reason


def test_submission_moves_every_school_once_with_its_own_event(world: World) -> None:
    yes, no = world.reviewed(), world.reviewed()
    recommendations.recommend(yes, by=world.reviewer, star=3)
    recommendations.refuse(no, by=world.reviewer, reason="放弃")
    before = CampaignYear.objects.get(pk=world.year.pk).revision
    recommendations.submit_list(papers(world), by=world.lead)
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.state, no.state) == (State.RECOMMENDED, State.NOT_RECOMMENDED)
    assert papers(world).submitted_by == world.lead
    assert Event.objects.filter(verb="recommendation.yes", object_id=yes.pk).count() == 1
    assert Event.objects.get(verb="recommendation.no", object_id=no.pk).reason == "放弃"
    assert CampaignYear.objects.get(pk=world.year.pk).revision == before + 1


def test_a_submitted_list_is_closed(world: World) -> None:
    row, late = world.reviewed(), world.reviewed()
    recommendations.fill_in(world.year, by=world.lead, district=world.district)
    recommendations.submit_list(papers(world), by=world.lead)
    put(late, State.REVIEWED)
    late.refresh_from_db()
    with pytest.raises(WrongState):
        recommendations.submit_list(papers(world), by=world.lead)
    with pytest.raises(WrongState):
        recommendations.refuse(late, by=world.reviewer, reason="x")
    with pytest.raises(WrongState):
        recommendations.fill_in(world.year, by=world.lead, district=world.district)
    assert row.recommendation.recommended


def test_schools_awaiting_review_block_until_left_out_with_a_reason(world: World) -> None:
    world.reviewed()
    waiting, returned = world.hand_in(), world.hand_in()
    review.return_to_school(returned, by=world.reviewer, text="补充")
    recommendations.fill_in(world.year, by=world.lead, district=world.district)
    with pytest.raises(Invalid, match=waiting.school.name):
        recommendations.submit_list(papers(world), by=world.lead)
    with pytest.raises(Invalid):
        recommendations.submit_list(papers(world), by=world.lead, leave_out=[waiting.pk])
    another = world.hand_in()
    with pytest.raises(Invalid, match=another.school.name):
        recommendations.submit_list(papers(world), by=world.lead, leave_out=[waiting.pk], reason="来不及")
    leave = [waiting.pk, another.pk]
    recommendations.submit_list(papers(world), by=world.lead, leave_out=leave, reason="来不及")
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED
    assert Event.objects.filter(verb="recommendation.left_out", reason="来不及").count() == 2


def test_every_reviewed_school_must_have_a_line(world: World) -> None:
    world.reviewed()
    row = world.reviewed()
    recommendations.recommend(row, by=world.reviewer, star=3)
    with pytest.raises(Invalid):
        recommendations.submit_list(papers(world), by=world.lead)


def test_more_than_the_ceiling_is_refused_with_the_number() -> None:
    world = World(make_year(cap_total=5000, cap_one=5000, cap_two=5000, cap_three=5000))
    rows = [world.reviewed() for _ in range(4)]
    ceiling = ceilings(world.year)[world.district.pk]
    assert (ceiling.limit, ceiling.participants, ceiling.city_places) == (2, 4, 2)
    recommendations.fill_in(world.year, by=world.lead, district=world.district)
    with pytest.raises(Invalid, match=r"4.*2.*2"):
        recommendations.submit_list(papers(world), by=world.lead)
    for row in rows[:2]:
        recommendations.refuse(row, by=world.lead, reason="名额有限")
    recommendations.submit_list(papers(world), by=world.lead)


def test_ceilings_use_the_frozen_roster_once_there_is_one() -> None:
    year = make_year(cap_total=5000, cap_one=5000)
    one, other = World(year), World(year, make_district(is_direct=True))
    first = one.hand_in()
    other.hand_in()
    other.hand_in()
    assert not ceilings(year)[one.district.pk].frozen
    assert ceilings(year)[other.district.pk].participants == 2
    Participation.objects.filter(pk=first.pk).update(on_roster=True)
    CampaignYear.objects.filter(pk=year.pk).update(roster_frozen_at=first.submitted_at, roster_size=1)
    year.refresh_from_db()
    assert ceilings(year)[one.district.pk].frozen
    assert other.district.pk not in ceilings(year)


def test_nobody_submits_a_list_with_a_school_they_belong_to(world: World) -> None:
    row = world.reviewed()
    recommendations.recommend(row, by=world.reviewer, star=3)
    world.lead.person = "p-1"
    world.lead.save()
    make_user("school_head", school=row.school, person="p-1")
    with pytest.raises(NotAllowed):
        recommendations.submit_list(papers(world), by=world.lead)


def test_weak_key_items_are_those_below_sixty_percent(world: World) -> None:
    row = world.reviewed({"D2-03": {"met": False}, "D1-04": {"level": "D"}})
    assert weak_key_items(Participation.objects.filter(pk=row.pk)) == {row.pk: ["D2-03"]}


@pytest.mark.parametrize(("answer", "weak"), [("advisory", ["D2-03"]), ("off", [])])
def test_a_year_may_leave_weak_key_items_unmentioned(world: World, answer: str, weak: list[str]) -> None:
    """score.key_items: neither on the district's list nor on the school's own checks."""
    row = world.reviewed({"D2-03": {"met": False}})
    CampaignYear.objects.filter(pk=world.year.pk).update(decisions={"score.key_items": answer})
    year = CampaignYear.objects.get(pk=world.year.pk)
    (line,) = list_rows(year, row.district)
    assert line.weak == weak
    own = draft_figures(Participation.objects.get(pk=row.pk))["draft"]
    assert [each.code for each in own.low_keys] == weak


def test_submitting_does_not_cost_more_statements_for_more_schools() -> None:
    counts = []
    for size in (1, 12):
        world = World()
        for _ in range(size):
            world.reviewed()
        recommendations.fill_in(world.year, by=world.lead, district=world.district)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            recommendations.submit_list(papers(world), by=world.lead)
        counts.append(len(spent))
    assert counts[0] == counts[1]
