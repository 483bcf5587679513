"""Decisions of the leading group by the API: offered, proposed by one person, decided by another."""

import pytest

from campaigns.models import CampaignYear
from scoring.tasks import recompute_year
from tests.api.test_corridor import Program
from tests.designations.world import allocatable_year, lead, officer, participation

pytestmark = pytest.mark.django_db
PAPER = {"document": "测综委〔2025〕7号", "reason": "组长会议研究"}


@pytest.fixture
def year() -> CampaignYear:
    made = allocatable_year(decisions={"quota.pins": "on"})
    recompute_year(made.pk)
    return made


def test_a_school_is_placed_by_two_people_and_let_go_again(year: CampaignYear) -> None:
    desk, chief = Program(officer()), Program(lead())
    school = participation(year, 9000).school.code
    listed = f"years/{year.calendar_year}/group-decisions/"
    place = f"years/{year.calendar_year}/participations/{school}/"
    assert "propose_group_decision" in desk.get(place)["allowed_actions"]
    assert "propose_group_decision" not in chief.get(place)["allowed_actions"]
    sent = PAPER | {"kind": "pin", "star": 3, "evidence": "https://example.org/7"}
    made = desk.post(f"{place}group-decisions/", sent, status=201, idempotency_key="k")
    assert desk.post(f"{place}group-decisions/", sent, status=201, idempotency_key="k") == made
    assert (made["school"], made["kind"], made["star"], made["state"]) == (school, "pin", 3, "proposed")
    assert (made["evidence"], made["allowed_actions"]) == ("https://example.org/7", [])
    (row,) = chief.get(listed)["results"]
    assert row["allowed_actions"] == ["confirm", "reject"]
    own = f"{listed}{made['id']}/"
    desk.post(f"{own}confirm/", status=403)
    assert chief.post(f"{own}confirm/")["state"] == "confirmed"
    chief.post(f"{own}confirm/", status=409)
    chief.post(f"{own}reject/", {}, status=400)
    gone = chief.post(f"{own}reject/", {"reason": "改判"})
    assert (gone["state"], gone["decision_reason"], gone["allowed_actions"]) == ("rejected", "改判", [])
    assert chief.get(f"{listed}?state=confirmed")["results"] == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "pin", "star": 3}, 422),
        ({"kind": "max_star"}, 422),
        ({"kind": "max_star", "star": 9}, 400),
        ({"kind": "other"}, 400),
        ({"kind": "exclude", "evidence": "http://example.org"}, 422),
        ({"kind": "exclude", "score": "90.00"}, 400),
    ],
)
def test_what_cannot_be_decided_is_refused(year: CampaignYear, sent: dict[str, object], status: int) -> None:
    school = participation(year, 8800).school.code
    address = f"years/{year.calendar_year}/participations/{school}/group-decisions/"
    Program(officer()).post(address, PAPER | sent, status=status)
