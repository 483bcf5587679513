"""The viewer of the API's description in Chromium: without a network, under the strict policy, good for trying it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.services]


def test_the_viewer_lists_every_operation_and_tries_one(people: People) -> None:
    page, elsewhere = people.page("officer"), []

    def asked(request: object) -> None:
        url = getattr(request, "url", "")
        if not url.startswith((people.url, "data:", "blob:")):
            elsewhere.append(url)

    page.on("request", asked)
    page.goto("/api/v1/docs/")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
    described = page.request.get("/api/v1/schema/?format=json").json()
    operations = sum(len(methods) for methods in described["paths"].values())
    expect(page.locator(".opblock")).to_have_count(operations)
    me = page.locator(".opblock", has=page.locator('[data-path="/api/v1/me/"]'))
    me.locator(".opblock-summary-control").click()
    me.get_by_role("button", name="Try it out").click()
    me.get_by_role("button", name="Execute").click()
    expect(me.locator(".live-responses-table .response-col_status").first).to_contain_text("200")
    expect(me.locator(".live-responses-table")).to_contain_text("bureau_officer")
    page.remove_listener("request", asked)
    assert elsewhere == []
