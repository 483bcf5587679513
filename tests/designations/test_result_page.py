"""The result page of a school: star, reason, how the points came about; nothing of it before the release."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.models import ItemScore, Recommendation, RecommendationList
from tests.designations.stage import Stage
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "school_result"


def lower(stage: Stage, how_many: int) -> list[ItemScore]:
    """The district took 10 hundredths off that many items of the first school."""
    rows = stage.rows[0].item_scores.filter(applicable=True, claimed_points__gte=100).order_by("item__order")[:how_many]
    changed = list(rows)
    for row in changed:
        row.reviewed_points = (row.claimed_points or 0) - 10
    ItemScore.objects.bulk_update(changed, ["reviewed_points"])
    return changed


def look(client: Client, stage: Stage) -> Any:
    client.force_login(make_user("school_head", school=stage.rows[0].school))
    return client.get(reverse(ADDRESS, args=[2025]))


def test_a_named_school_reads_star_steps_and_changed_items(client: Client) -> None:
    stage = Stage(9500, 7000)
    stage.named()
    row = lower(stage, 1)[0]
    client.cookies["django_language"] = "en"
    answer = look(client, stage)
    html = answer.content.decode()
    assert [line.score.pk for line in answer.context["changed"]] == [row.pk]
    assert answer.context["changed"][0].review_delta == -10
    assert sum(part.most for part in answer.context["dimensions"]) == 10000
    assert [step["kind"] for step in answer.context["steps"]][-1] == "end"
    assert "Three-star Safe School" in html
    assert stage.designation().certificate in html
    assert stage.rows[1].school.name not in html


def test_the_own_items_that_lead_to_the_next_line_are_named(client: Client) -> None:
    stage = Stage(8600, 9500)
    stage.named()
    client.cookies["django_language"] = "en"
    answer = look(client, stage)
    found = answer.context["lift"]
    assert (found.star, found.line, found.missing) == (3, 9000, 400)
    assert sum(mark.gap for mark in found.together) >= 400
    html = answer.content.decode()
    assert "Standard line 90; 4.00 item points are missing." in html
    assert found.together[0].code in html


def test_nothing_leads_above_three_stars(client: Client) -> None:
    stage = Stage(9500)
    stage.named()
    assert look(client, stage).context["lift"] is None


def test_a_school_left_out_by_the_quota_sees_the_line_it_missed(client: Client) -> None:
    stage = Stage(9100, 9500, cap_three=5000, cap_two=0, cap_one=0, cap_total=5000)
    stage.named()
    answer = look(client, stage)
    assert answer.context["line"].star == 0
    assert answer.context["missed"] == 9500
    assert answer.context["designation"] is None


def test_the_page_says_when_a_result_will_come(client: Client) -> None:
    stage = Stage(9500)
    stage.approved()
    answer = look(client, stage)
    assert "changed" not in answer.context
    assert list(answer.context["phases"]) == list(stage.year.phases.all())


def test_statements_do_not_depend_on_changed_items(client: Client) -> None:
    stage = Stage(9500)
    stage.named()
    counts = []
    for how_many in (1, 12):
        lower(stage, how_many)
        client.logout()
        client.force_login(make_user("school_head", school=stage.rows[0].school))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(ADDRESS, args=[2025]))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def said(stage: Stage, row: int = 0) -> str:
    """The result page of one of the schools, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("school_head", school=stage.rows[row].school))
    return client.get(reverse(ADDRESS, args=[2025])).content.decode()


def test_where_places_are_left_a_school_reads_the_standard_line_and_nobody_elses_score() -> None:
    stage = Stage(9600, 9341)
    stage.named()
    html = said(stage)
    assert "93.41" not in html
    assert "three stars: the cut-off is 90.00; 2 of 2 places are used." in html


def test_a_school_behind_a_tied_group_does_not_read_its_score() -> None:
    stage = Stage(9555, 9555, 9100, cap_three=3400, cap_two=0, cap_one=0, cap_total=3400)
    stage.named()
    html = said(stage, 2)
    assert "95.55" not in html
    assert "a tied group before the school does not fit" in html
    assert "places left empty: 1" in html


def test_a_ceiling_is_no_line_that_was_missed(client: Client) -> None:
    stage = Stage(9500, 9700, cap_three=5000)
    listed = RecommendationList.objects.create(year=stage.year, district=stage.rows[0].district, state="submitted")
    Recommendation.objects.create(list=listed, participation=stage.rows[0], recommended=True, star=1, reason="r")
    stage.named()
    answer = look(client, stage)
    assert (answer.context["line"].star, answer.context["missed"]) == (1, None)
    assert "97.00" not in answer.content.decode()
