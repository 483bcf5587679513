"""The viewer of the API's description in Chromium: without a network and without a complaint of the strict policy."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_the_viewer_lists_operations_and_asks_no_other_site(people: People) -> None:
    page, asked = people.page("officer"), []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto("/api/v1/docs/")
    expect(page.locator(".opblock").first).to_be_visible(timeout=120_000)
    expect(page.locator(".opblock").first).to_contain_text("Accounts")
    page.remove_listener("request", note)
    assert [url for url in asked if not url.startswith((people.url, "data:", "blob:"))] == []
    assert any(url.startswith(f"{people.url}/api/v1/schema/") for url in asked)
