"""The summary table in the layout of form 04."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.actions import recommendations
from scoring.resources.recommendations import COLUMNS
from tests.directory.files import form
from tests.scoring.review.world import World


def test_the_headings_are_those_of_the_official_form() -> None:
    sheet = load_workbook(BytesIO(form("04"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]] == [column.title for column in COLUMNS]


@pytest.mark.django_db
def test_the_table_holds_scores_stars_and_reasons(client: Client) -> None:
    world = World()
    yes = world.reviewed({"D2-03": {"met": False}})
    no = world.reviewed(name="=测试小学")
    recommendations.recommend(yes, by=world.lead, star=3)
    recommendations.refuse(no, by=world.lead, reason="学校放弃申报")
    client.force_login(world.lead)
    answer = client.get(reverse("recommendation_xlsx", args=[world.year.calendar_year]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heading, note, _titles, first, second = sheet.iter_rows(min_row=1, max_row=5, values_only=True)
    assert str(heading[0]).endswith("推荐汇总表")
    assert "三星 1 所" in str(note[0])
    assert first[:3] == (1, no.school.code, "=测试小学")
    assert (first[6], first[12], first[13]) == ("不推荐", None, "学校放弃申报")
    assert second[4:9] == (97.83, 97.83, "三星", "无", "D2-03")
    assert isinstance(second[10], datetime)
    assert second[11] == world.reviewer.display_name
    assert second[12] == "同意推荐"
