"""The frame around the pages: navigation by role, year switch, language, error pages, gallery."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from safeschools.accounts.roles import ROLES
from safeschools.lib.errors import Invalid, Stale
from safeschools.web.navigation import RAILS, Link, address, mark_current
from safeschools.web.views import errors
from tests.factories import make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def years() -> Any:
    """A closed year and an open one."""
    first = make_year(calendar_year=2025, state="closed")
    return first, make_year(calendar_year=2026)


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def test_every_role_has_a_navigation() -> None:
    assert RAILS.keys() == ROLES.keys()


@pytest.mark.parametrize("role", list(ROLES))
def test_the_shell_opens_for_every_role(role: str) -> None:
    page = signed_in(role).get(reverse("own_account"))
    assert page.status_code == 200
    html = page.content.decode()
    assert 'id="rail"' in html
    assert 'class="ss-skip" href="#main"' in html
    assert html.count("<h1") == 1


def test_the_rail_shows_only_what_the_role_may_open() -> None:
    html = signed_in("auditor").get(reverse("own_account")).content.decode()
    assert reverse("event_list") in html
    assert reverse("account_list") not in html


def test_a_page_that_does_not_exist_yet_is_left_out() -> None:
    assert address("no_such_page") == ""


def test_the_deepest_fitting_entry_is_current() -> None:
    rows = [Link("/school/", "home", "a"), Link("/school/2026/assessment/", "home", "b"), Link("/x/", "home", "c")]
    mark_current(rows, "/school/2026/assessment/2/")
    assert [row.current for row in rows] == [False, True, False]


def test_the_newest_open_year_is_in_view_until_another_is_chosen(years: Any) -> None:
    client = signed_in("bureau_officer")
    assert client.get(reverse("own_account")).context["year"].calendar_year == 2026
    answer = client.post(reverse("choose_year"), {"calendar_year": "2025", "next": reverse("own_account")})
    assert answer["Location"] == reverse("own_account")
    assert client.get(reverse("own_account")).context["year"].calendar_year == 2025


def test_the_year_switch_keeps_the_place_and_stays_on_the_site(years: Any) -> None:
    client = signed_in("bureau_officer")
    answer = client.post(reverse("choose_year"), {"calendar_year": "2025", "next": "/bureau/2026/visits/?q=1"})
    assert answer["Location"] == "/bureau/2025/visits/?q=1"
    answer = client.post(reverse("choose_year"), {"calendar_year": "2025", "next": "//elsewhere.example/"})
    assert answer["Location"] == reverse("home")


@pytest.mark.parametrize("chosen", ["1999", "", "x"])
def test_an_unknown_year_is_refused(years: Any, chosen: str) -> None:
    assert signed_in("auditor").post(reverse("choose_year"), {"calendar_year": chosen}).status_code == 400


def test_years_are_read_once_for_the_whole_page(years: Any, django_assert_max_num_queries: Any) -> None:
    client = signed_in("system_admin")
    client.get("/_gallery/")
    with django_assert_max_num_queries(3):  # session, user, years
        assert client.get("/_gallery/").status_code == 200


def test_the_gallery_is_for_developers_and_the_system_administrator() -> None:
    assert Client().get("/_gallery/").status_code == 404
    assert signed_in("bureau_officer").get("/_gallery/").status_code == 404
    with override_settings(DEBUG=True):
        assert Client().get("/_gallery/").status_code == 200


def test_pages_come_in_english_too() -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/"})
    html = client.get("/accounts/login/").content.decode()
    assert '<html lang="en"' in html
    assert "Sign in" in html


def test_a_wrong_password_is_explained_and_the_account_name_kept() -> None:
    page = Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    html = page.content.decode()
    assert page.status_code == 200
    assert 'class="ss-errsum" role="alert"' in html
    assert 'value="nobody"' in html


def ask(*, htmx: bool = False, role: str = "auditor") -> HttpRequest:
    """A request as the middleware leaves it."""
    request = RequestFactory().get("/somewhere/", headers={"HX-Request": "true"} if htmx else {})
    request.user = make_user(role)
    request.request_id = "7f3a0941"  # type: ignore[attr-defined]
    request.htmx = htmx  # type: ignore[attr-defined]
    return request


def test_a_missing_right_names_the_roles_that_have_it() -> None:
    page = errors.permission_denied(ask(), PermissionDenied("allocation.approve"))
    html = page.content.decode()
    assert page.status_code == 403
    assert str(make_user("bureau_lead").role_label) in html
    assert str(make_user("auditor").role_label) in html
    assert "7f3a0941" in html


PAGES = {
    400: lambda request: errors.bad_request(request, Exception()),
    404: lambda request: errors.not_found(request, Exception()),
    409: lambda request: errors.domain_error(request, Stale()),
    410: errors.gone,
    422: lambda request: errors.domain_error(request, Invalid("Nein.", hint="Anders.")),
    500: errors.server_error,
    503: errors.unavailable,
}


@pytest.mark.parametrize("status", list(PAGES))
def test_every_error_has_a_page_with_the_number_of_the_request(status: int) -> None:
    page: HttpResponse = PAGES[status](ask())
    html = page.content.decode()
    assert page.status_code == status
    assert html.count("<h1") == 1
    assert str(status) in html
    assert "7f3a0941" in html


@pytest.mark.parametrize("status", list(PAGES))
def test_htmx_gets_a_toast_that_leaves_the_page_alone(status: int) -> None:
    answer: HttpResponse = PAGES[status](ask(htmx=True))
    assert answer.status_code == status
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "<html" not in answer.content.decode()


def test_the_last_pages_need_neither_database_nor_user(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert errors.server_error(request).status_code == 500
        assert errors.unavailable(request)["Retry-After"] == "30"


def test_an_unknown_address_is_answered_by_our_page() -> None:
    page = Client().get("/no/such/page/")
    assert page.status_code == 404
    assert 'class="errp"' in page.content.decode()


def test_a_form_sent_without_its_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/accounts/login/", {"login": "a", "password": "b"})
    assert page.status_code == 403
    assert 'class="errp"' in page.content.decode()


def test_messages_are_shown_as_toasts() -> None:
    html = Template('{% include "components/toasts.html" %}').render(Context({"messages": []}))
    assert html.strip() == ""


def test_a_refused_page_offers_pages_of_the_own_role(years: Any) -> None:
    html = signed_in("district_reviewer").get(reverse("allocation", args=[2026])).content.decode()
    near = html.partition('aria-labelledby="near"')[2].partition("</section>")[0]
    assert reverse("review_queue", args=[2026]) in near
    assert f'href="{reverse("district_home")}"' not in near
    assert reverse("account_list") not in near
