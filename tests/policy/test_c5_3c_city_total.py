"""C5.3c: a year may go by the city's total only: a school that the city has not checked has no star."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from inspections.queries.visits import to_check
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.decisions import checks
from safeschools.designations.queries.explain import sentence, steps
from safeschools.designations.queries.runs import replay
from safeschools.designations.queries.workbench import results_of
from safeschools.web.waiting import waiting_for
from scoring.management.oracle import differences
from scoring.models import Rating, RatingSheet
from scoring.queries.outlook import outlook
from scoring.queries.readiness import readiness
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.designations.world import frozen, officer
from tests.factories import make_rated, make_scores, make_user, make_year
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
ANSWER = {"score.final_source": "city_only"}


def checked(row: Participation) -> Participation:
    """The city has looked at one item and found what the district had found."""
    score = row.item_scores.filter(max_points__gt=0).order_by("pk")[0]
    found: dict[str, Any] = {
        "verified_points": score.reviewed_points,
        "verified_max": score.max_points,
        "verified_facts": {},
    }
    row.item_scores.filter(pk=score.pk).update(**found)
    touch(row.year_id, [row.pk])
    return row


@pytest.fixture
def year() -> CampaignYear:
    return make_year(decisions=ANSWER, **CAPS)


def rating(row: Participation) -> Rating:
    return Rating.objects.get(participation=row)


def test_only_a_checked_school_has_a_place_in_the_ranking_and_attains_the_standard(year: CampaignYear) -> None:
    seen, other, claims = checked(make_rated(year, 8600)), make_rated(year, 9500), make_rated(year, 9900, "submitted")
    recompute_year(year.pk)
    assert (rating(seen).rank, rating(seen).projected_star, rating(seen).reason) == (1, 2, "AWARDED")
    assert (rating(other).rank, rating(other).projected_star) == (None, 0)
    assert (rating(other).score, rating(other).reason) == (9500, "EXCLUDED_BY_COMMITTEE")
    assert (rating(claims).rank, rating(claims).reason) == (None, "UNSCORED")
    report = CampaignYear.objects.get(pk=year.pk).sheet.report
    assert report["attainment"] == {"attained": 1, "scope": 3, "share": 3333}
    assert report["provisional"]["unvisited"] == 1
    assert [row["kind"] for row in report["readings"]] == ["unscored"]
    assert sum(row["attained"] for row in report["districts"]) == 1
    assert differences(CampaignYear.objects.get(pk=year.pk)) == []
    checked(other)
    recompute_year(year.pk)
    assert (rating(other).rank, rating(other).projected_star, rating(seen).rank) == (1, 3, 2)


def run_of(year: CampaignYear) -> AllocationRun:
    return runs.run(frozen(year), by=officer())


def test_the_run_says_in_its_own_words_that_a_school_is_not_checked(year: CampaignYear) -> None:
    seen, other, claims = checked(make_rated(year, 8600)), make_rated(year, 9500), make_rated(year, 9900, "submitted")
    run = run_of(year)
    lines = {line.participation_id: line for line in run.lines.all()}
    line = lines[other.pk]
    assert (line.rank, line.star, line.score, line.code) == (None, 0, None, "EXCLUDED_BY_COMMITTEE")
    assert line.excluded == "not_checked"
    assert (lines[seen.pk].star, lines[claims.pk].code, lines[claims.pk].excluded) == (2, "UNSCORED", "")
    said = {"zh-hans": "未经市级核查", "en": "Not checked by the city"}
    for language, words in said.items():
        with override(language):
            assert sentence(line, year).startswith(words)
            [step, _end] = steps(line, results_of(run).setting, year)
            assert step["calc"] == sentence(line, year)
            found = [check["text"] for check in checks(run, run.year, results_of(run), over=False)]
    assert "1 reviewed school is not checked by the city: its score does not count" in found
    assert replay(run).holds


def test_what_the_school_and_the_bureau_read(year: CampaignYear, client: Client) -> None:
    seen, other = checked(make_rated(year, 8600)), make_rated(year, 9500)
    recompute_year(year.pk)
    with override("en"):
        for row, words in ((other, "yours is not checked yet."), (seen, "1 school is not checked by the city")):
            found = outlook(Participation.objects.get(pk=row.pk), RatingSheet.objects.get(year=year))
            assert found
            assert words in found.certainty
        bureau = make_user("bureau_officer")
        assert "1 school is to be checked by the city" in [task.title for task in waiting_for(bureau, year)]
    assert list(to_check(bureau, year)) == [other]
    client.force_login(bureau)
    for name, args, words in (
        ("participation_detail", [other.school.code], "未经市级核查：本年度仅以经市级核查的学校得分为准。"),
        ("bureau_dashboard", [], "1 所已审核学校未经市级核查，得分不作数"),
        ("visit_list", [], "待市级核查"),
        ("allocation", [], "1 所已审核学校尚未核查。"),
        ("compliance", [], "本年度仅以经市级核查的学校得分授星。"),
    ):
        page = client.get(reverse(name, args=[year.calendar_year, *args]))
        assert words in page.content.decode(), name


def test_a_star_is_secured_only_against_schools_that_may_still_be_checked() -> None:
    year = make_year(decisions=ANSWER, cap_three=5000, cap_two=0, cap_one=0, cap_total=5000)
    seen, other = checked(make_rated(year, 9100)), make_rated(year, 9500)
    frozen(year)
    recompute_year(year.pk)
    assert (rating(seen).projected_star, rating(seen).secured_star) == (3, 0)
    checked(other)
    recompute_year(year.pk)
    assert (rating(other).projected_star, rating(other).secured_star) == (3, 3)


def test_a_reviewed_score_below_the_floor_is_below_it_all_the_same(year: CampaignYear) -> None:
    """elig.below70_basis is a question of its own, and its answer here is the reviewed score."""
    low = make_rated(year, 6500)
    recompute_year(year.pk)
    assert (rating(low).reason, rating(low).projected_star) == ("DISQUALIFIED_SCORE", 0)
    assert RatingSheet.objects.get(year=year).report["provisional"]["below_floor"] == 1
    assert run_of(year).lines.get(participation=low).code == "DISQUALIFIED_SCORE"


@pytest.mark.parametrize(("answers", "warned"), [(ANSWER, True), ({}, False)])
def test_the_wizard_warns_that_every_school_needs_a_visit(answers: dict[str, str], warned: bool) -> None:
    entries = readiness(make_year(decisions=answers))
    assert any("未经抽查的学校" in entry.text for entry in entries if entry.step == "decisions") is warned


def test_by_default_a_reviewed_score_counts() -> None:
    year = make_year(**CAPS)
    row = make_rated(year, 9500)
    make_scores(row, 9500, "reviewed")
    recompute_year(year.pk)
    assert (rating(row).rank, rating(row).projected_star) == (1, 3)
    assert not to_check(make_user("bureau_officer"), year).exists()


def test_the_result_page_gives_the_reviewed_score_and_why_it_does_not_count(client: Client) -> None:
    stage = Stage(9500, 8600, decisions=ANSWER)
    checked(stage.rows[1])
    stage.named()
    client.force_login(make_user("school_head", school=stage.rows[0].school))
    page = client.get(reverse("school_result", args=[stage.year.calendar_year]))
    html = page.content.decode()
    assert "未经市级核查：本年度仅以经市级核查的学校得分为准。" in html
    assert "审核得分" in html
    assert stage.designation(1).star == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such trigger, see docs/invariants.md")
@pytest.mark.parametrize("seen", [False, True])
def test_the_database_names_no_school_that_is_not_checked(seen: bool) -> None:
    """The last door: an approved line with a star that the year, by its answer, cannot have given."""
    stage = Stage(9500)
    run = stage.approved()
    if seen:
        checked(stage.rows[0])
    with rules_asleep():
        CampaignYear.objects.filter(pk=stage.year.pk).update(decisions=ANSWER)
    words: dict[str, Any] = {"by": stage.authority, "document": DOCUMENT, "decided_on": DAY}
    if seen:
        assert naming.record_naming(run, **words).run == run
        return
    with pytest.raises(IntegrityError, match="star_earned"):
        naming.record_naming(run, **words)
