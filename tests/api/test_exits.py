"""Beside the school's way, by the API: holds, exits with the school's reply, places kept or given up, later namings."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Participation
from safeschools.designations.models import Designation
from scoring.actions import holds
from scoring.tasks import recompute_year
from tests.api.test_corridor import Program
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_rated, make_user, make_year

pytestmark = pytest.mark.django_db


def place(row: Participation) -> str:
    return f"years/{row.year.calendar_year}/participations/{row.school.code}"


def offered(who: Program, row: Participation) -> list[str]:
    found: list[str] = who.get(f"{place(row)}/")["allowed_actions"]
    return found


def test_a_school_is_put_on_hold_and_let_go() -> None:
    row, officer = make_rated(make_year(), 9000), Program(make_user("bureau_officer"))
    assert "set_hold" in offered(officer, row)
    hold = officer.post(f"{place(row)}/holds/", {"reason": "调查中"}, status=201, idempotency_key="k")
    assert officer.post(f"{place(row)}/holds/", {"reason": "调查中"}, status=201, idempotency_key="k") == hold
    assert officer.post(f"{place(row)}/holds/", {"reason": "再查"}, status=409)["type"].endswith(":wrong-state")
    row.refresh_from_db()
    assert row.hold == "调查中"
    assert {"lift_hold", "set_hold"} & set(offered(officer, row)) == {"lift_hold"}
    assert officer.post(f"{place(row)}/holds/lift/", {"reason": "查清"})["lift_reason"] == "查清"
    assert officer.post(f"{place(row)}/holds/lift/", {"reason": "查清"}, status=409)
    assert [each["reason"] for each in officer.get(f"{place(row)}/holds/")] == ["调查中"]


def test_a_hold_that_was_never_set_cannot_be_lifted() -> None:
    row, officer = make_rated(make_year(), 9000), Program(make_user("bureau_officer"))
    assert officer.post(f"{place(row)}/holds/lift/", {"reason": "查清"}, status=409)["type"].endswith(":wrong-state")


def test_a_school_below_the_floor_replies_before_somebody_else_decides() -> None:
    row = make_rated(make_year(), 6500, "reviewed")
    recompute_year(row.year_id)
    officer, lead = Program(make_user("bureau_officer")), Program(make_user("bureau_lead"))
    head = Program(make_user("school_head", school=row.school))
    year, own = f"years/{row.year.calendar_year}", f"years/{row.year.calendar_year}/assessment/exit/"
    (found,) = officer.get(f"{year}/below-floor/")["results"]
    assert (found["school"], found["score"]) == (row.school.code, "65.00")
    assert "propose_exit" in found["allowed_actions"]
    head.get(own, status=404)
    day = str(timezone.localdate() + timedelta(days=7))
    sent = {"document": "7号", "reason": "得分偏低", "reply_until": day}
    paper = officer.post(f"{place(row)}/exits/", sent, status=201)
    assert (paper["state"], paper["allowed_actions"]) == ("proposed", [])
    assert officer.get(f"{year}/below-floor/")["results"] == []
    assert lead.get(f"{year}/exits/?state=proposed")["results"][0]["allowed_actions"] == ["reject"]
    assert lead.post(f"exits/{paper['id']}/confirm/", {"reason": "属实"}, status=409)["type"].endswith(":wrong-state")
    assert head.get(own)["allowed_actions"] == ["reply"]
    assert head.post(own, {"text": "已整改"})["reply"] == "已整改"
    assert lead.get(f"{year}/exits/")["results"][0]["allowed_actions"] == ["confirm", "reject"]
    assert lead.post(f"exits/{paper['id']}/confirm/", {"reason": "属实"})["state"] == "confirmed"
    row.refresh_from_db()
    assert row.state == Participation.State.DISQUALIFIED
    assert head.post(own, {"text": "又及"}, status=409)["type"].endswith(":wrong-state")
    assert lead.post(f"exits/{paper['id']}/reject/", {"reason": "不实"}, status=409)


def test_nobody_decides_about_the_own_proposal() -> None:
    row = make_rated(make_year(), 6500, "reviewed")
    officer = make_user("bureau_officer", person="p1")
    day = str(timezone.localdate() + timedelta(days=7))
    sent = {"document": "7号", "reason": "得分偏低", "reply_until": day}
    paper = Program(officer).post(f"{place(row)}/exits/", sent, status=201)
    other = Program(make_user("bureau_lead", person="p1"))
    assert other.get(f"years/{row.year.calendar_year}/exits/")["results"][0]["allowed_actions"] == []
    assert other.post(f"exits/{paper['id']}/reject/", {"reason": "不实"}, status=403)["detail"]


class Kept:
    """A named year with two schools on hold at the naming, whose places are kept."""

    def __init__(self) -> None:
        self.stage = Stage(9500, 9400, 9300)
        self.rows = self.stage.rows
        run = self.stage.approved()
        self.holds = [holds.set_hold(row, by=self.stage.officer, reason="调查中") for row in self.rows[:2]]
        self.year = f"years/{self.stage.year.calendar_year}"
        self.authority, self.lead = Program(self.stage.authority), Program(self.stage.lead)
        document: dict[str, Any] = {"document": DOCUMENT, "decided_on": str(DAY)}
        assert self.authority.post(f"{self.year}/naming/", document, status=201)["run"] == run.number
        self.later = document | {"document": "测综委〔2025〕12号"}

    def kept(self) -> list[str]:
        return [each["hold"] for each in self.lead.get(f"{self.year}/kept-places/")]


def test_a_later_document_names_the_school_whose_hold_was_lifted() -> None:
    city = Kept()
    assert city.kept() == ["调查中", "调查中"]
    assert city.authority.get(f"{city.year}/naming/")["allowed_actions"] == []
    assert city.authority.post(f"{city.year}/naming/later/", city.later, status=409)["hint"]
    holds.lift_hold(city.holds[0], by=city.stage.officer, reason="查清")
    assert city.authority.get(f"{city.year}/naming/")["allowed_actions"] == ["name_later"]
    named = city.authority.post(f"{city.year}/naming/later/", city.later, status=201)
    assert city.lead.get(f"{city.year}/naming/later/") == [named]
    assert Designation.objects.filter(naming__document=city.later["document"]).get().participation == city.rows[0]
    assert city.kept() == ["调查中"]


def test_a_place_kept_is_given_up_by_a_document() -> None:
    city = Kept()
    row = city.rows[1]
    assert "release_place" in offered(city.lead, row)
    sent = {"document": "8号", "reason": "责任认定"}
    assert city.lead.post(f"{place(row)}/release/", sent)["state"] == "not_named"
    assert city.lead.post(f"{place(row)}/release/", sent, status=409)["type"].endswith(":wrong-state")
    assert len(city.kept()) == 1
    assert "release_place" not in offered(city.lead, row)
