"""One school's year by the API alone, from the first answer to the public register; every step is offered before."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Participation
from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.models import User
from safeschools.accounts.permissions import TOKEN_SCOPES
from safeschools.audit.models import Event
from scoring.models import Submission
from scoring.tasks import recompute_year
from tests.factories import make_district, make_participation, make_school, make_user, make_year
from tests.scoring.review.world import perfect_facts

pytestmark = pytest.mark.django_db


class Program:
    """Speaks to the API as one person, with a token of every scope."""

    def __init__(self, user: User) -> None:
        self.user = user
        secret = create_token(by=user, name="test", scopes=TOKEN_SCOPES, days=1)[1]
        self.headers = {"authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """The JSON of the answer, whose status must be as expected."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(Client(enforce_csrf_checks=True), method)
        sent = {} if method == "get" else {"data": {} if body is None else body, "content_type": "application/json"}
        response = call(f"/api/v1/{path}", headers=self.headers | more, **sent)
        assert response.status_code == status, response.content.decode()
        return response.json() if response.content else None

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("get", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("post", path, body, **more)


class Corridor:
    """A year with full caps, one district, one school."""

    def __init__(self) -> None:
        caps: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
        self.year = make_year(calendar_year=timezone.localdate().year, **caps)
        self.district = make_district()
        self.school = make_school(self.district)
        self.row: Participation = make_participation(self.year, self.school)
        scopes: dict[str, dict[str, Any]] = {
            "school_head": {"school": self.school},
            "school_editor": {"school": self.school},
        }
        scopes |= {"district_reviewer": {"district": self.district}, "district_lead": {"district": self.district}}
        roles = ("bureau_officer", "bureau_lead", "naming_authority")
        self.people = {role: Program(make_user(role, **fields)) for role, fields in scopes.items()}
        self.people |= {role: Program(make_user(role)) for role in roles}
        self.team = [Program(make_user("inspector")) for _ in range(2)]
        self.y = f"years/{self.year.calendar_year}"
        self.p = f"{self.y}/participations/{self.school.code}"
        self.r = f"{self.y}/reviews/{self.school.code}"
        self.l = f"{self.y}/recommendations/{self.district.code}"

    def answer_everything(self) -> None:
        head = self.people["school_head"]
        head.post(f"{self.y}/assessment/start/")
        for score in self.row.item_scores.filter(applicable=True).select_related("item"):
            path = f"{self.y}/assessment/items/{score.item.code}/"
            head.ask("patch", path, {"facts": perfect_facts(score.item)}, if_match=f'"{score.version}"')

    def hand_in(self) -> Any:
        self.answer_everything()
        return self.people["school_head"].post(f"{self.y}/assessment/submit/", {"truth": True}, status=201)

    def review(self) -> None:
        reviewer = self.people["district_reviewer"]
        reviewer.post(f"{self.r}/accept-rest/")
        reviewer.post(f"{self.r}/finish/")

    def recommend(self) -> None:
        self.people["district_reviewer"].post(f"{self.l}/fill-in/")
        self.people["district_lead"].post(f"{self.l}/submit/")

    def try_what_if(self, run: str) -> None:
        """Other parameters on the facts of the run: tried, kept, seen by all, deleted by the author alone."""
        lead, code = self.people["bureau_lead"], self.school.code
        lower = {"scores": {code: "81.00"}}
        tried = lead.post(f"{run}/what-if/", lower)
        assert tried["moves"] == [{"school": code, "before": 3, "after": 1}]
        assert (tried["after"]["used"], tried["after"]["over_a_cap"], tried["overtaken"]) == (1, False, [])
        assert lead.post(f"{run}/what-if/", {"scores": {"1": "81.00"}}, status=422)
        assert lead.post(f"{run}/what-if/", {"places": {}}, status=400)
        kept = lead.post(f"{run}/scenarios/", lower | {"name": "A"}, status=201)
        assert kept["changes"] == lower
        assert lead.get(f"{self.y}/scenarios/")["results"] == [kept]
        officer, path = self.people["bureau_officer"], f"{self.y}/scenarios/{kept['id']}"
        assert officer.get(f"{path}/")["allowed_actions"] == []
        officer.post(f"{path}/delete/", status=404)
        assert lead.get(f"{path}/")["allowed_actions"] == ["delete"]
        lead.post(f"{path}/delete/", status=204)

    def offered(self, role: str, path: str) -> list[str]:
        found: list[str] = self.people[role].get(path)["allowed_actions"]
        return found


@pytest.fixture
def corridor() -> Corridor:
    return Corridor()


def test_a_school_answers_and_hands_in_once(corridor: Corridor) -> None:
    head, path = corridor.people["school_head"], f"{corridor.y}/assessment/"
    assert corridor.offered("school_head", path) == ["start"]
    corridor.answer_everything()
    assert corridor.offered("school_editor", path) == ["answer"]
    assert corridor.offered("school_head", path) == ["answer", "submit"]
    assert head.get(path)["missing"] == []
    first = head.post(f"{path}submit/", {"truth": True}, status=201, idempotency_key="k1")
    again = head.post(f"{path}submit/", {"truth": True}, status=201, idempotency_key="k1")
    assert first == again
    assert Submission.objects.count() == Event.objects.filter(verb="assessment.submit").count() == 1
    assert corridor.offered("school_head", path) == []
    assert head.post(f"{path}submit/", {"truth": True}, status=409)["type"].endswith(":wrong-state")
    receipt = head.get(f"{path}receipts/1/")
    assert receipt["receipt"] == first["receipt"] == Submission.objects.get().receipt
    assert receipt["paper"]["school"] == corridor.school.code


def test_a_key_with_another_body_is_refused(corridor: Corridor) -> None:
    corridor.hand_in()
    reviewer, item = corridor.people["district_reviewer"], corridor.row.item_scores.filter(applicable=True).first()
    assert item is not None
    path = f"{corridor.r}/items/{item.item.code}/note/"
    reviewer.post(path, {"version": item.version, "text": "请补"}, idempotency_key="k")
    said = reviewer.post(path, {"version": item.version + 1, "text": "别的"}, status=422, idempotency_key="k")
    assert said["type"].endswith(":key-reused")
    assert reviewer.post(path, {"version": 1, "text": ""}, status=422, idempotency_key="k" * 256)["type"].endswith(
        ":bad-key"
    )


def test_two_editors_of_one_item_lose_nothing(corridor: Corridor) -> None:
    head, editor = corridor.people["school_head"], corridor.people["school_editor"]
    head.post(f"{corridor.y}/assessment/start/")
    score = corridor.row.item_scores.filter(applicable=True, item__method="binary").select_related("item")[0]
    path = f"{corridor.y}/assessment/items/{score.item.code}/"
    assert head.ask("patch", path, {"facts": {"met": True}, "version": 1})["version"] == 2
    assert editor.ask("patch", path, {"facts": {"met": False}, "version": 1}, 409)["type"].endswith(":stale")
    assert editor.ask("patch", path, {"facts": {"met": False}}, 400)["errors"][0]["field"] == "version"
    assert editor.ask("patch", path, {"facts": {"confirmed": True}, "version": 2}, 422)
    assert [each["facts"] for each in head.get(f"{path}history/")] == [{"met": False}, {"met": True}]
    assert head.get(path)["facts"] == {"met": True}


def test_the_district_judges_and_recommends(corridor: Corridor) -> None:
    corridor.hand_in()
    reviewer, lead = corridor.people["district_reviewer"], corridor.people["district_lead"]
    assert corridor.offered("district_reviewer", corridor.p + "/") == [
        *("judge_item", "accept_rest", "return", "finish", "propose_veto"),
    ]
    assert reviewer.post(f"{corridor.r}/finish/", status=422)["type"].endswith(":invalid")
    lines = reviewer.get(f"{corridor.r}/")["lines"]
    first, second = lines[0], next(line for line in lines[1:] if line["claimed_facts"].get("met"))
    item = f"{corridor.r}/items/{first['code']}"
    assert reviewer.post(f"{item}/accept/", {"version": first["version"]})["verdict"] == "accepted"
    assert reviewer.post(f"{item}/accept/", {"version": first["version"]}, status=409)["type"].endswith(":stale")
    sent = {"version": second["version"], "facts": {"met": False}, "reason": "没有记录"}
    assert reviewer.post(f"{corridor.r}/items/{second['code']}/adjust/", sent)["verdict"] == "reduced"
    corridor.review()
    assert "reopen" in corridor.offered("district_reviewer", corridor.p + "/")
    line = {"recommended": False, "reason": "情况不明"}
    assert reviewer.ask("put", f"{corridor.l}/lines/{corridor.school.code}/", line)["recommended"] is False
    assert corridor.offered("district_lead", f"{corridor.l}/") == ["fill_in", "submit"]
    assert corridor.offered("district_reviewer", f"{corridor.l}/") == ["fill_in"]
    assert lead.post(f"{corridor.l}/submit/")["state"] == "submitted"
    assert corridor.offered("district_lead", f"{corridor.l}/") == []
    assert "reopen" not in corridor.offered("district_reviewer", corridor.p + "/")


def test_a_returned_school_replies_and_hands_in_again(corridor: Corridor) -> None:
    corridor.hand_in()
    reviewer, head = corridor.people["district_reviewer"], corridor.people["school_head"]
    assert reviewer.post(f"{corridor.r}/return/", {"text": "请核对"})["state"] == "returned"
    note = head.get(f"{corridor.y}/assessment/notes/")[0]
    path = f"{corridor.y}/assessment/notes/{note['id']}/reply/"
    assert head.post(path, {"text": "已核对"})["reply"] == "已核对"
    assert head.post(f"{corridor.y}/assessment/submit/", {"truth": True}, status=201)["number"] == 2


def test_a_veto_needs_two_people(corridor: Corridor) -> None:
    corridor.hand_in()
    code = corridor.row.item_scores.filter(item__method="veto").select_related("item")[0].item.code
    sent = {"item": code, "document": "教安〔2026〕1号", "reason": "事故"}
    veto = corridor.people["bureau_officer"].post(f"{corridor.p}/vetoes/", sent, status=201)
    assert veto["allowed_actions"] == []
    lead = corridor.people["bureau_lead"]
    assert lead.get(f"{corridor.y}/vetoes/")["results"][0]["allowed_actions"] == ["confirm", "reject"]
    assert lead.post(f"vetoes/{veto['id']}/confirm/")["state"] == "confirmed"
    assert lead.post(f"vetoes/{veto['id']}/reject/", {"reason": "x"}, status=409)


def test_a_team_checks_on_the_spot(corridor: Corridor) -> None:
    corridor.hand_in()
    corridor.review()
    item = corridor.row.item_scores.filter(applicable=True, item__method="binary").select_related("item")[0].item
    one, other = corridor.team
    sent = {"planned_on": "2026-09-01", "inspectors": [p.user.username for p in corridor.team], "items": [item.code]}
    visit = corridor.people["bureau_officer"].post(f"{corridor.p}/visits/", sent, status=201)
    path = f"visits/{visit['id']}"
    assert visit["allowed_actions"] == ["cancel"]
    assert one.get(f"{path}/")["allowed_actions"] == ["start", "record"]
    finding = {"version": visit["items"][0]["version"], "facts": {"met": False}, "reason": "现场未见"}
    assert one.ask("patch", f"{path}/items/{item.code}/", finding)["status"] == "down"
    assert one.post(f"{path}/confirm/", {"school_present": "张三"}, status=422)
    other.post(f"{path}/sign/")
    assert one.get(f"{path}/")["allowed_actions"] == ["record", "sign", "confirm"]
    assert one.post(f"{path}/confirm/", {"school_present": "张三"})["state"] == "confirmed"
    assert one.get(f"{path}/")["allowed_actions"] == []


def test_the_city_allocates_and_the_commission_names(corridor: Corridor) -> None:
    corridor.hand_in()
    corridor.review()
    corridor.recommend()
    officer, lead = corridor.people["bureau_officer"], corridor.people["bureau_lead"]
    assert "freeze_roster" in corridor.offered("bureau_officer", f"{corridor.y}/")
    assert officer.post(f"{corridor.y}/roster/freeze/")["size"] == 1
    recompute_year(corridor.year.pk)
    run = officer.post(f"{corridor.y}/runs/", status=201, idempotency_key="run")
    assert officer.post(f"{corridor.y}/runs/", status=201, idempotency_key="run")["number"] == run["number"]
    path = f"{corridor.y}/runs/{run['number']}"
    assert run["allowed_actions"] == ["propose"]
    corridor.try_what_if(path)
    assert officer.post(f"{path}/propose/")["allowed_actions"] == []
    assert lead.get(f"{path}/")["allowed_actions"] == ["approve", "reject"]
    assert officer.post(f"{path}/approve/", status=403)["type"].endswith(":not-allowed")
    assert lead.get(f"{path}/why/{corridor.school.code}/")["star"] == 3
    assert lead.get(f"{path}/replay/")["holds"] is True
    assert lead.post(f"{path}/approve/")["state"] == "approved"
    document = {"document": "测综委〔2025〕9号", "decided_on": f"{corridor.year.calendar_year}-01-02"}
    assert (
        corridor.people["naming_authority"].post(f"{corridor.y}/naming/", document, status=201)["run"] == run["number"]
    )
    assert corridor.people["school_head"].get(f"{corridor.y}/result/")["star"] == 3
    entry = Client().get(f"/api/v1/public/register/{corridor.year.calendar_year}/").json()["results"][0]
    assert (entry["star"], entry["state"]) == (3, "valid")
    assert not {"score", "rank"} & entry.keys()
    row = lead.get(f"{corridor.y}/designations/")["results"][0]
    assert row["allowed_actions"] == ["revoke"]
    revocation = {"document": "测综委〔2025〕10号", "revoked_on": document["decided_on"], "reason": "事故"}
    lead.post(f"designations/{row['certificate']}/revoke/", revocation)
    assert Client().get(f"/api/v1/public/certificates/{row['certificate']}/").json()["state"] == "revoked"
