"""What leads to the next star, on the workspace of the school."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db


@time_machine.travel(NOW)
def test_what_leads_to_the_next_star_is_shown_once_everything_is_answered(client: Client) -> None:
    world, address = World(), reverse("assessment_dimension", args=[2025, "D1"])
    client.force_login(world.editor)
    client.cookies["django_language"] = "en"
    world.start()
    assert "What leads to" not in client.get(address).content.decode()
    world.fill()
    assert client.get(address).context["lift"] is None
    world.row.item_scores.filter(item__code__startswith="D2").update(draft_points=0)
    answer = client.get(address)
    found, page = answer.context["lift"], answer.content.decode()
    assert {mark.dimension for mark in found.together} == {"D2"}
    assert "What leads to" in page
    assert found.together[0].title in page
