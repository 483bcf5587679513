"""Step 5: the district accepts, adjusts and returns with reasons, sees what changed, finishes, and sends its list."""

import re
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from tests.browser.hands import dialog, follow, press, reads, told
from tests.browser.walk_assessment import hand_in

YEAR = timezone.localdate().year
ADJUSTED, ACCEPTED, RETURNED = "D1-01", "D1-02", "D1-03"
ASKS, ANSWER = "请补充超期答复的三件诉求的原因。", "三件诉求均已答复，原因见自评说明。"
Keep = Callable[[Page, str], None]


def review(people: People, keep: Keep, code: str) -> None:
    """One round back to the school, then through to the list at the city."""
    page = people.page("reviewer")
    _judge(page, keep, code)
    _return(page, keep, code)
    _answer(people.page("editor"))
    hand_in(people.page("head"), keep, 2)
    _see_what_changed(page, keep, code)
    _finish(page, code)
    _send_the_list(page, people.page("district"), keep, code)


def _line(page: Page, item: str) -> Locator:
    return page.locator("table.rv-items tr", has=page.locator("a.rv-a", has_text=item))


def _item(page: Page, code: str, item: str) -> None:
    page.goto(reverse("review_item", args=[YEAR, code, item]))
    expect(page.locator(".rv__dh .item__no")).to_have_text(item)


def _judge(page: Page, keep: Keep, code: str) -> None:
    page.goto(reverse("review_queue", args=[YEAR]))
    page.locator(f"tbody a[href*='/{code}/']").click()
    _item(page, code, ADJUSTED)
    page.locator("#fact-1").fill("1")
    expect(page.locator("#rv-points")).to_contain_text("0.40")
    press(page.locator("#rv-form"), "保存并下一项")
    expect(page.locator("#review .ss-alert--err")).to_be_visible()
    expect(page.locator("#fact-1")).to_have_value("1")
    page.get_by_label("差异原因").select_option("evidence")
    page.get_by_label(re.compile("^说明（学校可见）")).fill("台账显示有一个月未排查。")
    keep(page, "walk5_adjust.desk")
    press(page.locator("#rv-form"), "保存并下一项")
    expect(_line(page, ADJUSTED)).to_contain_text("核减")
    _item(page, code, ACCEPTED)
    press(page.locator("#rv-form"), "认可自评")
    expect(_line(page, ACCEPTED)).to_contain_text("认可")


def _return(page: Page, keep: Keep, code: str) -> None:
    _item(page, code, RETURNED)
    page.locator("#rv-return summary").click()
    page.get_by_label("学校需要改正什么").fill(ASKS)
    press(page, "记入退回并下一项")
    expect(_line(page, RETURNED)).to_contain_text("拟退回")
    follow(page.locator(".actbar"), "退回学校")
    sheet = dialog(page)
    expect(sheet).to_contain_text(ASKS)
    sheet.get_by_label(re.compile("^总体意见")).fill("其余条目已看过。")
    keep(page, "walk5_return.desk")
    press(sheet, "退回学校")
    told(page, "已退回")


def _answer(page: Page) -> None:
    """The school reads the reason, changes its explanation and answers."""
    page.goto(reverse("school_home"))
    page.goto(reverse("assessment_dimension", args=[YEAR, RETURNED[:2]]))
    reads(page, ASKS, "其余条目已看过。")
    card = page.locator(f"#item-{RETURNED}")
    with page.expect_response(lambda answer: answer.url.endswith(f"/items/{RETURNED}/")):
        page.locator(f"#note-{RETURNED}").fill("三件诉求因当事人外出延期，已书面说明。")
    card.locator(".ret summary").click()
    card.get_by_label("回复区县").fill(ANSWER)
    press(card, "保存回复")
    reads(page, ANSWER)


def _see_what_changed(page: Page, keep: Keep, code: str) -> None:
    _item(page, code, RETURNED)
    reads(page, "重新提交")
    expect(_line(page, RETURNED)).to_contain_text("有改动")
    expect(_line(page, ACCEPTED)).not_to_contain_text("有改动")
    expect(page.locator(".rv__d")).to_contain_text("上次提交")
    keep(page, "walk5_changed.desk")


def _finish(page: Page, code: str) -> None:
    press(page, "认可其余")
    press(dialog(page), "认可其余")
    told(page, "认可")
    follow(page.locator(".actbar"), "通过并推荐申报")
    sheet = dialog(page)
    sheet.get_by_label("稍后在推荐名单中决定").check()
    press(sheet, "完成审核")
    told(page, "审核完成")


def _send_the_list(reviewer: Page, lead: Page, keep: Keep, code: str) -> None:
    """The reviewer fills the list in, the lead sends it, leaving out by name whom nobody has reviewed."""
    reviewer.goto(reverse("recommendation", args=[YEAR]))
    press(reviewer, "按得分补齐")
    row = reviewer.locator("tbody tr", has=reviewer.locator(f"a[href*='/{code}/']"))
    expect(row.first.locator(".stars, .ss-stars, [class*=star]").first).to_be_visible()
    expect(reviewer.get_by_role("link", name="提交名单")).to_have_count(0)
    lead.goto(reverse("recommendation", args=[YEAR]))
    keep(lead, "walk5_list.desk")
    follow(lead, "提交名单")
    sheet = dialog(lead)
    sheet.get_by_label("本年度名单不列入这些学校").check()
    sheet.get_by_label(re.compile("^不列入的理由")).fill("审核期内未完成，今年不参评。")
    press(sheet, "提交名单")
    told(lead, "名单已提交市创建办。")
    reads(lead, re.compile("孙丽 ?提交"))
