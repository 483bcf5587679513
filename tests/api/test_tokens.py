"""Access tokens: hashed, scoped, expiring, never more than their owner, gone with the password and the account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from safeschools.accounts.actions import manage
from safeschools.accounts.actions.tokens import LONGEST_DAYS, MOST, create_token, revoke_token
from safeschools.accounts.models import ApiToken, User
from safeschools.accounts.permissions import PERMISSIONS, TOKEN_SCOPES
from safeschools.audit.models import Event
from safeschools.lib.errors import Invalid, WrongState
from tests.factories import PASSWORD, make_school, make_user

pytestmark = pytest.mark.django_db


def make(user: User, *scopes: str, days: int = 30) -> str:
    return create_token(by=user, name="报表程序", scopes=scopes or ("read",), days=days)[1]


def get(secret: str, path: str = "schools/", **headers: str) -> Any:
    return Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {secret}", **headers})


def change(secret: str, code: str) -> Any:
    body = {"version": 1, "remark": "x"}
    url, headers = f"/api/v1/schools/{code}/", {"authorization": f"Bearer {secret}"}
    return Client(enforce_csrf_checks=True).patch(url, body, content_type="application/json", headers=headers)


def test_only_a_digest_is_stored() -> None:
    secret = make(make_user("bureau_officer"))
    token = ApiToken.objects.get()
    assert secret.startswith(token.prefix)
    assert len(secret) >= 43
    stored = " ".join(str(value) for value in ApiToken.objects.values_list().get())
    assert secret not in stored
    assert token.digest == ApiToken.digest_of(secret)
    assert not Event.objects.filter(params__icontains=secret).exists()


def test_a_token_reads_what_its_owner_may_read() -> None:
    school, other = make_school(), make_school()
    body = get(make(make_user("district_lead", district=school.district))).json()
    codes = [row["code"] for row in body["results"]]
    assert (school.code in codes, other.code in codes) == (True, False)


def test_every_permission_belongs_to_a_scope() -> None:
    assert frozenset().union(*TOKEN_SCOPES.values()) == PERMISSIONS.keys()


def test_a_scope_limits_what_the_role_would_allow() -> None:
    officer, school = make_user("bureau_officer"), make_school()
    assert change(make(officer, "read"), school.code).status_code == 403
    assert change(make(officer, "office"), school.code).status_code == 200


def test_a_scope_never_adds_to_the_role() -> None:
    school = make_school()
    editor = make_user("school_editor", school=school)
    secret = make(editor, *TOKEN_SCOPES)
    assert change(secret, school.code).status_code == 403
    assert get(secret, "events/").status_code == 403
    assert set(get(secret, "me/").json()["permissions"]) == editor.spec.permissions


def test_the_allowed_actions_of_a_token_are_those_of_its_scopes() -> None:
    officer, school = make_user("bureau_officer"), make_school()
    shown = [get(make(officer, scope), f"schools/{school.code}/").json() for scope in ("read", "office")]
    assert [each["allowed_actions"] for each in shown] == [[], ["change"]]


@pytest.mark.parametrize("secret", ["", "x", "ss1_" + "x" * 43, "ss1_" + "ü" * 43, "x" * 9000, "a b"])
def test_a_wrong_token_is_not_signed_in(secret: str) -> None:
    response = get(secret)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_token_is_not_saved_by_a_session() -> None:
    client = Client()
    client.force_login(make_user("bureau_officer"))
    assert client.get("/api/v1/schools/", headers={"authorization": "Bearer nothing"}).status_code == 401


def test_a_token_in_the_address_is_no_token() -> None:
    secret = make(make_user("bureau_officer"))
    for name in ("token", "access_token", "api_key"):
        assert Client().get("/api/v1/schools/", {name: secret}).status_code == 401


def test_a_token_does_not_open_the_pages() -> None:
    secret = make(make_user("bureau_officer"))
    response = Client().get(reverse("school_list"), headers={"authorization": f"Bearer {secret}"})
    assert response.status_code == 302


def test_a_token_expires() -> None:
    secret = make(make_user("bureau_officer"), days=2)
    with travel(timezone.now() + timedelta(days=2, minutes=1), tick=False):
        assert get(secret).status_code == 401


def test_a_revoked_token_ends_at_once() -> None:
    user = make_user("bureau_officer")
    token, secret = create_token(by=user, name="x", scopes=["read"], days=1)
    assert get(secret).status_code == 200
    revoke_token(token, by=user)
    assert get(secret).status_code == 401
    with pytest.raises(WrongState):
        revoke_token(token, by=user)


def test_nobody_revokes_another_person_s_token() -> None:
    token, secret = create_token(by=make_user("bureau_officer"), name="x", scopes=["read"], days=1)
    with pytest.raises(WrongState):
        revoke_token(token, by=make_user("system_admin"))
    assert get(secret).status_code == 200


def test_tokens_end_with_the_password() -> None:
    user = make_user("bureau_officer")
    secret = make(user)
    client = Client()
    client.force_login(user)
    new = "a-quite-different-horse-7"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), fields).status_code == 302
    assert get(secret).status_code == 401


@pytest.mark.parametrize("step", ["reset", "deactivate"])
def test_tokens_end_when_an_administrator_steps_in(step: str) -> None:
    user, admin = make_user("bureau_officer"), make_user("system_admin")
    secret = make(user)
    if step == "reset":
        manage.reset_password(user, by=admin)
    else:
        manage.set_active(user, by=admin, active=False, reason="离职")
    assert get(secret).status_code == 401
    if step == "deactivate":
        manage.set_active(user, by=make_user("security_admin"), active=True, reason="返岗")
        assert get(secret).status_code == 401


def test_the_last_use_is_remembered_to_the_minute() -> None:
    secret = make(make_user("bureau_officer"))
    assert ApiToken.objects.get().last_used_at is None
    moment = timezone.now()
    for offset, expected in ((0, 0), (30, 0), (90, 90)):
        with travel(moment + timedelta(seconds=offset), tick=False):
            get(secret)
        assert ApiToken.objects.get().last_used_at == moment + timedelta(seconds=expected)


@pytest.mark.parametrize(
    ("scopes", "days"), [([], 1), (["everything"], 1), (["read"], 0), (["read"], LONGEST_DAYS + 1), (["read"], -1)]
)
def test_what_no_token_may_be(scopes: list[str], days: int) -> None:
    with pytest.raises(Invalid):
        create_token(by=make_user("bureau_officer"), name="x", scopes=scopes, days=days)


def test_a_person_has_at_most_ten() -> None:
    user = make_user("bureau_officer")
    for _ in range(MOST):
        make(user)
    with pytest.raises(Invalid):
        make(user)


def test_making_and_revoking_on_the_page_shows_the_secret_once_and_leaves_events() -> None:
    user, client = make_user("bureau_officer"), Client()
    client.force_login(user)
    page = client.post(reverse("token_new"), {"name": "报表", "scopes": ["read"], "days": "90"})
    assert page.status_code == 201
    assert "no-store" in page.headers["Cache-Control"]
    token = ApiToken.objects.get()
    secret = next(
        word for word in page.content.decode().replace("<", " ").replace(">", " ").split() if word.startswith("ss1_")
    )
    assert get(secret).status_code == 200
    assert secret not in client.get(reverse("own_account")).content.decode()
    assert token.prefix in client.get(reverse("own_account")).content.decode()
    assert client.post(reverse("token_revoke", args=[token.pk])).status_code == 302
    assert get(secret).status_code == 401
    assert set(Event.objects.values_list("verb", flat=True)) >= {"token.create", "token.revoke"}


def test_a_faulty_form_makes_nothing_and_keeps_what_was_typed() -> None:
    client = Client()
    client.force_login(make_user("bureau_officer"))
    page = client.post(reverse("token_new"), {"name": "报表", "days": "999"})
    assert page.status_code == 422
    assert "报表" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_guessing_tokens_is_slowed_down(settings: Any) -> None:
    settings.API_PER_MINUTE = {"reads": 600, "writes": 120, "wrong_tokens": 3}
    assert [get("ss1_wrong").status_code for _ in range(4)] == [401, 401, 401, 429]
    assert int(get("ss1_wrong").headers["Retry-After"]) > 0
