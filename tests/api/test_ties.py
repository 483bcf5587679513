"""Orders among tied schools and public draws by the API: the same steps, two people, the secret told once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.domain.draws import commitment, key
from campaigns.models import CampaignYear, Draw
from safeschools.accounts.models import RoleGrant, User
from safeschools.designations.actions import runs
from safeschools.once.models import Answer
from scoring.models import TieOrder
from scoring.tasks import recompute_year
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    bound,
    come,
    frozen,
    lead,
    lottery_year,
    officer,
    sources,
    tied,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def ask(user: User, path: str, body: dict[str, Any] | None = None, status: int = 200, **headers: str) -> Any:
    client = Client(headers={"accept-language": "en", **headers})
    client.force_login(user)
    url = f"/api/v1/years/{CampaignYear.objects.get().calendar_year}/{path}"
    answer = client.get(url) if body is None else client.post(url, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_an_order_is_proposed_and_confirmed_and_the_next_run_follows_it() -> None:
    year = allocatable_year(*TIED)
    run = runs.run(year, by=officer())
    tied = list(run.lines.filter(score=9500).values_list("participation__school__code", flat=True))
    words = {"document": "测综委〔2025〕7号", "reason": "组长会议研究"}
    ask(officer(), "tie-orders/", words | {"schools": tied[:2]}, 422)
    made = ask(officer(), "tie-orders/", words | {"schools": tied[::-1]}, 201)
    assert (made["state"], made["schools"], made["allowed_actions"]) == ("proposed", tied[::-1], [])
    (listed,) = ask(lead(), "tie-orders/")["results"]
    assert listed["allowed_actions"] == ["confirm", "reject"]
    ask(officer(), f"tie-orders/{made['id']}/confirm/", {}, 403)
    assert ask(lead(), f"tie-orders/{made['id']}/confirm/", {})["state"] == "confirmed"
    year.refresh_from_db()
    held = runs.run(year, by=officer()).lines.filter(score=9500)
    assert dict(held.values_list("participation__school__code", "star")) == dict(
        zip(tied[::-1], (3, 2, 1), strict=True)
    )
    gone = ask(lead(), f"tie-orders/{made['id']}/reject/", {"reason": "Appeal under way"})
    assert (gone["state"], gone["decision_reason"], gone["allowed_actions"]) == ("rejected", "Appeal under way", [])


def test_a_what_if_says_which_order_no_longer_holds() -> None:
    year = allocatable_year(*TIED)
    recompute_year(year.pk)
    order = {"document": "7号", "reason": "minutes", "schools": tied(year)}
    made = ask(officer(), "tie-orders/", order, 201)
    ask(lead(), f"tie-orders/{made['id']}/confirm/", {})
    year.refresh_from_db()
    run = runs.run(year, by=officer())
    at = f"runs/{run.number}/what-if/"
    assert ask(officer(), at, {"caps": {"3": "20.00"}})["overtaken"] == []
    tried = ask(officer(), at, {"scores": {tied(year)[0]: "96.00"}})
    schools = ", ".join(tied(year))
    assert tried["overtaken"] == [f"The order by document 7号 no longer holds and is left out: {schools}."]
    assert {"school": tied(year)[1], "before": 2, "after": 0} in tried["moves"]


def test_a_draw_is_committed_revealed_and_confirmed() -> None:
    year = lottery_year(*TIED)
    announced = {"sources": [{"name": source.name, "on": source.on.isoformat()} for source in sources()]}
    made = ask(officer(), "draws/", announced, 201, **{"Idempotency-Key": "k"})
    secret, at = made["secret"], f"draws/{made['id']}"
    assert made["commitment"] == commitment(secret)
    assert not Answer.objects.exists()
    (listed,) = ask(officer(), "draws/")["results"]
    assert (listed["secret"], listed["seed"], listed["allowed_actions"]) == ("", "", [])
    frozen(year)
    come(Draw.objects.get())
    assert ask(officer(), "draws/")["results"][0]["allowed_actions"] == ["reveal"]
    ask(officer(), f"{at}/reveal/", {"secret": "0" * 32, "results": RESULTS}, 422)
    ask(officer(), f"{at}/reveal/", {"secret": secret, "results": [[1.5], [2], []]}, 400)
    shown = ask(officer(), f"{at}/reveal/", {"secret": secret, "results": RESULTS})
    assert (shown["state"], shown["key"], shown["secret"]) == ("revealed", key(RESULTS[:2]), secret)
    assert [source["numbers"] for source in shown["sources"]] == [sorted(found) for found in RESULTS]
    assert ask(lead(), "draws/")["results"][0]["allowed_actions"] == ["confirm", "send_back"]
    ask(lead(), f"{at}/withdraw/", {"reason": "We liked another one better"}, 409)
    assert ask(lead(), f"{at}/send-back/", {"reason": "Look again"})["seed"] == ""
    anew = ask(officer(), f"{at}/reveal/", {"withheld": "The seal was broken", "results": RESULTS})
    assert ask(lead(), f"{at}/confirm/", {"seed": shown["seed"]}, 409)["type"].endswith(":stale")
    held = ask(lead(), f"{at}/confirm/", {"seed": anew["seed"]})
    assert (held["state"], held["allowed_actions"]) == ("confirmed", [])


def test_a_draw_is_withdrawn_by_another_person_while_its_results_are_to_come() -> None:
    draw, _secret = bound(lottery_year(*TIED))
    assert ask(lead(), "draws/")["results"][0]["allowed_actions"] == ["withdraw"]
    gone = ask(lead(), f"draws/{draw.pk}/withdraw/", {"reason": "A school was missing"})
    assert (gone["state"], gone["allowed_actions"]) == ("withdrawn", [])


@pytest.mark.parametrize("own", [False, True])
def test_the_number_of_orders_costs_no_statements_and_nobody_decides_about_the_own_school(own: bool) -> None:
    year = allocatable_year(*TIED)
    recompute_year(year.pk)
    rows = list(year.participations.filter(rating__score=9500).select_related("school"))
    chief, other = lead(), rows[0] if own else year.participations.get(rating__score=7700)
    RoleGrant.objects.create(user=chief, role="school_head", school=other.school, granted_by=make_user("system_admin"))

    def count(orders: int) -> int:
        for _each in range(orders):
            schools = [row.school.code for row in rows]
            TieOrder.objects.create(year=year, schools=schools, document="7", reason="x", proposed_by=officer())
        with CaptureQueriesContext(connection) as statements:
            listed = ask(chief, "tie-orders/")["results"]
        expected: list[str] = [] if own else ["confirm", "reject"]
        assert all(order["allowed_actions"] == expected for order in listed)
        return len(statements)

    count(0)  # what a process reads once
    assert count(1) == count(29)
