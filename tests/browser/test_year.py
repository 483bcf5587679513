"""Steps 4 to 8, the corridor of a campaign year, in a real browser as six people and more."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import People
from tests.browser.walk_allocation import allocate, name
from tests.browser.walk_assessment import assess
from tests.browser.walk_review import review
from tests.browser.walk_visit import visit
from tests.stack import Application

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]


def test_a_year_from_the_self_assessment_to_the_register(
    city: Application, people: People, keep: Callable[[Page, str], None]
) -> None:
    code = assess(people, keep)
    review(people, keep, code)
    visit(people, keep, code)
    allocate(people, keep)
    name(people, keep)
    assert "equals" in city.manage("recompute", "--year", str(timezone.localdate().year), "--check")
