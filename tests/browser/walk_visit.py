"""Steps 6 and 7: two inspectors check on their phones; the overview catches up with the facts by itself."""

import re
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.hands import follow, press, reads

YEAR = timezone.localdate().year
Keep = Callable[[Page, str], None]


def visit(people: People, keep: Keep, code: str) -> None:
    """Planned by the officer, recorded by one inspector, signed by both, confirmed with the school's person."""
    officer, first, second = (
        people.page("officer"),
        people.page("inspector", phone=True),
        people.page("inspector2", phone=True),
    )
    school = _plan(officer, keep, code)
    before = _revision(officer)
    first.goto(reverse("field_home"))
    first.locator("article", has_text=school).get_by_role("link", name="打开核查清单").click()
    first.wait_for_url(re.compile(r"/field/visits/\d+/$"))
    checklist = first.url
    keep(first, "walk6_checklist.phone")
    first.locator("a.ck").first.click()
    _a_difference_needs_a_reason(first, keep)
    _the_rest_agrees(first)
    second.goto(f"{checklist}sign/")
    press(second, "签字")
    expect(second.locator(".ck2", has_text="赵刚")).not_to_contain_text("未签")
    first.goto(f"{checklist}sign/")
    first.get_by_label(re.compile("^学校陪同人员")).fill("陈志远 校长")
    keep(first, "walk6_sign.phone")
    press(first, "确认并提交")
    first.wait_for_url(checklist)
    reads(first, "已确认")
    _the_overview_catches_up(officer, before, keep)


def _plan(page: Page, keep: Keep, code: str) -> str:
    """From the school's page; returns the school's name."""
    page.goto(reverse("participation_detail", args=[YEAR, code]))
    school = page.locator("h1").inner_text().split()[0]
    follow(page, "安排抽查")
    page.get_by_label("日期").fill(timezone.localdate().isoformat())
    for name in ("刘洋", "赵刚"):
        page.get_by_label(re.compile(f"^{name}")).check()
    for box in page.locator("[name=items]:checked").all()[::-1]:
        box.uncheck()
    for item in ("D1-01", "D1-02"):
        page.get_by_label(re.compile(f"^{item}")).check()
    keep(page, "walk6_plan.desk")
    press(page, "安排抽查")
    reads(page, school, "刘洋", "赵刚")
    return school


def _a_difference_needs_a_reason(page: Page, keep: Keep) -> None:
    """One more missed sweep than the district saw: refused without a reason, the typed number stays."""
    page.wait_for_url(re.compile(r"/items/D1-01/"))
    box = page.locator(".stepper input").first
    found = str(int(box.input_value()) + 1)
    page.locator(".stepper button").nth(1).click()
    expect(box).to_have_value(found)
    press(page, "保存，下一项 D1-02")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator(".stepper input").first).to_have_value(found)
    page.get_by_label("原因").fill("台账缺一次签字页，按缺失计。")
    keep(page, "walk6_item.phone")
    press(page, "保存，下一项 D1-02")


def _the_rest_agrees(page: Page) -> None:
    page.wait_for_url(re.compile(r"/items/D1-02/"))
    press(page, "保存")
    page.wait_for_url(re.compile(r"/field/visits/\d+/$"))
    reads(page, "2 / 2")


def _revision(page: Page) -> int:
    """The revision the figures on the overview stand for."""
    page.goto(reverse("bureau_dashboard", args=[YEAR]))
    return _stamp(page)


def _stamp(page: Page) -> int:
    said = re.search(r"版本 ([\d,]+)", page.locator("#stamp").inner_text())
    assert said
    return int(said.group(1).replace(",", ""))


def _the_overview_catches_up(page: Page, before: int, keep: Keep) -> None:
    page.goto(reverse("bureau_dashboard", args=[YEAR]))
    expect(page.locator("#stamp")).to_contain_text("已重算")
    assert _stamp(page) > before
    keep(page, "walk7_overview.desk")
