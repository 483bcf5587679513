"""Step 2: the assessment standard: read by dimension, copied, changed, refused while the sum is wrong, published."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.hands import follow, press, reads, told

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
Keep = Callable[[Page, str], None]


def test_a_standard_is_read_copied_corrected_and_published(people: People, keep: Keep) -> None:
    page = people.page("officer")
    page.goto(reverse("standard_list"))
    page.locator("tbody a.main", has_text="1.0").click()
    _read_every_dimension(page)
    follow(page, "复制为草稿")
    page.get_by_label(re.compile("^版本")).fill("2.0")
    press(page, "建立草稿")
    told(page, "草稿 2.0 已建立，可以编辑。")
    right = _set_points(page, "1.5", "99.50")
    reads(page, "计分条目合计 99.50 分，应为 100.00 分（相差 +0.50 分）")
    keep(page, "walk2_sum.desk")
    _publishing_is_refused(page, keep)
    _set_points(page, right, "100.00")
    follow(page, "检查并发布")
    reads(page, "可以发布。")
    press(page, "发布版本 2.0")
    told(page, "版本 2.0 已发布。")
    expect(page.get_by_role("link", name="检查并发布")).to_have_count(0)
    keep(page, "walk2_published.desk")


def _read_every_dimension(page: Page) -> None:
    links = page.locator("nav.ws__nav a.dim[href*='dimension=']")
    titles = [title.splitlines()[-1].strip() for title in links.locator(".dim__n").all_inner_texts()]
    assert len(titles) == 6
    for number in range(6):
        links.nth(number).click()
        expect(links.nth(number)).to_have_attribute("aria-current", "page")
        expect(page.locator("h2.ss-bar")).to_contain_text(titles[number][-3:])
        expect(page.locator(f"#item-D{number + 1}-01")).to_be_visible()


def _set_points(page: Page, points: str, total: str) -> str:
    """Change the points of D1-01; the sum follows while typing. Returns what it had before."""
    page.goto(reverse("standard_item", args=["2.0", "D1-01"]))
    box = page.locator("#id_max_points")
    before = box.input_value()
    box.fill(points)
    expect(page.locator("#sum")).to_contain_text(total)
    press(page, "保存条目")
    page.wait_for_url(re.compile(r"/standards/2\.0/(\?|$)"))
    return before


def _publishing_is_refused(page: Page, keep: Keep) -> None:
    follow(page, "检查并发布")
    reads(page, "发布前有 1 处要处理", "合计 99.50 分，应为 100.00 分")
    expect(page.get_by_role("button", name="发布版本 2.0")).to_be_disabled()
    keep(page, "walk2_refused.desk")
