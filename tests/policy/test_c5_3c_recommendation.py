"""C5.3c: the localities recommend, the city spot-checks what they recommended (proc.recommend, quota.districts)."""

import pytest

from campaigns.models import CampaignYear, Participation
from safeschools.lib.errors import Invalid
from scoring.actions import recommendations
from scoring.models import Recommendation
from scoring.queries.recommendations import ceilings, list_rows
from tests.factories import make_year
from tests.scoring.review.world import World

pytestmark = pytest.mark.django_db

State = Participation.State


def test_the_refused_ones_are_kept_with_their_reason() -> None:
    world = World()
    yes, no = world.reviewed(), world.reviewed()
    recommendations.recommend(yes, by=world.lead, star=3)
    line = recommendations.refuse(no, by=world.lead, reason="学校放弃申报")
    recommendations.submit_list(line.list, by=world.lead)
    states = {row.participation.pk: row.participation.state for row in list_rows(world.year, world.district)}
    assert states == {yes.pk: State.RECOMMENDED, no.pk: State.NOT_RECOMMENDED}
    assert Recommendation.objects.get(participation=no).reason == "学校放弃申报"


def test_ceilings_are_120_percent_of_the_city_s_places_by_largest_remainder() -> None:
    year = make_year(cap_total=5000, cap_one=5000, cap_two=5000, cap_three=5000)
    big, small = World(year), World(year)
    for _ in range(5):
        big.reviewed()
    for _ in range(2):
        small.reviewed()
    found = ceilings(year)
    assert found[big.district.pk].city_places == 3
    assert [found[world.district.pk].limit for world in (big, small)] == [2, 1]
    recommendations.fill_in(year, by=big.lead, district=big.district)
    papers = Recommendation.objects.filter(participation__district=big.district)[0].list
    with pytest.raises(Invalid, match=r"5.*2.*3"):
        recommendations.submit_list(papers, by=big.lead)


def test_a_year_without_ceilings_recommends_whom_the_district_finds_worthy() -> None:
    year = make_year(cap_total=5000, cap_one=5000)
    CampaignYear.objects.filter(pk=year.pk).update(decisions={"quota.districts": "citywide"})
    year.refresh_from_db()
    world = World(year)
    for _ in range(3):
        world.reviewed()
    recommendations.fill_in(year, by=world.lead, district=world.district)
    assert ceilings(year)[world.district.pk].limit is None
    papers = Recommendation.objects.all()[0].list
    recommendations.submit_list(papers, by=world.lead)
    assert Participation.objects.filter(year=year, state=State.RECOMMENDED).count() == 3
