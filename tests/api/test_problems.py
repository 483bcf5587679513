"""Whatever goes wrong, the answer is a problem a program can read and a person can understand (RFC 9457)."""

import base64
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client
from django.utils.translation import override

from campaigns.models import CampaignYear
from safeschools.accounts.actions.tokens import create_token
from safeschools.accounts.models import User
from safeschools.web.views.errors import server_error
from tests.factories import make_school, make_user, make_year

pytestmark = pytest.mark.django_db
FIELDS = {"type", "title", "status", "detail", "hint", "errors", "request_id"}


def client(role: str, *, check_csrf: bool = False, **fields: Any) -> Client:
    made = Client(enforce_csrf_checks=check_csrf)
    made.force_login(make_user(role, **fields))
    return made


def problem(response: Any, status: int) -> dict[str, Any]:
    """The body of a problem, checked for its shape."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body.keys() == FIELDS
    assert body["status"] == status
    assert body["request_id"] == response.headers["X-Request-Id"]
    return body


def change(who: Client, code: str, body: Any) -> Any:
    return who.patch(f"/api/v1/schools/{code}/", body, content_type="application/json")


def test_a_visitor_is_told_how_to_sign_in() -> None:
    response = Client().get("/api/v1/years/")
    assert problem(response, 401)["type"] == "urn:safeschools:problem:not-signed-in"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_missing_right_is_named() -> None:
    body = problem(client("school_head").get("/api/v1/campaigns/", headers={"accept-language": "en"}), 403)
    assert "See the settings of a campaign year" in body["hint"]


@pytest.mark.parametrize(("language", "title"), [("en", "Not found"), ("zh-hans", "未找到")])
def test_problems_speak_the_reader_s_language(language: str, title: str) -> None:
    response = client("bureau_officer").get("/api/v1/schools/0000000000/", headers={"accept-language": language})
    assert problem(response, 404)["title"] == title


def test_no_such_address_is_a_problem_too() -> None:
    assert problem(client("auditor").get("/api/v1/nothing/at/all/"), 404)["type"].endswith(":not-found")


def test_an_unknown_field_is_refused_and_nothing_is_changed() -> None:
    school = make_school()
    body = problem(
        change(client("bureau_officer"), school.code, {"version": 1, "remark": "x", "status_": "closed"}), 400
    )
    assert body["errors"] == [{"field": "status_", "detail": body["errors"][0]["detail"], "code": "unknown"}]
    school.refresh_from_db()
    assert school.remark == ""


def test_an_unknown_filter_is_refused() -> None:
    found = client("bureau_officer").get("/api/v1/schools/", {"users__password__startswith": "a"})
    assert problem(found, 400)["errors"][0]["field"] == "users__password__startswith"


@pytest.mark.parametrize("size", ["0", "201", "-1", "many", "9" * 5000])
def test_pages_have_at_most_200_rows(size: str) -> None:
    assert problem(client("bureau_officer").get("/api/v1/schools/", {"page_size": size}), 400)


@pytest.mark.parametrize("position", ["abc", "' OR 1=1", "9" * 30, "-1", ""])
def test_a_forged_cursor_is_not_found_or_an_empty_page(position: str) -> None:
    cursor = base64.b64encode(f"p={position}".encode()).decode()
    assert client("bureau_officer").get("/api/v1/schools/", {"cursor": cursor}).status_code in (200, 404)


@pytest.mark.parametrize(
    "body",
    [
        '{"version": 1, "remark": "\\u0000"}',
        '{"version": 1, "remark": "\\ud800"}',
        "{",
        "[" * 100_000,
        '{"version": NaN}',
    ],
)
def test_a_body_that_cannot_be_stored_is_refused(body: str) -> None:
    assert problem(change(client("bureau_officer"), make_school().code, body), 400)


def test_a_body_of_another_kind_is_refused() -> None:
    who, school = client("bureau_officer"), make_school()
    assert problem(who.patch(f"/api/v1/schools/{school.code}/", b"x", content_type="text/plain"), 415)


@pytest.mark.parametrize("path", ["schools/%00/", "schools/?q=%00"])
def test_nul_in_an_address_is_refused_before_any_view_sees_it(path: str) -> None:
    response = client("bureau_officer").get(f"/api/v1/{path}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json().keys() == FIELDS


def test_what_the_rules_refuse_says_which_rule() -> None:
    year = make_year(state=CampaignYear.State.OPEN)
    who = client("bureau_officer")
    url = f"/api/v1/years/{year.calendar_year}/roster/unfreeze/"
    body = problem(who.post(url, {"reason": "x"}, content_type="application/json"), 409)
    assert body["type"] == "urn:safeschools:problem:wrong-state"


def test_a_stale_version_is_a_conflict() -> None:
    school, who = make_school(), client("bureau_officer")
    assert change(who, school.code, {"version": 1, "remark": "a"}).json()["version"] == 2
    assert problem(change(who, school.code, {"version": 1, "remark": "b"}), 409)["type"].endswith(":stale")


def test_a_session_needs_the_csrf_token() -> None:
    school = make_school()
    assert problem(change(client("bureau_officer", check_csrf=True), school.code, {"version": 1}), 403)


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
@pytest.mark.parametrize("path", ["schools/", "me/", "schema/", "docs/", "nothing/at/all/"])
def test_where_the_pages_send_a_person_elsewhere_a_program_is_told_what_to_do(
    path: str, method: str, settings: Any
) -> None:
    settings.REQUIRE_TOTP = True
    for who, code in (
        (client("bureau_officer", must_change_password=True), "temporary-password"),
        (client("bureau_officer"), "second-step-missing"),
    ):
        body = problem(getattr(who, method)(f"/api/v1/{path}"), 403)
        assert body["type"] == f"urn:safeschools:problem:{code}"
        assert body["detail"]


def test_a_token_is_no_way_around_them(settings: Any) -> None:
    user = make_user("bureau_officer")
    headers = {"authorization": f"Bearer {create_token(by=user, name='x', scopes=['read'], days=1)[1]}"}
    settings.REQUIRE_TOTP = True
    assert problem(Client().get("/api/v1/me/", headers=headers), 403)["type"].endswith(":second-step-missing")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert Client().get("/api/v1/me/", headers=headers).status_code == 200
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    assert problem(Client().get("/api/v1/me/", headers=headers), 403)["type"].endswith(":temporary-password")


def test_with_the_second_step_set_up_the_session_opens_the_interface(settings: Any) -> None:
    settings.REQUIRE_TOTP = True
    user, who = make_user("bureau_officer"), Client()
    who.force_login(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert [who.get("/api/v1/me/").status_code for _ in range(2)] == [200, 200]
    assert who.session["second_step"] is True


def test_without_tls_a_program_is_refused_and_not_sent_on(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert problem(client("bureau_officer").get("/api/v1/me/"), 403)["detail"]


def test_too_many_requests_say_when_to_come_again(settings: Any) -> None:
    settings.API_PER_MINUTE = {"reads": 2, "writes": 1}
    who = client("bureau_officer")
    assert [who.get("/api/v1/districts/").status_code for _ in range(2)] == [200, 200]
    response = who.get("/api/v1/districts/")
    assert problem(response, 429)["hint"]
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert change(who, make_school().code, {"version": 1}).status_code == 200
    assert problem(change(who, make_school().code, {"version": 1}), 429)


def test_an_internal_error_is_a_problem_without_a_word_of_the_inside() -> None:
    request = HttpRequest()
    request.path = "/api/v1/schools/"
    with override("en"):
        answer = server_error(request)
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content).keys() == FIELDS
