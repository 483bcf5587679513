"""Every page of every role, on a desk and on a phone: answers, fits, axe finds nothing serious, a picture is kept."""

import itertools
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import People, sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
YEAR = timezone.localdate().year

PAGES: dict[str, list[tuple[str, tuple[object, ...]]]] = {
    "": [("account_login", ()), ("register", (YEAR - 1,)), ("verify", ())],
    "editor": [
        ("school_home", ()),
        ("assessment", (YEAR,)),
        ("assessment_submit", (YEAR,)),
        ("evidence_library", (YEAR,)),
        ("school_result", (YEAR - 1,)),
        ("own_account", ()),
        ("account_change_password", ()),
    ],
    "reviewer": [("district_home", ())],
    "inspector": [("field_home", ())],
    "liaison": [("agency_home", ())],
    "officer": [("bureau_dashboard", (YEAR,)), ("visit_list", (YEAR,)), ("account_list", ()), ("account_new", ())],
    "lead": [("naming_page", (YEAR - 1,))],
    "auditor": [("event_list", ())],
}


@pytest.mark.parametrize("username", PAGES, ids=lambda name: name or "visitor")
def test_pages_answer_fit_and_are_accessible(username: str, people: People, keep: Callable[[Page, str], None]) -> None:
    wrong = []
    for (name, args), phone in itertools.product(PAGES[username], (False, True)):
        page = people.page(username, phone=phone)
        answer = page.goto(reverse(name, args=args))
        assert answer is not None
        keep(page, f"{name}.{'phone' if phone else 'desk'}")
        if answer.status != 200:
            wrong.append(f"{name}: {answer.status}")
        wrong += [f"{name} {'phone' if phone else 'desk'} {problem}" for problem in violations(page)]
        if sideways(page):
            wrong.append(f"{name} {'phone' if phone else 'desk'}: {sideways(page)} px too wide")
    assert wrong == []
