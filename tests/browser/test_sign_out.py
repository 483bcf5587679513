"""After signing out nothing of the person's work is left on the device (ASVS 14.3.1)."""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.architecture.source import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SITE = "http://site.example"
SCRIPT = (ROOT / "static" / "app" / "js" / "app.js").read_text("utf-8")
PAGE = """<!doctype html><html><head><script src="/app.js"></script></head><body>
<form id="out" method="post" action="/accounts/logout/"><button>Sign out</button></form>
<form id="again" method="post" action="/accounts/logout/"><input name="next" value="/"><button>Again</button></form>
<form id="other" method="post" action="/accounts/users/"><button>Other</button></form></body></html>"""


def answer(route: Route) -> None:
    """Our script, and the same page for every address: no server is needed for what a browser does by itself."""
    if route.request.url.endswith("/app.js"):
        route.fulfill(body=SCRIPT, content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")


def kept_after(page: Page, form: str) -> list[str]:
    page.goto(SITE)
    page.evaluate("localStorage.setItem('ss-theme', 'dark'); localStorage.setItem('ss-draft:7:/x/', '{}')")
    with page.expect_navigation():
        page.click(f"#{form} button")
    found: list[str] = page.evaluate("Object.keys(localStorage).sort()")
    return found


def test_signing_out_leaves_no_draft_behind(chromium: Browser) -> None:
    """Drafts of answers go, the theme stays. Who only signs in again finds them, and so does every other form."""
    page = chromium.new_page()
    page.route("**/*", answer)
    assert kept_after(page, "other") == ["ss-draft:7:/x/", "ss-theme"]
    assert kept_after(page, "again") == ["ss-draft:7:/x/", "ss-theme"]
    assert kept_after(page, "out") == ["ss-theme"]
    page.close()
