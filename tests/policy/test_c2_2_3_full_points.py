"""C2.2.3: a year may give full points for what does not apply: the score is a hundred less what is lost (score.na)."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignYear, Participation
from inspections.actions import visits
from inspections.models import Visit
from inspections.queries.visits import provisional_score
from safeschools.designations.queries.results import composition
from scoring.forms.printed import assessment_print
from scoring.management.oracle import differences
from scoring.models import Rating
from scoring.queries.assessment import draft_figures
from scoring.queries.desk import desk
from scoring.queries.disqualifications import judged_score
from scoring.queries.recommendations import Standing, standing_of
from scoring.queries.schools import item_lines
from scoring.tasks import recompute_year
from tests.designations.stage import Stage
from tests.factories import make_rated, make_user, make_year
from tests.scoring.assessment.world import NOW
from tests.scoring.assessment.world import World as School
from tests.scoring.review.world import World as District

pytestmark = pytest.mark.django_db

FULL = {"score.na": "full_points"}
HOW = "不适用的条目按满分计入"
#: no canteen, nothing to count in one rate, and one item missed
FACTS: dict[str, dict[str, Any]] = {"D5-07": {"numerator": 0, "denominator": 0}, "D2-03": {"met": False}}


def rated(row: Participation) -> Rating:
    recompute_year(row.year_id)
    assert differences(CampaignYear.objects.get(pk=row.year_id)) == []
    return Rating.objects.get(participation=row)


@pytest.mark.parametrize(("answer", "score", "star"), [("rescale", 8750, 2), ("full_points", 9000, 3)])
def test_a_school_with_20_points_that_do_not_apply_loses_the_points_it_lost(answer: str, score: int, star: int) -> None:
    """score.na: 70 of 80 applicable points are 87.50 rescaled, and 90.00 where the other 20 are given."""
    row = make_rated(make_year(decisions={"score.na": answer}), 9000)
    left = 2000
    for each in row.item_scores.filter(claimed_points__gt=0).order_by("item__order"):
        if each.max_points <= left and each.claimed_points == each.max_points:
            left -= each.max_points
            row.item_scores.filter(pk=each.pk).update(applicable=False)
    assert left == 0
    rating = rated(row)
    assert (rating.earned, rating.applicable, rating.score, rating.band) == (7000, 8000, score, star)
    way = composition(row)["lift"]
    assert way is None if star == 3 else (way.star, way.missing) == (3, 200)


@pytest.mark.parametrize("places", ["two_places", "one_place"])
def test_full_points_are_given_everywhere_alike(places: str) -> None:
    """score.na: figures, papers, desk, list, exit, visit, print and dimensions agree; score.precision rounds once."""
    year = make_year(decisions=FULL | {"score.precision": places}, cap_total=10000, cap_one=10000)
    row = District(year).reviewed(FACTS, canteen=False)
    row = Participation.objects.select_related("year").get(pk=row.pk)
    lost = row.item_scores.get(item__code="D2-03").max_points
    score = 10000 - lost if places == "two_places" else (10000 - lost + 5) // 10 * 10
    rating = rated(row)
    assert rating.applicable < 10000 - 200
    assert rating.applicable - rating.earned == lost
    assert (rating.score, rating.claimed_score, rating.reviewed_score) == (score, score, score)
    assert row.submissions.get().score == score
    assert (desk(row).claimed_score, desk(row).reviewed_score) == (score, score)
    assert standing_of(row) == Standing(score, rating.band)
    assert judged_score(row) == score
    assert provisional_score(Visit(participation=row), [], list(row.item_scores.all())) == score
    printed = assessment_print(row)
    assert printed["score"] == f"{score // 100}.{score % 100:02}"
    assert sum(line.counts or 0 for line in item_lines(row)) == 10000 - lost
    dimensions = composition(row)["dimensions"]
    assert sum(each.most for each in dimensions) == 10000
    assert {sum(each.earned for each in dimensions), sum(each.claimed for each in dimensions)} == {10000 - lost}


def test_the_score_on_key_items_follows() -> None:
    """score.na: a key item that does not apply is as good as earned for the order of equals (quota.ties)."""
    found = []
    for answer in ("rescale", "full_points"):
        row = make_rated(make_year(decisions={"score.na": answer}), 10000)
        keys = row.item_scores.filter(item__is_key=True).order_by("item__order")
        away, weak, everything = keys[0], keys[1], keys.aggregate(all=Sum("max_points"))["all"]
        row.item_scores.filter(pk=away.pk).update(applicable=False)
        row.item_scores.filter(pk=weak.pk).update(reviewed_points=0)
        most = everything if answer == "full_points" else everything - away.max_points
        points = rated(row).key_points
        assert points is not None
        found.append(points)
        assert points == (20000 * (most - weak.max_points) + most) // (2 * most)
    assert found[0] < found[1]


@pytest.mark.parametrize(("decisions", "gives"), [({}, False), (FULL, True)])
def test_the_school_is_told_what_is_given_and_warned_of_much_all_the_same(
    client: Client, decisions: dict[str, str], gives: bool
) -> None:
    """score.na: the workspace, its sums and the print; the warning of score.na_guard does not depend on it."""
    with time_machine.travel(NOW):
        school = School(type="111", canteen=False)
        CampaignYear.objects.filter(pk=school.year.pk).update(decisions=decisions)
        client.force_login(school.editor)
        calendar = school.year.calendar_year
        start = client.get(reverse("assessment", args=[calendar])).content.decode()
        school.start()
        school.save("D5-07", FACTS["D5-07"])
        row = Participation.objects.select_related("year").get(pk=school.row.pk)
        page = client.get(reverse("assessment_dimension", args=[calendar, "D5"]))
        saved = client.post(
            reverse("item_save", args=[calendar, "D2-03"]),
            {"version": 1, "note": "", "met": "yes"},
            headers={"X-Autosave": "1"},
        )
    assert ("自动按满分计入" in start, "自动排除" in start) == (gives, not gives)
    figures = draft_figures(row)
    away = figures["draft"].not_applicable
    assert away > 2000
    assert figures["draft"].warns_not_applicable
    assert figures["draft"].given == away * gives
    sums = [sum(getattr(part.draft, name) for part in figures["parts"]) for name in ("earned", "most")]
    earned = row.item_scores.get(item__code="D2-03").draft_points
    assert sums == ([earned + away, 10000] if gives else [earned, 10000 - away])
    words = f"不适用部分按满分计入 {away // 100}.{away % 100:02} 分"
    got = page.content.decode().partition('id="got-D5-07">')[2].partition("</div>")[0]
    assert ("<b>2.00</b>" in got) is gives
    for answer in (page, saved):
        assert (words in answer.content.decode()) is gives
    assert (HOW in assessment_print(row)["made"]) is gives


@pytest.mark.parametrize(("decisions", "gives"), [({}, False), (FULL, True)])
def test_reviewers_teams_schools_and_the_bureau_read_how_the_score_is_made(
    client: Client, decisions: dict[str, str], gives: bool
) -> None:
    """score.na: beside the figures of the review, the visit, the bureau's sheet of the school and the standard."""
    year = make_year(decisions=decisions, cap_total=10000, cap_one=10000)
    district, officer = District(year), make_user("bureau_officer")
    row, team = district.reviewed(FACTS, canteen=False), [make_user("inspector"), make_user("inspector")]
    items = [row.item_scores.get(item__code="D2-03").item]
    visit = visits.plan(row, by=officer, planned_on=date(2025, 9, 1), inspectors=team, items=items)
    waiting, calendar = district.hand_in(), year.calendar_year
    pages = (
        (district.reviewer, reverse("review_school", args=[calendar, waiting.school.code])),
        (team[0], reverse("visit_page", args=[visit.pk])),
        (officer, reverse("participation_detail", args=[calendar, row.school.code])),
        (officer, reverse("standard_applicability", args=[year.sheet.standard.version])),
    )
    for person, address in pages:
        client.force_login(person)
        assert (HOW in client.get(address, follow=True).content.decode()) is gives, address


@pytest.mark.parametrize(("decisions", "gives"), [({}, False), (FULL, True)])
def test_the_result_adds_up_to_the_score_and_says_how(client: Client, decisions: dict[str, str], gives: bool) -> None:
    """score.na: the dimensions of a named school hold what was given."""
    stage = Stage(9500, 7000, decisions=decisions)
    first = stage.rows[0].item_scores.filter(max_points__gt=0).earliest("item__order")
    stage.rows[0].item_scores.filter(pk=first.pk).update(applicable=False)
    stage.named()
    client.force_login(make_user("school_head", school=stage.rows[0].school))
    page = client.get(reverse("school_result", args=[stage.year.calendar_year]))
    given, rows = first.max_points * gives, page.context["dimensions"]
    assert sum(row.most for row in rows) == 10000 - first.max_points + given
    assert sum(row.earned for row in rows) == 9500 - first.max_points + given
    assert (HOW in page.content.decode()) is gives
