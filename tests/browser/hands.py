"""What a person does on a page and sees there, in the words that stand on screen."""

import re
from io import BytesIO

from playwright.sync_api import Locator, Page, expect


def press(place: Page | Locator, name: str) -> None:
    """Click the one visible button of this name."""
    place.get_by_role("button", name=name, exact=True).filter(visible=True).click()


def follow(place: Page | Locator, name: str) -> None:
    """Click the first visible link of this name."""
    place.get_by_role("link", name=name, exact=True).filter(visible=True).first.click()


def reads(page: Page, *texts: str | re.Pattern[str]) -> None:
    """The page's main part comes to say all of this."""
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def told(page: Page, text: str | re.Pattern[str]) -> None:
    """A message appears that says this."""
    expect(page.locator("#toasts")).to_contain_text(text)


def dialog(page: Page) -> Locator:
    """The dialog that is open."""
    found = page.locator("dialog[open]")
    expect(found).to_be_visible()
    return found


def fetched(page: Page, link: Locator) -> BytesIO:
    """The file a click on `link` brings."""
    with page.expect_download() as caught:
        link.click()
    return BytesIO(caught.value.path().read_bytes())
