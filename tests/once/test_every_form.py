"""Every form that changes something is sent with a key, or its view says why it needs none."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from safeschools.audit.models import Event
from safeschools.once.models import Answer
from tests.access.table import TABLE
from tests.access.test_matrix import routes
from tests.factories import make_rated, make_user, make_year

SIGNING_IN = "signing in and out, and the own session: the same again is the same"
SECRET = "its answer shows a secret, which is never stored"
VERSION = "saves what is on the screen; a version or the last saving decides"
SAME = "the same again finds what is there already"
LOOK = "stores nothing"
WITHOUT = {
    **dict.fromkeys(
        (
            *("account_login", "account_logout", "account_reauthenticate", "account_change_password", "set_language"),
            *("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "session_left", "session_end"),
            *("sessions_end", "identity_switch", "choose_year"),
            *("account_reset_password", "account_reset_password_from_key"),
        ),
        SIGNING_IN,
    ),
    **dict.fromkeys(("account_new", "account_reset", "token_new", "job_file", "draw_commit"), SECRET),
    **dict.fromkeys(
        ("account_detail", "item_save", "school_edit", "setup_step", "standard_item", "standard_item_new"), VERSION
    ),
    **dict.fromkeys(
        ("evidence_library", "evidence_upload", "evidence_attach", "evidence_detach", "evidence_discard"), SAME
    ),
    **dict.fromkeys(("school_import", "account_import", "standard_import", "standard_import_marked"), LOOK),
}
POSTED = {name for name, row in TABLE.items() if "POST" in row.methods.split() and not row.api}
ONCE = {str(route.name) for route in routes() if getattr(route.callback, "once", False)}
#: templates whose form is sent to the page itself
SELF = {
    "account/login.html": "account_login",
    "account/password_reset_from_key.html": "account_reset_password_from_key",
    "accounts/detail.html": "account_detail",
    "accounts/new.html": "account_new",
    "components/year_switch.html": "choose_year",
    "directory/import_upload.html": "school_import",
    "scoring/setup/base.html": "setup_step",
    "scoring/standard/import.html": "standard_import",
    "scoring/standard/item.html": "standard_item",
}


def test_every_page_that_takes_a_form_acts_once_or_says_why_not() -> None:
    assert ONCE & WITHOUT.keys() == set()
    assert sorted(ONCE | WITHOUT.keys()) == sorted(POSTED)


def forms() -> Iterator[tuple[str, str, str]]:
    """(template, name of the route it is sent to, the form) of every form in the templates."""
    root = Path(settings.BASE_DIR) / "templates"
    for path in root.rglob("*.html"):
        name = path.relative_to(root).as_posix()
        for found in re.finditer(r'<form\b[^>]*?method="post".*?</form>', path.read_text(), re.DOTALL):
            target = re.match(r"""<form[^>]*action="\{% url ['"](\w+)""", found[0])
            yield name, target[1] if target else SELF.get(name, ""), found[0]


def test_every_form_brings_a_key_of_its_own() -> None:
    without = [(name, target) for name, target, form in forms() if "{% idempotency %}" not in form]
    assert [(name, target) for name, target in without if target not in WITHOUT] == []
    assert len(list(forms())) > len(without) > 0


@pytest.mark.django_db
def test_an_account_switched_off_by_a_double_click_stays_off() -> None:
    client, account = Client(), make_user("school_editor")
    client.force_login(make_user("bureau_officer"))
    for _ in range(2):
        fields = {"reason": "离职", "idempotency_key": "k"}
        assert client.post(reverse("account_active", args=[account.username]), fields).status_code == 302
    account.refresh_from_db()
    assert not account.is_active


@pytest.mark.django_db
def test_a_hold_set_and_lifted_by_double_clicks_leaves_one_line_each() -> None:
    row = make_rated(make_year(), 9000)
    client, place = Client(), [row.year.calendar_year, row.school.code]
    client.force_login(make_user("bureau_officer"))
    for step in ("hold_set", "hold_lift"):
        for _ in range(2):
            fields = {"reason": "调查", "idempotency_key": step}
            assert client.post(reverse(step, args=place), fields).status_code == 302
    assert list(Event.objects.filter(verb__startswith="hold.").order_by("pk").values_list("verb", flat=True)) == [
        "hold.set",
        "hold.lift",
    ]
    assert Answer.objects.count() == 2
