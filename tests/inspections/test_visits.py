"""Spot checks: mixed teams, reasons for differences, signatures under the record as it is, points in the ledger."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.actions import close_year
from campaigns.models import CampaignYear, Participation
from inspections.actions import visits
from inspections.models import Visit, VisitItem
from safeschools.accounts.models import RoleGrant, User
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, Stale, WrongState
from scoring.models import Item, ScoreEntry
from scoring.policies.verification import VERIFIABLE
from scoring.tasks import recompute_year
from tests.factories import make_user, put
from tests.scoring.review.world import World, perfect_facts

pytestmark = pytest.mark.django_db


class Scene:
    """A reviewed school, two inspectors of two units, a planned visit to two items."""

    def __init__(self) -> None:
        self.row: Participation = World().reviewed()
        self.officer = make_user("bureau_officer")
        self.team = [make_user("inspector"), make_user("inspector")]
        rows = self.row.item_scores.filter(applicable=True, item__method="binary", item__max_points__gt=0)
        self.items: list[Item] = [score.item for score in rows.select_related("item").order_by("item__order")[:2]]

    def plan(self, team: list[User] | None = None) -> Visit:
        people = self.team if team is None else team
        day = date(2025, 9, 1)
        return visits.plan(self.row, by=self.officer, planned_on=day, inspectors=people, items=self.items)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def note(line: VisitItem, by: User, *, met: bool = True, reason: str = "") -> VisitItem:
    """What the team found, on the version the database has."""
    line.refresh_from_db()
    return visits.record_item(line, by=by, facts={"met": met}, reason=reason, version=line.version)


def test_a_team_is_two_people_of_two_units_and_all_inspect(scene: Scene) -> None:
    one, other = scene.team
    colleague = make_user("inspector", agency=one.agency)
    User.objects.filter(pk=other.pk).update(person="p-1")
    twin = make_user("inspector", person="p-1")
    other.refresh_from_db()
    for team in ([one], [one, one], [one, colleague], [other, twin], [one, make_user("bureau_officer")]):
        with pytest.raises(Invalid):
            scene.plan(team)
    assert scene.plan().members.count() == 2
    with pytest.raises(Invalid):
        scene.plan()  # one is open already


def test_nobody_inspects_a_school_of_the_own_person_present_or_past(scene: Scene) -> None:
    one, other = scene.team
    User.objects.filter(pk=one.pk).update(person="p-2")
    one.refresh_from_db()
    second = make_user("unit_liaison", person="p-2")
    RoleGrant.objects.create(user=second, role="school_head", school=scene.row.school, ended_at="2024-01-01T00:00:00Z")
    with pytest.raises(NotAllowed):
        scene.plan([one, other])


def test_a_difference_needs_a_reason_and_an_old_version_is_refused(scene: Scene) -> None:
    line = scene.plan().items.first()
    assert line is not None
    with pytest.raises(Invalid):
        note(line, scene.team[0], met=False)
    note(line, scene.team[0], met=False, reason="现场未见")
    with pytest.raises(Stale):
        visits.record_item(line, by=scene.team[1], facts={"met": True}, reason="", version=line.version - 1)
    with pytest.raises(NotAllowed):
        note(line, make_user("inspector"))


def test_a_change_after_a_signature_asks_for_it_again(scene: Scene) -> None:
    visit = scene.plan()
    lines, (one, other) = list(visit.items.all()), scene.team
    for line in lines:
        note(line, one)
    visit.refresh_from_db()
    visits.sign(visit, by=other)
    note(lines[0], one, met=False, reason="再看未见")
    with pytest.raises(Invalid, match=str(other)):
        visits.confirm(visit, by=one, school_present="某校长")


def test_a_confirmed_visit_posts_verified_points_once(scene: Scene) -> None:
    visit = scene.plan()
    one, other = scene.team
    lines = list(visit.items.all())
    note(lines[0], one, met=False, reason="现场未见")
    visit.refresh_from_db()
    with pytest.raises(Invalid):
        visits.confirm(visit, by=one, school_present="某校长")
    note(lines[1], one)
    visits.sign(visit, by=other)
    before = CampaignYear.objects.get(pk=scene.row.year_id).revision
    visits.confirm(visit, by=one, school_present="某校长", objection="无")
    score = scene.row.item_scores.get(item=lines[0].item)
    assert (score.verified_points, score.verified_max) == (0, score.max_points)
    assert ScoreEntry.objects.filter(item_score__participation=scene.row, layer="verified").count() == 2
    year, row = CampaignYear.objects.get(pk=scene.row.year_id), Participation.objects.get(pk=scene.row.pk)
    assert before < year.revision == row.revision
    for step in (
        lambda: visits.confirm(visit, by=one, school_present="x"),
        lambda: note(lines[1], one),
        lambda: visits.sign(visit, by=one),
        lambda: visits.cancel(visit, by=scene.officer, reason="x"),
    ):
        with pytest.raises(DomainError):
            step()


def test_the_phone_pages_lead_from_plan_to_confirmation(scene: Scene) -> None:
    visit = scene.plan()
    phones = [Client(), Client()]
    for phone, person in zip(phones, scene.team, strict=True):
        phone.force_login(person)
    for page in ("field_home", "visit_page", "visit_sign"):
        assert phones[0].get(reverse(page, args=[] if page == "field_home" else [visit.pk])).status_code == 200
    for item in scene.items:
        address = reverse("visit_item", args=[visit.pk, item.code])
        assert perfect_facts(item) == {"met": True}
        assert phones[0].post(address, {"met": "yes", "version": "0"}).status_code == 409
        assert phones[0].post(address, {"met": "yes", "version": "1"}).status_code == 302
    assert phones[1].post(reverse("visit_signature", args=[visit.pk])).status_code == 302
    assert phones[0].post(reverse("visit_sign", args=[visit.pk]), {"school_present": ""}).status_code == 422
    assert phones[0].post(reverse("visit_sign", args=[visit.pk]), {"school_present": "某校长"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == Visit.State.CONFIRMED


def test_the_list_of_visits_is_searched_by_school_and_marks_what_is_overdue(scene: Scene, client: Client) -> None:
    visit = scene.plan()
    client.force_login(scene.officer)
    address = reverse("visit_list", args=[scene.row.year.calendar_year])
    school = visit.participation.school
    for text in (school.name, school.code[:6], school.pinyin[:3].upper()):
        assert list(client.get(address, {"text": text}).context["page"]) == [visit]
    assert not list(client.get(address, {"text": "没有这所学校"}).context["page"])
    assert "Overdue" in client.get(address, headers={"accept-language": "en"}).content.decode()
    Visit.objects.filter(pk=visit.pk).update(planned_on=timezone.localdate())
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Overdue" not in page
    assert "Today" in page


def test_a_plan_that_is_refused_keeps_what_was_typed(scene: Scene, client: Client) -> None:
    client.force_login(scene.officer)
    body = {"planned_on": "2025-09-01", "origin": "complaint", "inspectors": [scene.team[0].pk]}
    body["items"] = [item.pk for item in scene.items]
    address = reverse("visit_plan", args=[scene.row.year.calendar_year, scene.row.school.code])
    response = client.post(address, body)
    assert response.status_code == 422
    assert response.context["form"]["origin"].value() == "complaint"
    assert not Visit.objects.exists()


def test_a_visit_is_called_off_from_its_page_until_it_is_confirmed(scene: Scene, client: Client) -> None:
    visit = scene.plan()
    page, step = reverse("visit_detail", args=[visit.pk]), reverse("visit_cancel", args=[visit.pk])
    for who, offered in (("auditor", False), ("bureau_officer", True)):
        client.force_login(make_user(who))
        assert (f'action="{step}"' in client.get(page).content.decode()) is offered
    assert client.post(step, {"reason": "改期"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED
    assert step not in client.get(page).content.decode()


def closed_behind(visit: Visit) -> Visit:
    """The year of an open visit is closed past the check of `close_year`, as a version before that check left it."""
    CampaignYear.objects.filter(pk=visit.participation.year_id).update(state=CampaignYear.State.CLOSED)
    return Visit.objects.get(pk=visit.pk)


def test_a_year_with_an_open_spot_check_is_not_closed(scene: Scene) -> None:
    visit, year = scene.plan(), scene.row.year
    recompute_year(year.pk)
    with pytest.raises(WrongState, match="抽查"):
        close_year(CampaignYear.objects.get(pk=year.pk), by=scene.officer)
    visits.cancel(visit, by=scene.officer, reason="改期")
    close_year(CampaignYear.objects.get(pk=year.pk), by=scene.officer)
    with pytest.raises(WrongState):
        scene.plan()


def test_a_closed_year_takes_nothing_of_a_spot_check_but_its_calling_off(scene: Scene) -> None:
    visit, (one, other) = scene.plan(), scene.team
    lines = list(visit.items.all())
    for line in lines:
        note(line, one, met=False, reason="现场未见")
    visits.sign(Visit.objects.get(pk=visit.pk), by=other)
    visit = closed_behind(visit)
    for step in (
        lambda: visits.start(visit, by=one),
        lambda: note(lines[0], one),
        lambda: visits.sign(visit, by=one),
        lambda: visits.confirm(visit, by=one, school_present="某校长"),
    ):
        with pytest.raises(WrongState):
            step()
    assert not ScoreEntry.objects.filter(item_score__participation=scene.row, layer="verified").exists()
    visits.cancel(visit, by=scene.officer, reason="年度已结束")


def test_what_a_phone_sends_into_a_closed_year_stays_on_its_page(scene: Scene, client: Client) -> None:
    visit = closed_behind(scene.plan())
    client.force_login(scene.team[0])
    address = reverse("visit_item", args=[visit.pk, scene.items[0].code])
    response = client.post(address, {"met": "no", "reason": "离线时写下的原因", "version": "1"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "离线时写下的原因" in page
    assert response.context["fields"].value is False


@pytest.mark.parametrize("state", Participation.State.values)
def test_a_spot_check_is_planned_and_offered_only_where_its_points_can_count(
    scene: Scene, client: Client, state: str
) -> None:
    put(scene.row, state)
    scene.row.refresh_from_db()
    client.force_login(scene.officer)
    where = [scene.row.year.calendar_year, scene.row.school.code]
    form, allowed = reverse("visit_plan", args=where), state in VERIFIABLE
    assert (form in client.get(reverse("participation_detail", args=where)).content.decode()) is allowed
    assert client.get(form).status_code == (200 if allowed else 409)
    if not allowed:
        with pytest.raises(WrongState):
            scene.plan()
