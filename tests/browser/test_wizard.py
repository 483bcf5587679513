"""Step 3: a year is opened by the wizard, step by step."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.domain.schedule import STEPS
from tests.browser.conftest import People
from tests.browser.hands import press, reads, told

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
NEXT = timezone.localdate().year + 1
Keep = Callable[[Page, str], None]


def test_a_year_is_set_up_and_opened(people: People, keep: Keep) -> None:
    page = people.page("officer")
    page.goto(reverse("year_list"))
    page.locator("tr", has_text=str(NEXT)).get_by_role("link", name=re.compile("设置")).click()
    for step in STEPS[:-1]:
        page.wait_for_url(re.compile(f"/setup/{step}/"))
        if step in CARE:
            CARE[step](page)
        keep(page, f"walk3_{step}.desk")
        page.get_by_role("button", name=re.compile("^保存并继续：")).click()
    page.wait_for_url(re.compile("/setup/check/"))
    expect(page.locator("ol.ss-steps li.done")).to_have_count(len(STEPS) - 1)
    reads(page, f"云综委〔{NEXT}〕1 号")
    page.get_by_label("已核对，与印发的方案一致").check()
    keep(page, "walk3_check.desk")
    press(page, f"开启 {NEXT} 年度")
    told(page, re.compile(r"年度已开启，共 \d+ 所学校参评。"))
    page.goto(reverse("year_list"))
    expect(page.locator("tr", has_text=str(NEXT))).not_to_contain_text("设置")


def _basics(page: Page) -> None:
    page.get_by_label(re.compile("^批准文件文号")).fill(f"云综委〔{NEXT}〕1 号")


def _bands(page: Page) -> None:
    """A cap above the total is refused with the reason, what was typed stays; then it is put right."""
    three = page.locator("[name=cap_three]")
    right = three.input_value()
    three.fill("99")
    page.get_by_role("button", name=re.compile("^保存并继续：")).click()
    expect(page.locator("main [role=alert]")).to_contain_text("合计")
    expect(three).to_have_value("99")
    three.fill(right)


CARE: dict[str, Callable[[Page], None]] = {"basics": _basics, "bands": _bands}
