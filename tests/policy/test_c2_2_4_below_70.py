"""C2.2.4: below 70 a school is out of the year's selection; which sanction follows, people decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.lib.errors import Invalid
from scoring.actions import disqualifications
from scoring.domain.bands import POLICY_BANDS
from scoring.queries.disqualifications import below_floor
from scoring.tasks import recompute_year
from tests.domain.engine import allocate
from tests.factories import make_rated, make_scores, make_user, make_year


@pytest.mark.parametrize(
    ("score", "code"), [("69.99", "DISQUALIFIED_SCORE"), ("70.00", "BELOW_BANDS"), ("0", "DISQUALIFIED_SCORE")]
)
def test_the_line_is_seventy_exactly(score: str, code: str) -> None:
    answer = allocate([{"id": "A", "score": score}], rule={"denominator": 20})
    assert answer["stars"] == {"A": 0}
    assert answer["reasons"]["A"]["code"] == code
    assert POLICY_BANDS.below_floor(6999)
    assert not POLICY_BANDS.below_floor(7000)


ROSTER = [
    {"id": "A", "score": "95"},
    *({"id": f"L{n}", "score": "75"} for n in range(18)),
    {"id": "Z", "score": "69.99"},
]


def test_such_a_school_still_counts_as_a_participant_by_default() -> None:
    """elig.below70_effect: removing it would shrink everybody's quota after the fact."""
    answer = allocate(ROSTER)
    assert answer["denominator"] == 20
    assert answer["stars"]["A"] == 3


def test_where_the_year_says_removed_it_leaves_the_denominator() -> None:
    answer = allocate(ROSTER, rule={"denominator": "qualified"})
    assert answer["denominator"] == 19
    assert answer["stars"]["A"] == 2


@pytest.mark.django_db
def test_a_year_may_go_by_the_citys_score_alone() -> None:
    """elig.below70_basis: what the district reviewed is not enough then; once the city has checked, it is."""
    officer = make_user("bureau_officer")
    words: dict[str, Any] = {
        "document": "7号",
        "reason": "得分偏低",
        "reply_until": timezone.localdate() + timedelta(days=30),
    }
    papers = {}
    for answer in ("reviewed", "city_only"):
        year = make_year(decisions={"elig.below70_basis": answer})
        school = make_rated(year, 6900)
        recompute_year(year.pk)
        papers[answer] = school
        assert below_floor(officer, year).filter(pk=school.pk).exists() is (answer == "reviewed")
        CampaignYear.objects.filter(pk=year.pk).update(calendar_year=1990 + len(papers))
    disqualifications.propose(papers["reviewed"], by=officer, **words)
    school = Participation.objects.get(pk=papers["city_only"].pk)
    with pytest.raises(Invalid, match="尚未经市级核定"):
        disqualifications.propose(school, by=officer, **words)
    make_scores(school, 6900, "verified")
    touch(school.year_id, [school.pk])
    recompute_year(school.year_id)
    assert below_floor(officer, school.year).filter(pk=school.pk).exists()
    assert disqualifications.propose(school, by=officer, **words).score == 6900
