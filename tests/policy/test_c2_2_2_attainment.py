"""C2.2.2: 90 % of the schools attain the standard; named in one year can be 60 % at most (goal.attainment_90)."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignYear
from safeschools.designations.actions import naming
from scoring.models import RatingSheet
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, Stage
from tests.domain.engine import ask
from tests.factories import make_rated, make_user, make_year


def test_attained_means_eighty_points_and_no_veto_whether_or_not_there_was_a_place() -> None:
    roster: list[object] = [{"id": f"S{number:02d}", "score": "80"} for number in range(18)]
    roster += [{"id": "low", "score": "79.99"}, {"id": "vetoed", "score": "99", "veto": True}]
    answer = ask(op="report", case={"policy": {"year": 3}, "schools": roster, "adjustments": [], "rule": {}})
    assert (answer["attained_80"], answer["attained_80_share"]) == (18, "90")
    assert answer["total"]["awarded"] == 0
    assert answer["total"]["quota"] == 12


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "attained", "line"), [("score_80", 2, "80"), ("score_70", 4, "70")])
def test_the_year_says_from_which_score_a_school_attains(client: Client, answer: str, attained: int, line: str) -> None:
    """goal.attainment_90."""
    year = make_year(decisions={"goal.attainment_90": answer})
    for score in (9500, 8000, 7999, 7000, 6999):
        make_rated(year, score)
    recompute_year(year.pk)
    report = RatingSheet.objects.get(year=year).report
    assert report["attainment"] == {"attained": attained, "scope": 5, "share": attained * 2000}
    assert sum(district["attained"] for district in report["districts"]) == attained
    client.force_login(make_user("bureau_officer"))
    page = client.get(reverse("bureau_dashboard", args=[year.calendar_year]), headers={"accept-language": "en"})
    assert f"reviewed score of {line} or more without a veto" in page.content.decode()


@pytest.mark.django_db
def test_the_overview_also_says_how_many_were_ever_named_and_forgets_the_revoked(client: Client) -> None:
    stage = Stage(9500, 8600, 8100, 7000)
    stage.named()
    later = make_year(index=2)
    CampaignYear.objects.filter(pk=later.pk).update(campaign=stage.year.campaign)
    for row, score in zip(stage.rows, (8000, 8000, None, 8000), strict=True):
        if score:
            make_rated(later, score, school=row.school)
    naming.revoke(
        stage.designation(1), by=stage.authority, document="测综委〔2025〕12号", reason="事故", revoked_on=DAY
    )
    recompute_year(later.pk)
    client.force_login(make_user("bureau_officer"))
    page = client.get(reverse("bureau_dashboard", args=[later.calendar_year]), headers={"accept-language": "en"})
    assert 'Named in any year of the campaign: <b class="num">1</b> school (33.3%).' in page.content.decode()
