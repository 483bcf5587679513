"""C2.2.3: a star is a matter of the total; a year may warn of key items far below their maximum (score.key_items)."""

from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.models import CampaignYear
from tests.scoring.assessment.world import NOW
from tests.scoring.assessment.world import World as School
from tests.scoring.review.world import World as District

pytestmark = pytest.mark.django_db

ANSWERS = [("advisory", True), ("off", False)]


def answer_with(year: CampaignYear, answer: str) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(decisions={"score.key_items": answer})


@pytest.mark.parametrize(("answer", "warns"), ANSWERS)
def test_the_school_is_warned_of_weak_key_items_unless_the_year_leaves_them_alone(
    client: Client, answer: str, warns: bool
) -> None:
    """score.key_items: where an item was just saved, on its page, and before handing in."""
    with time_machine.travel(NOW):
        school = School()
        school.start()
        answer_with(school.year, answer)
        client.force_login(school.head)
        year, posted = school.year.calendar_year, {"version": 1, "note": "", "met": "no"}
        saved = client.post(reverse("item_save", args=[year, "D2-03"]), posted, headers={"X-Autosave": "1"})
        page = client.get(reverse("assessment_dimension", args=[year, "D2"]))
    assert school.item("D2-03").draft_points == 0
    for shown in (saved, page):
        assert ("重点项低于 60%" in shown.content.decode()) is warns
    assert [line.code for line in page.context["draft"].low_keys] == ["D2-03"] * warns


@pytest.mark.parametrize(("answer", "cell"), [("advisory", "D2-03"), ("off", None)])
def test_the_official_table_names_weak_key_items_only_where_the_year_looks_at_them(
    client: Client, answer: str, cell: str | None
) -> None:
    """score.key_items: an empty cell where they are left alone, since "none" would be a finding."""
    district = District()
    district.reviewed({"D2-03": {"met": False}})
    answer_with(district.year, answer)
    client.force_login(district.lead)
    file = client.get(reverse("recommendation_xlsx", args=[district.year.calendar_year]))
    sheet = load_workbook(BytesIO(file.content)).active
    assert sheet is not None
    assert sheet.cell(row=4, column=9).value == cell
