"""Debian's chromium, people signed in on a desk and on a phone, axe, and the folder of screenshots."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from safeschools.web.demo.people import PASSWORD
from tests.stack import Application

ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
AXE = Axe()
SERIOUS = ("serious", "critical")
PATIENCE = 120_000  # milliseconds: the machine may be busy, and background work takes its time


#: one city for all: the tour looks at it before the walks change it; of the walks, the corridor comes before a new year
ORDER = (
    "test_tour",
    "test_api_viewer",
    "test_sign_out",
    "test_ranked",
    "test_register",
    "test_standard",
    "test_year",
    "test_wizard",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come in their order, on the places they drew."""
    places = [place for place, item in enumerate(items) if item.get_closest_marker("browser")]
    mine = sorted((items[place] for place in places), key=lambda item: ORDER.index(item.path.stem))
    for place, item in zip(places, mine, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        yield browser
        browser.close()


class People:
    """Pages of signed-in people, one context each; what goes wrong in a page's console fails the test."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: dict[tuple[str, bool], tuple[BrowserContext, Page]] = {}
        self.problems: list[str] = []

    def page(self, username: str, *, phone: bool = False) -> Page:
        """The person's page; signed in at the first call, `""` is a visitor."""
        key, size = (username, phone), PHONE if phone else DESK
        if key not in self.contexts:
            context = self.browser.new_context(
                viewport=size, locale="zh-CN", base_url=self.url, reduced_motion="reduce"
            )
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.on("pageerror", lambda error: self.problems.append(f"{username} {page.url}: {error}"))
            page.on("console", lambda message: self._heard(username, page, message.type, message.text))
            self.contexts[key] = context, page
            if username:
                self._sign_in(page, username)
        page = self.contexts[key][1]
        page.set_viewport_size(size)
        return page

    @contextmanager
    def dressed(self, page: Page, dress: str) -> Iterator[None]:
        """The page in the dark, or in English."""
        if dress == "dark":
            page.emulate_media(color_scheme="dark")
        else:
            page.context.add_cookies([{"name": "django_language", "value": "en", "url": self.url}])
        yield
        page.emulate_media(color_scheme="light")
        page.context.clear_cookies(name="django_language")

    def _heard(self, username: str, page: Page, kind: str, text: str) -> None:
        # Refusals are answers; and htmx 4 writes a style attribute while it swaps, which our policy rightly blocks.
        if kind == "error" and not re.search(r"status of 4\d\d|Applying inline style", text):
            self.problems.append(f"{username} {page.url}: {text}")

    @staticmethod
    def _sign_in(page: Page, username: str) -> None:
        page.goto("/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(re.compile(r"^(?!.*/accounts/login/).*$"))


@pytest.fixture(scope="session")
def crowd(chromium: Browser, city: Application) -> People:
    """Everybody of the demonstration; each signs in once."""
    return People(chromium, city.url)


@pytest.fixture
def people(crowd: People) -> Iterator[People]:
    """The crowd, listened to: what goes wrong in a page's console during the test fails it."""
    crowd.problems.clear()
    yield crowd
    assert crowd.problems == []


@pytest.fixture(scope="session")
def keep() -> Callable[[Page, str], None]:
    """Save a screenshot under var/screenshots (or SCREENSHOTS=…)."""
    folder = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return save


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical on this page: rule, and the first element."""
    found = AXE.run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] in SERIOUS]


#: just after a resize on a busy machine a page may be measured before its scroll bar is there: it has some frames
SIDEWAYS = """async () => {
  const root = document.documentElement;
  for (let frame = 0; frame < 60 && root.scrollWidth > root.clientWidth; frame++)
    await new Promise(requestAnimationFrame);
  return root.scrollWidth - root.clientWidth;
}"""


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window once it has come to rest."""
    return int(page.evaluate(SIDEWAYS))
