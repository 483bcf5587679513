"""`manage.py setup`: an empty installation becomes one with a year that is open, without the demonstration."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignYear
from safeschools.accounts.actions import manage
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.directory.models import Agency, District, Liaison, School
from scoring.models import Standard
from scoring.queries.readiness import Level, readiness
from tests.accounts.test_account_imports import HEAD
from tests.directory.files import as_csv, row
from tests.directory.steps import checked, written
from tests.factories import make_draft_year, make_user

pytestmark = pytest.mark.django_db
DISTRICTS = "区县代码,区县名称\n990121,石桥县\n"
PEOPLE = "lisi,李四,区县负责人,990121,\nzhou,周建华,区县审核员,990121,\nliu,刘洋,检查员,PSB,\n"


def setup() -> str:
    out = io.StringIO()
    call_command("setup", stdout=out)
    return out.getvalue()


def test_it_says_in_both_languages_what_it_did_and_what_is_next() -> None:
    told = setup()
    assert "已载入 14 个成员单位及其职责 · Loaded 14 member units with their duties." in told
    assert "已载入考评标准 1.0（草稿） · Loaded the assessment standard 1.0 as a draft." in told
    assert "manage.py createsuperuser --role system_admin" in told
    assert Standard.objects.get().state == Standard.State.DRAFT
    assert Agency.objects.count() == 14


def test_running_it_again_changes_nothing_and_says_so() -> None:
    setup()
    events = Event.objects.count()
    Standard.objects.update(name="本市考评标准")
    told = setup()
    assert told.count("未作改动") == 2
    assert (Agency.objects.count(), Event.objects.count()) == (14, events)
    assert Standard.objects.get().name == "本市考评标准"


def officer_of_a_new_installation() -> User:
    """As the command says: one administrator makes the account, the other switches it on."""
    for role, name in (("system_admin", "陈"), ("security_admin", "吴")):
        fields = {"username": role, "display_name": name, "role": role}
        call_command("createsuperuser", interactive=False, verbosity=0, **fields)
    admin, security = User.objects.get(role="system_admin"), User.objects.get(role="security_admin")
    officer, _password = manage.create_account(by=admin, username="officer", display_name="王芳", role="bureau_officer")
    manage.set_active(officer, by=security, active=True, reason="已核实")
    officer.refresh_from_db()
    return officer


def imported(kind: str, text: str, by: User) -> None:
    job = checked(text, by, kind, f"{kind}.csv")
    assert job.result["counts"]["errors"] == 0, job.result
    assert written(job, by).state == "done"


def post(client: Client, route: str, /, *args: Any, **data: str) -> None:
    assert client.post(reverse(route, args=args), data).status_code == 302, route


def test_an_empty_installation_gets_through_to_an_open_year() -> None:
    assert [model.objects.count() for model in (Agency, Standard, User)] == [0, 0, 0]
    setup()
    officer, client = officer_of_a_new_installation(), Client()
    User.objects.update(must_change_password=False)
    client.force_login(officer)
    assert "1.0" in client.get(reverse("standard_list")).content.decode()
    post(client, "standard_publish", "1.0")
    imported("districts", DISTRICTS, officer)
    imported("schools", as_csv(row(number) for number in range(1, 31)), officer)
    imported("accounts", HEAD + PEOPLE, officer)
    for unit in Agency.objects.exclude(role=Agency.Role.DUTY_ONLY):
        post(client, "agency_liaison", unit.code, name="联络员", phone="", since="2025-06-01")
    year = make_draft_year(by=officer, standard=Standard.objects.get())
    assert [entry.text for entry in readiness(year) if entry.level == Level.STOP] == []
    assert [entry.text for entry in readiness(year) if entry.page] == []
    post(client, "setup_open", year.pk, checked="on")
    year.refresh_from_db()
    assert year.state == CampaignYear.State.OPEN
    assert year.participations.count() == School.objects.count() == 30
    assert (District.objects.count(), Liaison.objects.count()) == (1, 13)
    assert client.get(reverse("bureau_dashboard", args=[year.calendar_year])).status_code == 200


def test_what_is_missing_is_said_where_an_officer_looks_for_it() -> None:
    client = Client()
    client.force_login(make_user("bureau_officer"))
    for name in ("agency_list", "standard_list"):
        assert "manage.py setup" in client.get(reverse(name)).content.decode()
