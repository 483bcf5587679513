"""C5.3c: the localities recommend, the city spot-checks what they recommended (proc.recommend, quota.districts)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.actions.years import freeze_roster
from campaigns.domain.decisions import DECISIONS
from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import runs
from safeschools.lib.errors import Invalid
from scoring.actions import recommendations
from scoring.actions.years import open_year
from scoring.management.oracle import differences
from scoring.models import Rating, Recommendation
from scoring.queries.recommendations import ceilings, list_rows
from scoring.tasks import recompute_year
from tests.designations.stage import Stage
from tests.factories import make_district, make_draft_year, make_rated, make_school, make_user, make_year
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


def opened(**choices: str) -> CampaignYear:
    """A year opened with these answers, chosen on the wizard's page of decisions."""
    officer = make_user("bureau_officer")
    make_school()
    year = make_draft_year(by=officer)
    client = Client()
    client.force_login(officer)
    asked = {key: each.default for key, each in DECISIONS.items() if not each.locked and key != "quota.ties"}
    address = reverse("setup_step", args=[year.pk, "decisions"])
    page = client.get(address).content.decode()
    assert all(f'id="{key}-{slug}" value="{slug}">' in page for key, slug in choices.items())
    assert client.post(address, asked | choices).status_code == 302
    open_year(CampaignYear.objects.get(pk=year.pk), by=officer)
    return CampaignYear.objects.get(pk=year.pk)


@pytest.fixture
def review_time() -> Iterator[None]:
    with time_machine.travel(datetime(2025, 10, 20, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("review_time")
def test_a_year_without_ceilings_recommends_whom_the_district_finds_worthy() -> None:
    year, district = opened(**{"quota.districts": "citywide"}), make_district()
    lead = make_user("district_lead", district=district)
    rows = [make_rated(year, 9500, "reviewed", school=make_school(district)) for _ in range(3)]
    recommendations.fill_in(year, by=lead, district=district)
    assert ceilings(year)[district.pk].limit is None
    client = Client()
    client.force_login(lead)
    assert client.get(reverse("recommendation", args=[year.calendar_year])).status_code == 200
    recommendations.submit_list(Recommendation.objects.all()[0].list, by=lead)
    assert Participation.objects.filter(year=year, state=State.RECOMMENDED).count() == len(rows)


@pytest.mark.usefixtures("review_time")
def test_a_school_needs_no_list_where_the_year_says_so_but_a_refusal_still_counts() -> None:
    """proc.recommend."""
    officer, year = make_user("bureau_officer"), opened(**{"proc.recommend": "direct"})
    unlisted, refused = make_rated(year, 9900, "reviewed"), make_rated(year, 9800, "not_recommended")
    for _ in range(18):
        make_rated(year, 7500, "reviewed")
    freeze_roster(year, by=officer)
    recompute_year(year.pk)
    run = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer)
    assert run.lines.get(participation=unlisted).star == 3
    line = run.lines.get(participation=refused)
    assert (line.star, line.excluded) == (0, "not_recommended")


@pytest.mark.parametrize(("answer", "star", "why"), [("direct", 3, ""), ("required", 0, "no_recommendation")])
def test_after_an_approval_a_school_on_no_list_is_judged_as_before(answer: str, star: int, why: str) -> None:
    """proc.recommend: a run made anew, and the figures meanwhile, say of it what the approved run said."""
    caps = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
    stage = Stage(9500, decisions={"proc.recommend": answer}, **caps)
    unlisted = make_rated(stage.year, 9400, "reviewed")
    for run in (stage.approved(), stage.run()):
        line = run.lines.get(participation=unlisted)
        assert (line.star, line.excluded) == (star, why)
    assert Participation.objects.get(pk=unlisted.pk).state == State.ALLOCATED
    assert Rating.objects.get(participation=unlisted).projected_star == star
    assert differences(CampaignYear.objects.get(pk=stage.year.pk)) == []
