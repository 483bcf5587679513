"""C2.2.3: a year may let failed key items cap the star: two stars with one, one star with two (score.key_items)."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationLine
from safeschools.designations.queries.explain import exclusion, in_both_languages, steps
from safeschools.designations.queries.moved import moved_since
from safeschools.designations.queries.results import composition
from safeschools.designations.queries.runs import replay
from safeschools.designations.queries.whatif import preview
from safeschools.designations.queries.workbench import results_of
from safeschools.lib.errors import Invalid
from scoring.actions import recommendations
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.management.oracle import differences
from scoring.models import ItemScore, Rating, Recommendation, RecommendationList
from scoring.queries.assessment import draft_figures
from scoring.queries.cases import run_case
from scoring.queries.desk import desk
from scoring.queries.outlook import outlook
from scoring.queries.recommendations import list_rows, standing_of
from scoring.queries.sheet import school_facts
from scoring.tasks import recompute_year
from tests.designations.stage import Stage
from tests.designations.world import frozen, officer
from tests.factories import make_rated, make_user, make_year
from tests.scoring.assessment.world import NOW
from tests.scoring.assessment.world import World as School
from tests.scoring.review.world import World as District

pytestmark = pytest.mark.django_db

CAPPED = {"score.key_items": "capped"}
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
ONE, TWO = "one key item below 60 percent", "two or more key items below 60 percent"
#: points lost on so many failed key items leave the score above 90
CASES = [(0, 3, ""), (1, 2, "weak_key_item"), (2, 1, "weak_key_items"), (3, 1, "weak_key_items")]


def weaken(row: Participation, number: int, layer: str = "reviewed") -> None:
    """The smallest key items at nothing on a layer."""
    items = ItemScore.objects.filter(participation=row, item__is_key=True, max_points__gt=0)
    for item in items.order_by("max_points", "pk")[:number]:
        ItemScore.objects.filter(pk=item.pk).update(
            **{f"{layer}_points": 0, f"{layer}_max": item.max_points, f"{layer}_facts": {}}
        )
    touch(row.year_id, [row.pk])


def rated(row: Participation) -> Rating:
    recompute_year(row.year_id)
    assert differences(CampaignYear.objects.get(pk=row.year_id)) == []
    return Rating.objects.get(participation=row)


def line(row: Participation) -> AllocationLine:
    made = runs.run(frozen(CampaignYear.objects.get(pk=row.year_id)), by=officer())
    assert replay(made).holds
    return made.lines.get(participation=row)


@pytest.mark.parametrize(("failed", "star", "reason"), CASES)
def test_failed_key_items_cap_the_star_in_run_and_projection_alike(failed: int, star: int, reason: str) -> None:
    """score.key_items: whatever the score is; with the reason in both languages, and the places say the same."""
    row = make_rated(make_year(decisions=CAPPED, **CAPS), 10000)
    weaken(row, failed)
    rating = rated(row)
    assert rating.score is not None
    assert rating.score >= 9000
    assert (rating.weak_keys, rating.reviewed_weak_keys, rating.band) == (failed, failed, 3)
    assert (rating.projected_star, rating.highest_star) == (star, star)
    found = line(row)
    assert (found.star, found.band, found.excluded) == (star, 3, reason)
    year = CampaignYear.objects.get(pk=row.year_id)
    said = dict(in_both_languages(found, year))
    assert ("重点项低于六成" in said["zh-CN"], "below 60 percent" in said["en"]) == (bool(failed), bool(failed))
    calcs = [step["calc"] for step in steps(found, results_of(found.run).setting, year)]
    assert (bool(reason) and exclusion(reason) in calcs) is bool(failed)
    used = {tier["star"]: tier["used"] for tier in year.sheet.report["tiers"]}
    assert used == {3: 0, 2: 0, 1: 0} | {star: 1}


@pytest.mark.parametrize("answer", ["advisory", "off"])
def test_no_other_answer_counts_or_caps(answer: str) -> None:
    row = make_rated(make_year(decisions={"score.key_items": answer}, **CAPS), 10000)
    weaken(row, 2)
    rating, found = rated(row), line(row)
    assert (rating.weak_keys, rating.reviewed_weak_keys, rating.projected_star) == (0, 0, 3)
    assert (found.star, found.excluded, found.run.case["adjustments"]) == (3, "", [])


@pytest.mark.parametrize(("points", "weak"), [(59, 1), (60, 0)])
def test_sixty_percent_is_not_failed_and_what_does_not_apply_never_fails(points: int, weak: int) -> None:
    row = make_rated(make_year(decisions=CAPPED, **CAPS), 10000)
    weaken(row, 2)
    first, second = row.item_scores.filter(item__is_key=True, reviewed_points=0)
    row.item_scores.filter(pk=first.pk).update(reviewed_max=100, reviewed_points=points)
    row.item_scores.filter(pk=second.pk).update(applicable=False)
    touch(row.year_id, [row.pk])
    assert rated(row).weak_keys == weak


def test_the_points_that_count_decide_and_a_visit_can_open_or_close_a_star() -> None:
    """The merged layers: what the team found counts, and the district's recommendation for what it left open is no
    ceiling of its own.
    """
    year = make_year(decisions=CAPPED, **CAPS)
    row, other = make_rated(year, 10000), make_rated(year, 10000)
    papers = RecommendationList.objects.create(year=year, district=row.district, state="submitted")
    Recommendation.objects.create(list=papers, participation=row, recommended=True, star=2, reason="一项不达标")
    weaken(row, 1)
    assert rated(row).projected_star == 2
    for item in row.item_scores.filter(reviewed_points=0, max_points__gt=0):
        row.item_scores.filter(pk=item.pk).update(verified_points=item.max_points, verified_max=item.max_points)
    touch(year.pk, [row.pk])
    weaken(other, 1, "verified")
    rating = rated(row)
    assert (rating.weak_keys, rating.reviewed_weak_keys, rating.projected_star) == (0, 1, 3)
    rating = rated(other)
    assert (rating.weak_keys, rating.reviewed_weak_keys, rating.projected_star) == (1, 0, 2)


def test_the_place_goes_to_the_next_and_nothing_is_secured_while_a_score_is_open() -> None:
    """quota: a capped school competes for what is open to it; an open school may be capped or not."""
    year = make_year(decisions=CAPPED, **(CAPS | dict.fromkeys(("cap_three", "cap_two"), 5000) | {"cap_one": 0}))
    capped, heir = make_rated(year, 10000), make_rated(year, 9990)
    weaken(capped, 1)
    assert rated(heir).projected_star == 3
    assert (rated(heir).secured_star, rated(capped).secured_star) == (3, 2)
    make_rated(year, 8000, state="submitted")
    assert (rated(heir).secured_star, rated(capped).secured_star) == (0, 0)


def test_the_workbench_the_bureau_and_the_school_read_why(client: Client) -> None:
    """score.key_items: the count of key items, never others' marks."""
    year = make_year(decisions=CAPPED, **CAPS)
    row = make_rated(year, 10000)
    weaken(row, 1)
    rated(row)
    row = Participation.objects.select_related("year__sheet", "rating").get(pk=row.pk)
    looks = outlook(row, row.year.sheet)
    assert looks is not None
    assert "重点项低于六成：最高二星" in looks.projection
    client.force_login(officer())
    page = client.get(reverse("participation_detail", args=[row.year.calendar_year, row.school.code]))
    assert "有一项重点项低于六成，评为二星" in page.content.decode()
    run = line(row).run
    page = client.get(reverse("run", args=[row.year.calendar_year, run.number]))
    assert "受重点项限制" in page.content.decode()
    (shown,) = page.context["rows"]
    assert (shown.limited, shown.by_keys) == (True, True)
    weaken(row, 2)
    recompute_year(row.year_id)
    since = moved_since(run, CampaignYear.objects.get(pk=row.year_id))
    assert since is not None
    assert ("重点项", exclusion("weak_key_item"), exclusion("weak_key_items")) in since.rows[0].said


def test_a_named_school_reads_its_result_and_what_leads_further(client: Client) -> None:
    stage = Stage(10000, 7000, decisions=CAPPED, **CAPS)
    weaken(stage.rows[0], 1)
    stage.named()
    client.force_login(make_user("school_head", school=stage.rows[0].school))
    page = client.get(reverse("school_result", args=[stage.year.calendar_year])).content.decode()
    assert "有一项重点项低于六成，评为二星" in page
    way = composition(Participation.objects.get(pk=stage.rows[0].pk))["lift"]
    assert (way.star, way.missing, way.keys, len(way.alone)) == (3, 0, 1, 1)


@pytest.mark.parametrize(("answer", "star"), [("capped", 2), ("advisory", 3), ("off", 3)])
def test_the_district_sees_and_may_recommend_what_is_open(client: Client, answer: str, star: int) -> None:
    """proc.recommend: desk, list, dialog and the star that may be recommended without a reason."""
    district = District(make_year(decisions={"score.key_items": answer}, **CAPS))
    row = district.reviewed({"D2-03": {"met": False}})
    row = Participation.objects.select_related("year").get(pk=row.pk)
    standing = standing_of(row)
    assert (standing.band, standing.highest, desk(row).open_to) == (3, star, star)
    assert [each.standing.reached for each in list_rows(district.year, row.district)] == [star]
    client.force_login(district.lead)
    dialog = client.get(reverse("recommendation_line", args=[row.year.calendar_year, row.school.code]))
    assert ("一项重点项低于六成：最高二星" in dialog.content.decode()) is (answer == "capped")
    if star < 3:
        with pytest.raises(Invalid, match="最高二星"):
            recommendations.recommend(row, by=district.lead, star=3)
    assert recommendations.recommend(row, by=district.lead, star=star).reason == ""


@pytest.mark.parametrize(("answer", "star"), [("capped", 2), ("advisory", 3)])
def test_the_school_is_told_before_it_hands_in(client: Client, answer: str, star: int) -> None:
    """The workspace, its completeness page and the home page of the school show the star that is open."""
    district = District(make_year(decisions={"score.key_items": answer}, **CAPS))
    row = district.hand_in({"D2-03": {"met": False}})
    figures = draft_figures(Participation.objects.select_related("year").get(pk=row.pk))
    said = "一项重点项低于六成：最高二星。" if answer == "capped" else ""
    assert (figures["band"], figures["on_keys"]) == (star, said)
    assert (figures["next_star"], figures["to_next"]) == ((3, None) if said else (None, None))
    way = figures["lift"]
    assert (way and (way.star, way.keys, [mark.code for mark in way.together])) == ((3, 1, ["D2-03"]) if said else None)


def test_where_an_item_was_just_saved_and_before_handing_in_the_pages_say_what_is_open(client: Client) -> None:
    """score.key_items: the sum beside the items, the checks and the dialog of the hand-in; no promise of a check."""
    with time_machine.travel(NOW):
        school = School()
        school.start()
        CampaignYear.objects.filter(pk=school.year.pk).update(decisions=CAPPED)
        client.force_login(school.head)
        calendar, posted = school.year.calendar_year, {"version": 1, "note": "", "met": "no"}
        saved = client.post(reverse("item_save", args=[calendar, "D2-03"]), posted, headers={"X-Autosave": "1"})
        page = client.get(reverse("assessment_dimension", args=[calendar, "D2"]))
        home = client.get("/", follow=True)
    for shown in (saved, page, home):
        assert "一项重点项低于六成：最高二星。" in shown.content.decode()
        assert "须现场核查" not in shown.content.decode()


def test_a_what_if_keeps_the_ceiling_and_a_place_by_decision_cannot_pass_it() -> None:
    """quota.pins: eligibility is no matter of a decision; other lines and scores meet the same key items."""
    row = make_rated(make_year(decisions=CAPPED, band_three=9990, **CAPS), 10000)
    weaken(row, 1)
    found = line(row)
    assert (found.band, found.star, found.excluded) == (2, 2, "")
    trial = preview(found.run, {"scores": {row.school.code: "100.00"}})
    assert trial.trial.allocation.reasons[row.school.code].star == 2
    row = make_rated(make_year(decisions=CAPPED, **CAPS), 10000)
    weaken(row, 1)
    assert rated(row).band == 3
    year = CampaignYear.objects.get(pk=row.year_id)
    case = run_case(year, school_facts(year))
    pin = Adjustment(Kind.PIN, "r", row.school.code, 3, document="1")
    with pytest.raises(Refusal, match="PIN_ABOVE_LIMIT"):
        allocate(case.entrants, case.policy, case.rule, (*case.adjustments, pin))
