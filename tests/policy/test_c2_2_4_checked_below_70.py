"""C2.2.4: a year may let only a score that the city has checked fall below 70 (elig.below70_basis)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import CampaignYear, Participation
from inspections.queries.visits import to_check
from safeschools.designations.actions import runs
from safeschools.designations.queries.decisions import checks
from safeschools.designations.queries.explain import sentence, steps
from safeschools.designations.queries.workbench import distribution, outside, results_of
from safeschools.lib.errors import Invalid
from scoring.actions import disqualifications
from scoring.management.oracle import differences
from scoring.models import Rating, RatingSheet
from scoring.queries.disqualifications import below_floor, judged_score
from scoring.queries.outlook import outlook
from scoring.tasks import recompute_year
from tests.designations.world import frozen, officer
from tests.factories import make_rated, make_user, make_year
from tests.policy.test_c5_3c_city_total import checked

pytestmark = pytest.mark.django_db
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
ANSWER = {"elig.below70_basis": "city_only"}
BOTH = ANSWER | {"score.final_source": "city_only"}
PAPER: dict[str, Any] = {"document": "7号", "reason": "得分偏低"}


@pytest.fixture
def year() -> CampaignYear:
    return make_year(decisions=ANSWER, **CAPS)


def again(row: Participation) -> Participation:
    return Participation.objects.select_related("year", "school", "rating").get(pk=row.pk)


def test_before_the_check_a_low_score_has_no_star_and_no_consequence(year: CampaignYear) -> None:
    low, claims, fine = make_rated(year, 6500), make_rated(year, 6000, "submitted"), make_rated(year, 9000)
    recompute_year(year.pk)
    bureau = officer()
    report = RatingSheet.objects.get(year=year).report
    assert report["provisional"]["below_floor"] == 0
    assert sum(row["below_floor"] for row in report["districts"]) == 0
    assert {row["at"]: [row.get(key, 0) for key in ("s0", "sx")] for row in report["histogram"]}[6500] == [1, 0]
    assert not below_floor(bureau, year).exists()
    assert judged_score(again(low)) is None
    assert again(fine).rating.projected_star == 3
    for row in (low, claims):
        rating = Rating.objects.get(participation=row)
        assert (rating.reason, rating.rank, rating.projected_star) == ("EXCLUDED_BY_COMMITTEE", None, 0)
    later = timezone.localdate() + timedelta(days=30)
    with pytest.raises(Invalid, match="尚未经市级核定"):
        disqualifications.propose(again(low), by=bureau, reply_until=later, **PAPER)
    assert differences(CampaignYear.objects.get(pk=year.pk)) == []


def test_once_checked_it_is_below_the_floor_like_any_other(year: CampaignYear) -> None:
    low = checked(make_rated(year, 6500))
    recompute_year(year.pk)
    bureau, later = officer(), timezone.localdate() + timedelta(days=30)
    assert RatingSheet.objects.get(year=year).report["provisional"]["below_floor"] == 1
    assert (again(low).rating.reason, judged_score(again(low))) == ("DISQUALIFIED_SCORE", 6500)
    assert list(below_floor(bureau, year)) == [low]
    assert disqualifications.propose(again(low), by=bureau, reply_until=later, **PAPER).score == 6500


def test_a_run_says_so_in_both_languages(year: CampaignYear) -> None:
    low, seen, claims = make_rated(year, 6500), checked(make_rated(year, 6400)), make_rated(year, 6000, "submitted")
    run = runs.run(frozen(year), by=officer())
    lines = {line.participation_id: line for line in run.lines.all()}
    line = lines[low.pk]
    assert (line.score, line.rank, line.code, line.excluded) == (6500, None, "EXCLUDED_BY_COMMITTEE", "low_not_checked")
    assert (lines[seen.pk].code, lines[claims.pk].code) == ("DISQUALIFIED_SCORE", "UNSCORED")
    said = {
        "zh-hans": "65.00 分：低于 70.00 分，尚未经市级核查；按此得分不授星。",
        "en": "65.00 points: below 70.00, not yet checked by the city; no star by this score.",
    }
    for language, words in said.items():
        with override(language):
            assert sentence(line, year) == words
            assert steps(line, results_of(run).setting, year)[0]["calc"] == words
            found = [check["text"] for check in checks(run, run.year, results_of(run), over=False)]
    assert "1 school is below the floor by a score the city has not checked" in found
    assert ("EXCLUDED_BY_COMMITTEE", "low_not_checked", 1) in outside(run)
    assert [(row["at"], row.get("s0", 0), row.get("sx", 0)) for row in distribution(run, year)] == [
        (6400, 0, 1),
        (6500, 1, 0),
    ]


def test_pages_and_tasks_follow(year: CampaignYear, client: Client) -> None:
    low = make_rated(year, 6500)
    make_rated(year, 9000)
    recompute_year(year.pk)
    bureau = make_user("bureau_officer")
    assert list(to_check(bureau, year)) == [low]
    with override("en"):
        found = outlook(again(low), RatingSheet.objects.get(year=year))
    assert found
    assert found.certainty == "65.00 points: below 70.00, not yet checked by the city; no star by this score."
    client.force_login(bureau)

    def page(name: str, *args: str) -> str:
        return client.get(reverse(name, args=[year.calendar_year, *args])).content.decode()

    assert "65.00 分：低于 70.00 分，尚未经市级核查" in page("participation_detail", low.school.code)
    assert "低于 70 分" not in page("bureau_dashboard")
    waiting = page("disqualification_list")
    assert "本年度仅以经市级核查的得分认定低于参评线。" in waiting
    assert low.school.name not in waiting
    assert low.school.name in page("visit_list")


@pytest.mark.parametrize("seen", [False, True])
def test_both_answers_together_agree(seen: bool) -> None:
    """A school without a score that counts is not below anything; a checked one is judged in both ways."""
    year = make_year(decisions=BOTH, **CAPS)
    low, fine = make_rated(year, 6500), make_rated(year, 9500)
    for row in (low, fine) if seen else ():
        checked(row)
    recompute_year(year.pk)
    report = RatingSheet.objects.get(year=year).report
    assert report["provisional"]["below_floor"] == seen
    assert report["attainment"]["attained"] == seen
    run = runs.run(frozen(year), by=officer())
    lines = {line.participation_id: (line.star, line.code, line.excluded) for line in run.lines.all()}
    left_out = (0, "EXCLUDED_BY_COMMITTEE", "not_checked")
    assert lines[low.pk] == ((0, "DISQUALIFIED_SCORE", "") if seen else left_out)
    assert lines[fine.pk] == ((3, "AWARDED", "") if seen else left_out)
    assert below_floor(officer(), year).exists() is seen
    assert differences(CampaignYear.objects.get(pk=year.pk)) == []
