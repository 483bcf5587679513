"""Debian's chromium, people signed in on a desk and on a phone, axe, and the folder of screenshots."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def city(application: Application) -> Application:
    """The product in production form with a small demonstration city."""
    application.manage("demo_city", "--schools", "90", "--seed", "7")
    return application


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
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
        key = (username, phone)
        if key not in self.contexts:
            size = PHONE if phone else DESK
            context = self.browser.new_context(
                viewport={"width": size["width"], "height": size["height"]}, locale="zh-CN", base_url=self.url
            )
            page = context.new_page()
            page.on("pageerror", lambda error: self.problems.append(f"{username} {page.url}: {error}"))
            page.on("console", lambda message: self._heard(username, page, message.type, message.text))
            self.contexts[key] = context, page
            if username:
                self._sign_in(page, username)
        return self.contexts[key][1]

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


@pytest.fixture
def people(chromium: Browser, city: Application) -> Iterator[People]:
    """Everybody of the demonstration."""
    crowd = People(chromium, city.url)
    yield crowd
    for context, _page in crowd.contexts.values():
        context.close()
    assert crowd.problems == []


@pytest.fixture(scope="session")
def keep() -> Callable[[Page, str], None]:
    """Save a screenshot under var/screenshots (or SCREENSHOTS=…)."""
    folder = Path(os.environ.get("SCREENSHOTS", "var/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return save


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical on this page: rule, and the first element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found if rule["impact"] in SERIOUS]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
