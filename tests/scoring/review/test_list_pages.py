"""The pages of lists, progress and vetoes: who may open them, what they do, how many statements they cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Participation
from scoring.actions import recommendations, vetoes
from tests.factories import make_district, make_participation, make_user
from tests.scoring.review.world import World, at, item, of_year

pytestmark = pytest.mark.django_db

State = Participation.State
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reviewer(client: Client, world: World) -> Client:
    client.force_login(world.reviewer)
    return client


FORBIDDEN = {
    "school_head": ("review_queue", "recommendation", "review_progress", "veto_list"),
    "inspector": ("review_queue", "recommendation", "review_progress", "veto_list"),
    "system_admin": ("review_queue", "recommendation", "review_progress", "veto_list"),
    "district_reviewer": ("review_progress", "recommendation_submit"),
    "auditor": ("recommendation_submit", "recommendation_fill_in"),
    "naming_authority": ("review_queue",),
}


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in FORBIDDEN.items() for name in names])
def test_roles_without_the_right_are_refused(client: Client, world: World, role: str, name: str) -> None:
    client.force_login(make_user(role))
    send = client.post if name == "recommendation_fill_in" else client.get
    assert send(of_year(name, world)).status_code == 403


def test_progress_by_district(client: Client, world: World) -> None:
    world.hand_in()
    row = world.reviewed()
    recommendations.recommend(row, by=world.reviewer, star=3)
    client.force_login(make_user("bureau_officer"))
    answer = client.get(of_year("review_progress", world))
    page = answer.content.decode()
    sums = answer.context["sums"]
    assert (sums.total, sums.recommended) == (sum(row["district"].total for row in answer.context["rows"]), 1)
    assert (sums.tabs["waiting"], sums.tabs["done"]) == (1, 1)
    assert world.district.name in page
    assert f"?district={world.district.code}" in page


def test_the_list_from_first_line_to_submission(client: Client, world: World) -> None:
    rows = [world.reviewed(), world.reviewed()]
    late = world.hand_in()
    client.force_login(world.lead)
    client.post(of_year("recommendation_fill_in", world))
    client.post(at("recommendation_line", rows[0]), {"choice": "no", "reason": "放弃申报"})
    page = client.get(of_year("recommendation", world)).content.decode()
    assert "放弃申报" in page
    asked = client.get(of_year("recommendation_submit", world), headers=HTMX).content.decode()
    assert late.school.name in asked
    refused = client.post(of_year("recommendation_submit", world), {"shown": str(late.pk)})
    assert refused.status_code == 422
    sent = {"shown": str(late.pk), "leave_out": "on", "reason": "来不及审核"}
    assert client.post(of_year("recommendation_submit", world), sent).status_code == 302
    rows[1].refresh_from_db()
    assert rows[1].state == State.RECOMMENDED


def test_the_city_chooses_a_district_first(client: Client, world: World) -> None:
    world.reviewed()
    client.force_login(make_user("bureau_lead"))
    assert client.get(of_year("recommendation", world))["Location"] == of_year("review_progress", world)
    page = client.get(of_year("recommendation", world), {"district": world.district.code})
    assert page.status_code == 200


def test_a_reviewer_cannot_look_at_another_district_s_list(reviewer: Client, world: World) -> None:
    other = World(world.year, make_district("外区"))
    row = other.reviewed()
    page = reviewer.get(of_year("recommendation", world), {"district": other.district.code}).content.decode()
    assert row.school.name not in page


def test_veto_findings_on_screen(client: Client, world: World) -> None:
    row, lead = world.hand_in({"D2-V1": {"occurred": True}}), make_user("bureau_lead")
    client.force_login(world.reviewer)
    assert at("veto_propose", row) in client.get(at("review_item", row, "D2-V1")).content.decode()
    sent = {"item": item(row, "D2-V1").item.pk, "document": "教安〔2026〕9号", "reason": "D级房屋在用"}
    assert client.post(at("veto_propose", row), sent).status_code == 302
    veto = row.vetoes.get()
    assert client.post(reverse("veto_confirm", args=[veto.pk])).status_code == 403
    client.force_login(lead)
    assert "教安〔2026〕9号" in client.get(of_year("veto_list", world)).content.decode()
    assert client.post(reverse("veto_confirm", args=[veto.pk])).status_code == 302
    assert client.post(reverse("veto_confirm", args=[veto.pk])).status_code == 409
    veto.refresh_from_db()
    assert veto.state == veto.State.CONFIRMED


def test_rejecting_a_finding_shows_the_reason(client: Client, world: World) -> None:
    row = world.hand_in()
    veto = vetoes.propose(
        row, by=world.reviewer, item=item(row, "D2-V1").item, document="教安〔2026〕9号", reason="D级房屋在用"
    )
    client.force_login(make_user("bureau_lead"))
    assert client.post(reverse("veto_reject", args=[veto.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("veto_reject", args=[veto.pk]), {"reason": "已停用"})
    assert "已停用" in client.get(of_year("veto_list", world), {"state": "rejected"}).content.decode()


def spent(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def pages(world: World) -> list[str]:
    done = f"{of_year('review_queue', world)}?tab=done"
    return [done, *(of_year(name, world) for name in ("recommendation", "recommendation_xlsx", "veto_list"))]


def test_lists_cost_the_same_with_1_and_with_30_rows(client: Client, world: World) -> None:
    client.force_login(world.lead)
    fill(world, 1)
    first = [spent(client, address) for address in pages(world)]
    fill(world, 29)
    assert [spent(client, address) for address in pages(world)] == first


def fill(world: World, rows: int) -> None:
    for _ in range(rows):
        row = world.reviewed()
        recommendations.recommend(row, by=world.reviewer, star=2, reason="x")
        vetoes.propose(row, by=world.reviewer, item=item(row, "D2-V1").item, document="1号", reason="x")


def test_progress_costs_the_same_with_1_and_with_30_districts(client: Client, world: World) -> None:
    client.force_login(make_user("bureau_officer"))
    make_participation(world.year)
    first = spent(client, of_year("review_progress", world))
    for _ in range(29):
        make_participation(world.year)
    assert spent(client, of_year("review_progress", world)) == first
