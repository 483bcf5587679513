"""Every named page, on a desk and on a phone: it answers, fits, axe finds nothing serious, a picture is kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE, People, sideways, violations
from tests.browser.tour import MAIN, STOPS, Stop, read_scenes
from tests.stack import Application

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
VISITORS = list(dict.fromkeys(stop.username for stop in STOPS))
OK = {"verify_number.unknown": 404}
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def scenes(city: Application) -> dict[str, Any]:
    """The objects the pages are about."""
    return read_scenes(city.run("-m", "tests.browser.props"))


@pytest.mark.parametrize("username", VISITORS, ids=lambda name: name or "visitor")
def test_pages_answer_fit_and_are_accessible(
    username: str, people: People, scenes: dict[str, Any], keep: Callable[[Page, str], None]
) -> None:
    page, wrong = people.page(username), []
    for stop in (stop for stop in STOPS if stop.username == username):
        wrong += [f"{stop.name}: {problem}" for problem in _visit(page, stop, stop.url(scenes), keep)]
    assert not wrong, "\n".join(wrong)


def _visit(page: Page, stop: Stop, url: str, keep: Callable[[Page, str], None]) -> Iterator[str]:
    page.set_viewport_size(DESK)
    answer = page.goto(url)
    assert answer is not None
    if answer.status != OK.get(stop.name, 200):
        yield f"status {answer.status}"
    for size, kind in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(size)
        keep(page, f"{stop.name}.{kind}")
        yield from (f"{kind}: {problem}" for problem in violations(page))
        if wide := sideways(page):
            yield f"{kind}: {wide} px too wide"
    page.set_viewport_size(NARROW)
    if wide := sideways(page):
        yield f"320 px: {wide} px too wide"


@pytest.mark.parametrize("dress", ["dark", "english"])
def test_main_pages_are_accessible_in_the_dark_and_in_english(
    dress: str, people: People, scenes: dict[str, Any], keep: Callable[[Page, str], None]
) -> None:
    wrong = []
    for stop in (stop for stop in STOPS if stop.name in MAIN):
        page = people.page(stop.username)
        with people.dressed(page, dress):
            page.set_viewport_size(DESK)
            page.goto(stop.url(scenes))
            keep(page, f"{stop.name}.{dress}")
            wrong += [f"{stop.name}: {problem}" for problem in violations(page)]
            page.set_viewport_size(PHONE)
            if wide := sideways(page):
                wrong.append(f"{stop.name}: {wide} px too wide for a phone")
    assert not wrong, "\n".join(wrong)
