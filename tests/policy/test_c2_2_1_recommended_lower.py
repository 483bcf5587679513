"""C2.2.1: nobody skips a level: a star the district recommends below the score's is the most the city can give."""

from typing import Any

import pytest

from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationLine
from safeschools.designations.queries.explain import exclusion, in_both_languages, sentence, steps
from safeschools.designations.queries.workbench import results_of
from scoring.domain.explain import headline
from scoring.management.oracle import differences
from scoring.models import Rating, Recommendation, RecommendationList
from scoring.queries.cases import bands_of
from scoring.queries.schools import projected_reason
from scoring.queries.sentences import say
from scoring.recompute import settle
from tests.designations.world import frozen, lead, officer
from tests.factories import make_rated, make_scores, make_year

pytestmark = pytest.mark.django_db

CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


def recommended(year: CampaignYear, score: int, star: int, reason: str = "") -> Participation:
    """A school on its district's submitted list."""
    row = make_rated(year, score)
    papers = RecommendationList.objects.create(year=year, district=row.district, state="submitted")
    Recommendation.objects.create(list=papers, participation=row, recommended=True, star=star, reason=reason)
    return row


def line(year: CampaignYear, row: Participation) -> AllocationLine:
    """The school's line in a run on the present facts."""
    return runs.run(frozen(year), by=officer()).lines.get(participation=row)


def test_a_lower_recommendation_caps_the_school_in_run_and_projection_alike() -> None:
    """proc.recommend: run, projection and compliance agree, and the why says whose ceiling it was."""
    year = make_year(**CAPS)
    row, free = recommended(year, 9600, 2, "食堂整改未完成"), recommended(year, 9500, 3)
    found = line(year, row)
    assert (found.star, found.band, found.excluded) == (2, 3, "recommended_lower")
    assert [(step["tier"], step["outcome"]) for step in found.trail] == [(3, "capped"), (2, "awarded")]
    assert [code for code, text in in_both_languages(found, year) if "记录在案" in text or "recorded" in text] == [
        "zh-CN",
        "en",
    ]
    said = steps(found, results_of(found.run).setting, year)
    assert exclusion("recommended_lower") in [step["calc"] for step in said]
    rating = Rating.objects.get(participation=row)
    assert (rating.projected_star, rating.reason) == (2, "AWARDED_LOWER")
    assert Rating.objects.get(participation=free).projected_star == 3
    tiers = {tier["star"]: tier["used"] for tier in year.sheet.__class__.objects.get(year=year).report["tiers"]}
    assert (tiers[3], tiers[2]) == (1, 1)
    row.refresh_from_db()
    assert say(headline(rating.score, projected_reason(rating, row), bands_of(year))) == sentence(found, year)


def test_a_capped_school_leaves_the_place_to_the_next() -> None:
    year = make_year(**(CAPS | {"cap_three": 5000}))
    capped, heir = recommended(year, 9600, 1, "存在隐患"), recommended(year, 9500, 3)
    made = runs.run(frozen(year), by=officer())
    stars = dict(made.lines.values_list("participation", "star"))
    assert (stars[capped.pk], stars[heir.pk]) == (1, 3)


def test_a_spot_check_that_raises_the_score_is_not_stopped_by_a_recommendation_for_the_whole_band() -> None:
    """Only a star below the district's own reviewed band is a ceiling, not the band it found then."""
    year = make_year(**CAPS)
    row = recommended(year, 8400, 1, "按得分推荐")
    make_scores(row, 8600, "verified")
    assert line(year, row).star == 2


def test_a_verified_score_below_the_ceiling_counts_as_it_is() -> None:
    year = make_year(**CAPS)
    row = recommended(year, 9600, 2, "存在隐患")
    make_scores(row, 8100, "verified")
    found = line(year, row)
    assert (found.star, found.code) == (1, "AWARDED")


def test_a_list_that_was_never_submitted_limits_nobody_before_and_after_the_approval() -> None:
    """proc.recommend: where schools apply directly, a draft is the district's own paper."""
    year = make_year(decisions={"proc.recommend": "direct"}, **CAPS)
    row, other = make_rated(year, 9600, "reviewed"), make_rated(year, 9500, "reviewed")
    for school, star in ((row, 2), (other, 0)):
        papers = RecommendationList.objects.create(year=year, district=school.district)
        said = {"recommended": star > 0, "star": star, "reason": "食堂整改未完成"}
        Recommendation.objects.create(list=papers, participation=school, **said)
    run = runs.run(frozen(year), by=officer())
    runs.propose(run, by=officer())
    runs.approve(run, by=lead())
    for _ in range(2):
        stars = Rating.objects.filter(year=year).values_list("projected_star", "participation__state")
        assert set(stars) == {(3, Participation.State.ALLOCATED)}
        assert differences(year) == []
        settle(year.pk, full=True)
