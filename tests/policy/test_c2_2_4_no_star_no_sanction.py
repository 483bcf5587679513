"""C2.2.4: from the floor to the first star nothing follows; a year may leave the advice out (score.band_70_79)."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.domain.scale import USUAL
from campaigns.models import CampaignYear
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.lift import Mark, lift, next_star
from tests.designations.stage import Stage
from tests.factories import make_user
from tests.scoring.assessment.world import NOW, World

ANSWERS = [("advice", True), ("nothing", False)]


def answer_with(year: CampaignYear, answer: str) -> None:
    CampaignYear.objects.filter(pk=year.pk).update(decisions={"score.band_70_79": answer})


@pytest.mark.parametrize(
    ("score", "advised", "unadvised"),
    [(6999, 1, 1), (7000, 1, None), (7999, 1, None), (8000, 2, 2), (9000, None, None), (None, None, None)],
)
def test_the_advice_left_out_is_that_from_the_floor_to_the_first_line_exactly(
    score: int | None, advised: int | None, unadvised: int | None
) -> None:
    """score.band_70_79: below the floor and with a star the way up is told as ever."""
    assert next_star(score, POLICY_BANDS) == advised
    assert next_star(score, POLICY_BANDS, advised=False) == unadvised
    marks = [] if score is None else [Mark("D1-01", "门卫", "D1", score, 10_000)]
    found = lift(marks, POLICY_BANDS, USUAL, advised=False)
    assert (found and found.star) == unadvised


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "told"), ANSWERS)
def test_the_school_reads_what_leads_to_a_star_unless_the_year_leaves_the_advice_out(
    client: Client, answer: str, told: bool
) -> None:
    """score.band_70_79: in the self-assessment, where an item is saved, and on the school's first page."""
    with time_machine.travel(NOW):
        world = World()
        world.start()
        world.fill()
        answer_with(world.year, answer)
        lose(world, 2500)
        client.force_login(world.editor)
        client.cookies["django_language"] = "en"
        page = client.get(reverse("assessment_dimension", args=[2025, "D1"]))
        home = client.get(reverse("school_home"))
        row = world.item("D6-01")
        posted: dict[str, Any] = {"version": row.version, "note": "x", **row.facts}
        saved = client.post(reverse("item_save", args=[2025, row.item.code]), posted, headers={"X-Autosave": "1"})
    assert 7000 <= page.context["draft"].score < 8000
    for shown in (page, home, saved):
        html = shown.content.decode()
        assert ("points to One star" in html) is told
    assert ("What leads to" in page.content.decode()) is told
    assert ("What leads to" in saved.content.decode()) is told


def lose(world: World, least: int) -> None:
    """Take whole items away from the claimed points until so many hundredths are gone."""
    for row in world.row.item_scores.filter(applicable=True, item__is_key=False).order_by("item__order"):
        if least <= 0:
            return
        least -= row.draft_points or 0
        type(row).objects.filter(pk=row.pk).update(draft_points=0)


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "told"), ANSWERS)
def test_the_result_names_the_items_that_lead_to_a_star_unless_the_year_leaves_the_advice_out(
    client: Client, answer: str, told: bool
) -> None:
    """score.band_70_79: neither a star nor a sanction either way; how the score came about is shown as ever."""
    stage = Stage(7600, 9500, decisions={"score.band_70_79": answer})
    stage.named()
    client.force_login(make_user("school_head", school=stage.rows[0].school))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("school_result", args=[2025]))
    assert page.context["line"].code == "BELOW_BANDS"
    assert len(page.context["dimensions"]) == 6
    assert ("What leads to" in page.content.decode()) is told
    assert (page.context["lift"] is not None) is told
