"""The ranked list in Chromium: it scrolls on to its end, keeps its place and answers while somebody types."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from safeschools.designations.queries.ranked import STRETCH
from tests.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
RANKS = (
    """[...document.querySelectorAll("#ranked tbody tr:not(.cut):not(.gap)")].map((row) => row.cells[0].textContent)"""
)
BOTTOM = """const region = document.querySelector(".ss-scroll--head"); region.scrollTop = region.scrollHeight"""


def opened(people: People, line: str) -> Page:
    page = people.page("officer")
    page.goto(reverse("allocation", args=[timezone.localdate().year - 1]) + f"?line={line}")
    return page


def ranks(page: Page) -> list[str]:
    return list(page.evaluate(RANKS))


def test_the_list_scrolls_on_to_its_end_and_keys_walk_through_it(people: People) -> None:
    page = opened(people, "all")
    assert len(ranks(page)) == STRETCH
    page.evaluate(BOTTOM)
    expect(page.locator("#ranked .gap")).to_have_count(0)
    found = ranks(page)
    ranked = [int(rank) for rank in found if rank.isdigit()]
    assert len(found) > STRETCH
    assert ranked == sorted(ranked)
    page.locator("#ranked th a").nth(STRETCH - 1).focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').cells[0].textContent") == found[STRETCH]


def test_the_list_opens_at_a_place_of_its_own_with_the_others_above_it(people: People) -> None:
    page = opened(people, "all&start=40")
    expect(page.locator("#ranked .gap")).to_have_count(0)  # fetched by itself, for it was near
    assert [rank for rank in ranks(page) if rank.isdigit()][:2] == ["1", "2"]
    assert page.evaluate("document.querySelector('.ss-scroll--head').scrollTop") > 0
    expect(page.locator("#ranked th a").nth(40)).to_be_in_viewport()


def test_a_filter_answers_while_it_is_typed(people: People) -> None:
    page = opened(people, "all")
    name = page.locator("#ranked th a").nth(3).inner_text()
    page.locator("#f-text").press_sequentially(name)
    expect(page.locator("#ranked [role=status]")).to_contain_text("1 所学校符合筛选条件")
    assert page.locator("#ranked th a").inner_text() == name
    assert "text=" in page.url
    page.reload()
    expect(page.locator("#ranked th a")).to_have_count(1)
    page.locator("#f-text").fill("没有这样的学校")
    expect(page.locator("#ranked")).to_contain_text("没有符合条件的学校")


def test_a_slider_answers_beside_the_list_and_the_address_stays(people: People) -> None:
    page = opened(people, "all")
    address, field = page.url, page.locator("#id_cap_three")
    before = float(field.input_value())
    expect(page.locator("#sim")).to_be_hidden()
    field.locator("xpath=following-sibling::input[@type='range']").press("ArrowLeft")
    expect(page.locator("#sim")).to_contain_text(f"{before:.2f}% → {before - 0.5:.2f}%")
    expect(page.locator("#ranked")).to_be_visible()
    assert page.url == address
