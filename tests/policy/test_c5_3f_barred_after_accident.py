"""C5.3f: a star revoked because of an accident may cost the school the next year as well (elig.accident_after)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.actions import freeze_roster
from campaigns.models import CampaignYear, Participation
from campaigns.queries import schools_to_invite
from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of
from safeschools.designations.actions import naming
from safeschools.lib.errors import Invalid
from scoring.actions.years import open_year
from scoring.management.oracle import differences
from scoring.queries.setup import roster
from scoring.tasks import recompute_year
from tests.designations.stage import DAY, Stage
from tests.designations.world import browser
from tests.factories import make_draft_year, make_rated, make_user

pytestmark = pytest.mark.django_db

BOTH = {"elig.accident_after": "both"}
DOCUMENT, REASON = "测综委〔2026〕3号", "责任事故"
State = Participation.State


def named(answer: str = "both") -> Stage:
    """Two named schools in 2025."""
    stage = Stage(9500, 9400, decisions={"elig.accident_after": answer})
    stage.named()
    return stage


def revoke(stage: Stage, *, after_accident: bool = True) -> None:
    """The first school's star is taken back."""
    designation = stage.designation()
    words: dict[str, Any] = {"document": DOCUMENT, "reason": REASON, "revoked_on": DAY}
    naming.revoke(designation, by=stage.lead, after_accident=after_accident, **words)


def next_year(stage: Stage) -> CampaignYear:
    year = make_draft_year(by=stage.officer, index=2)
    assert year.calendar_year == stage.year.calendar_year + 1
    return year


def test_the_school_is_taken_out_of_the_next_year_as_it_opens() -> None:
    """elig.accident_after: with document and reason in the log; it is no participant and counts for no quota."""
    stage = named()
    revoke(stage)
    year = next_year(stage)
    assert open_year(year, by=stage.officer) == 1
    barred, other = (Participation.objects.get(year=year, school=row.school) for row in stage.rows)
    assert (barred.state, other.state) == (State.WITHDRAWN, State.INVITED)
    (event,) = Event.objects.filter(verb="participation.bar")
    assert (event.object_id, event.reason, event.params["document"]) == (barred.pk, REASON, DOCUMENT)
    assert sentence_of(event) == f"{barred} 因事故被 {DOCUMENT} 撤销上一年度命名，不参加本年度评定。"
    assert Event.objects.get(verb="year.open", object_id=year.pk).params["schools"] == 1
    recompute_year(year.pk)
    year = CampaignYear.objects.get(pk=year.pk)
    assert year.sheet.report["scope"] == 1
    assert differences(year) == []
    Participation.objects.filter(pk=other.pk).update(state=State.SELF_ASSESSING)
    make_rated(year, 9000, "submitted")
    assert freeze_roster(year, by=stage.officer) == 1


def test_a_revocation_for_another_reason_costs_no_year() -> None:
    """elig.accident_after: people say whether an accident is the cause."""
    stage = named()
    revoke(stage, after_accident=False)
    year = next_year(stage)
    assert open_year(year, by=stage.officer) == 2
    assert not Event.objects.filter(verb="participation.bar").exists()


def test_the_year_after_the_next_is_open_to_it_again() -> None:
    stage = named()
    revoke(stage)
    year = make_draft_year(by=stage.officer, index=3)
    assert year.calendar_year == stage.year.calendar_year + 2
    assert open_year(year, by=stage.officer) == 2


def test_where_the_year_only_revokes_nobody_is_barred(client: Client) -> None:
    """elig.accident_after: the default; the question is not asked and the API refuses the answer."""
    stage = named("revoke")
    address = reverse("revocation", args=[stage.designation().certificate])
    client.force_login(stage.lead)
    assert 'name="after_accident"' not in client.get(address).text
    with pytest.raises(Invalid, match="不取消下一年度参评资格"):
        revoke(stage)
    assert stage.designation().state == "valid"
    revoke(stage, after_accident=False)
    assert schools_to_invite(next_year(stage)).count() == 2


def test_once_the_next_year_is_open_people_decide_in_it() -> None:
    """elig.accident_after: a bar that would have no effect is refused, and nothing is revoked by the way."""
    stage = named()
    year = next_year(stage)
    open_year(year, by=stage.officer)
    with pytest.raises(Invalid, match="下一年度已经开启"):
        revoke(stage)
    assert stage.designation().state == "valid"
    revoke(stage, after_accident=False)
    assert Participation.objects.get(year=year, school=stage.rows[0].school).state == State.INVITED


def test_the_form_asks_for_the_cause_and_the_wizard_shows_whom_it_leaves_out(client: Client) -> None:
    stage = named()
    client.force_login(stage.lead)
    address = reverse("revocation", args=[stage.designation().certificate])
    assert 'name="after_accident"' in client.get(address).text
    sent = {"document": DOCUMENT, "reason": REASON, "revoked_on": DAY.isoformat(), "after_accident": "on"}
    assert client.post(address, sent).status_code == 302
    assert stage.designation().bars_next_year
    year = next_year(stage)
    shown = roster(year)
    assert (shown["total"], [school.pk for school in shown["outside"]]) == (1, [stage.rows[0].school_id])
    page = browser(stage.officer).get(reverse("setup_step", args=[year.pk, "roster"]))
    assert "Barred: its last star was revoked" in page.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "so the school takes no part in this year"), ("zh-hans", "不参加本年度评定")]
)
def test_school_and_district_read_why(client: Client, language: str, said: str) -> None:
    """elig.accident_after: on the first pages of school and district, on its result, and on the city's page of it."""
    stage = named()
    revoke(stage)
    year = next_year(stage)
    open_year(year, by=stage.officer)
    school = stage.rows[0].school
    client.cookies["django_language"] = language
    client.force_login(make_user("school_head", school=school))
    home = client.get(reverse("school_home"), {"year": year.calendar_year}).text
    assert said in home
    assert DOCUMENT in home
    assert REASON in home
    result = client.get(reverse("school_result", args=[stage.year.calendar_year])).text
    assert DOCUMENT in result
    client.force_login(make_user("district_lead", district=school.district))
    district = client.get(reverse("district_home"), {"year": year.calendar_year}).text
    client.force_login(stage.officer)
    city = client.get(reverse("participation_detail", args=[year.calendar_year, school.code])).text
    for page in (district, city):
        assert said in page
        assert REASON in page
    program = client.get(f"/api/v1/years/{year.calendar_year}/participations/{school.code}/").json()
    assert (program["state"], program["barred_by"]) == ("withdrawn", DOCUMENT)
    client.force_login(make_user("district_lead"))
    assert school.name not in client.get(reverse("district_home"), {"year": year.calendar_year}).text


def test_the_document_is_dated_as_every_revocation() -> None:
    stage = named()
    with pytest.raises(Invalid):
        naming.revoke(
            stage.designation(),
            by=stage.lead,
            document=DOCUMENT,
            reason=REASON,
            revoked_on=date(2025, 9, 1),
            after_accident=True,
        )
    assert not stage.designation().bars_next_year
