"""A year by the API: from a new campaign over every step of the wizard to the opening."""

from typing import Any

import pytest

from campaigns.domain.schedule import KINDS, proposal
from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from scoring.models import RatingSheet, Standard
from tests.api.test_corridor import Program
from tests.factories import make_draft_year, make_school, make_standard, make_user

pytestmark = pytest.mark.django_db
BASICS = {
    "name": "测试创建活动",
    "city": "测试市",
    "mode": "naming",
    "goal_percent": 90,
    "approval_document": "测综委〔2025〕1号",
    "approved_on": "2025-05-01",
    "starts_on": "2025-06-01",
    "ends_on": "2027-12-31",
}
LINES = {"band_three": "90", "band_two": "85.00", "band_one": 80, "floor": "70.00"}
BANDS = LINES | {"cap_three": 500, "cap_two": 1000, "cap_one": 1500, "cap_total": 3000}


def dates(year: int) -> dict[str, Any]:
    spans = proposal(year)
    return {
        kind: {"first": str(spans[kind].first), "last": str(spans[kind].last), "grace_minutes": 0} for kind in KINDS
    }


@pytest.fixture
def officer() -> Program:
    return Program(make_user("bureau_officer"))


def test_a_year_is_set_up_and_opened(officer: Program) -> None:
    standard, school = make_standard(officer.user), make_school()
    officer.post("campaigns/", BASICS, status=201)
    row = next(each for each in officer.get("years/")["results"] if each["index"] == 1)
    path = f"setups/{row['id']}"
    found = officer.get(f"{path}/")
    assert (found["state"], found["confirmed"], found["allowed_actions"]) == ("draft", [], ["change"])
    steps: dict[str, Any] = {
        "basics": BASICS | {"goal_percent": 80},
        "phases": dates(2025),
        "standard": {"standard": standard.version},
        "bands": BANDS,
        "ties": {"keys": ["honesty", "key_points"]},
        "decisions": {"quota.overflow": "forfeit", "proc.deadline": "strict"},
        "roster": {},
    }
    for step, body in steps.items():
        found = officer.ask("put", f"{path}/{step}/", body)
        assert found["confirmed"][-1] == step
    assert found["basics"]["goal_percent"] == 80
    assert (found["standard"], found["band_two"], found["cap_one"]) == (standard.version, "85.00", 1500)
    assert (found["tie_keys"], found["decisions"]["quota.overflow"]) == (["honesty", "key_points"], "forfeit")
    assert [entry["text"] for entry in found["readiness"] if entry["level"] == "stop"] == []
    assert found["allowed_actions"] == ["change", "open"]
    assert officer.post(f"{path}/open/", {"checked": False}, status=400)["errors"][0]["field"] == "checked"
    opened = officer.post(f"{path}/open/", {"checked": True})
    assert (opened["state"], opened["standard"]) == ("open", standard.version)
    assert "freeze_roster" in opened["allowed_actions"]
    assert Participation.objects.get().school == school
    assert RatingSheet.objects.get().standard == standard
    assert Event.objects.filter(verb="year.open").count() == 1
    for step, body in steps.items():
        assert officer.ask("put", f"{path}/{step}/", body, status=409)["type"].endswith(":wrong-state")


def test_what_stands_against_opening_is_said_and_stops_it(officer: Program) -> None:
    year = make_draft_year(by=officer.user)
    found = officer.get(f"setups/{year.pk}/")
    stops = [entry for entry in found["readiness"] if entry["level"] == "stop"]
    assert [entry["step"] for entry in stops] == ["roster"]
    assert found["allowed_actions"] == ["change"]
    said = officer.post(f"setups/{year.pk}/open/", {"checked": True}, status=422)
    assert stops[0]["text"] in said["detail"]


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        ("phases", dates(2025) | {"naming": {"first": "2025-12-20", "last": "2025-12-10"}}, 422),
        ("phases", {kind: span for kind, span in dates(2025).items() if kind != "naming"}, 400),
        ("phases", dates(2025) | {"naming": dates(2025)["naming"] | {"starts_at": "2025-01-01"}}, 400),
        ("standard", {"standard": "none"}, 422),
        ("bands", BANDS | {"band_three": "85"}, 422),
        ("bands", BANDS | {"cap_three": 4000}, 422),
        ("bands", BANDS | {"floor": "70.001"}, 400),
        ("bands", BANDS | {"floor": "NaN"}, 400),
        ("ties", {"keys": ["honesty", "honesty"]}, 422),
        ("ties", {"keys": ["students"]}, 400),
        ("decisions", {"quota.ties": "exclude"}, 400),
        ("decisions", {"quota.overflow": "by_hand"}, 400),
    ],
)
def test_a_step_that_cannot_be_changes_nothing(step: str, body: Any, status: int, officer: Program) -> None:
    year = make_draft_year(by=officer.user)
    before = officer.get(f"setups/{year.pk}/")
    officer.ask("put", f"setups/{year.pk}/{step}/", body, status=status)
    assert officer.get(f"setups/{year.pk}/") == before


def test_a_draft_of_the_standard_cannot_be_chosen(officer: Program) -> None:
    year = make_draft_year(by=officer.user)
    draft = Standard.objects.create(name="草稿", version="next")
    officer.ask("put", f"setups/{year.pk}/standard/", {"standard": draft.version}, status=422)
    year.refresh_from_db()
    assert year.state == CampaignYear.State.DRAFT
    assert year.setup["standard"] != draft.pk
