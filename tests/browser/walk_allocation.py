"""Step 8: frozen, run, proposed by one person, approved by another, named by a third, and seen by everybody."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import segno
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.browser.conftest import People
from tests.browser.hands import dialog, fetched, follow, press, reads, told

YEAR = timezone.localdate().year
DOCUMENT = f"云综委〔{YEAR}〕18 号"
SEND = """async url => {
  const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
  return (await fetch(url, {method: "POST", headers: token, redirect: "manual"})).status;
}"""
Keep = Callable[[Page, str], None]


def allocate(people: People, keep: Keep) -> None:
    """The officer's first run is rejected, the second compared and approved; nobody signs a draft of their own."""
    officer, lead = people.page("officer"), people.page("lead")
    officer.goto(reverse("allocation", args=[YEAR]))
    press(officer, "冻结参评名册")
    press(dialog(officer), "冻结参评名册")
    officer.wait_for_load_state()
    officer.goto(reverse("allocation", args=[YEAR]))
    reads(officer, re.compile(r"已冻结|冻结"))
    press(officer, "星级试算")
    officer.wait_for_url(re.compile(r"/allocation/"))
    officer.goto(reverse("run", args=[YEAR, 1]))
    keep(officer, "walk8_run.desk")
    _explore(officer, keep)
    _propose(officer, 1)
    _reject(lead, officer, "一所学校的推荐星级正在核实。")
    _run_again_and_compare(officer, keep)
    _propose(officer, 2)
    _own_draft(people, keep)
    lead.goto(reverse("run_decide", args=[YEAR, 2]))
    keep(lead, "walk8_decide.desk")
    press(lead, "批准本方案")
    lead.goto(reverse("run_decide", args=[YEAR, 2]))
    reads(lead, re.compile("王海峰 ?批准"), re.compile("张敏 ?提交"))
    lead.goto(reverse("run_decide", args=[YEAR, 3]))
    reads(lead, "已被取代")


def _explore(page: Page, keep: Keep) -> None:
    """A cap is slid, by mouse or by key, and what would come of it is said; the run itself stays."""
    page.goto(reverse("run_what_if", args=[YEAR, 1]))
    field = page.locator("#id_cap_three")
    before = float(field.input_value())
    field.locator("xpath=following-sibling::input[@type='range']").press("ArrowLeft")
    expect(field).to_have_value(f"{before - 0.5:.2f}")
    expect(page.locator("#sim")).to_contain_text(f"{before:.2f}% → {before - 0.5:.2f}%")
    keep(page, "walk8_what_if.desk")


def _propose(page: Page, number: int) -> None:
    page.goto(reverse("run", args=[YEAR, number]))
    press(page, "提交复核")
    page.goto(reverse("run_decide", args=[YEAR, number]))
    reads(page, "你是试算人或提交人，不能复核本方案。")
    _may_not_approve(page, number)


def _may_not_approve(page: Page, number: int) -> None:
    """Neither by a button nor past the page."""
    expect(page.get_by_role("button", name="批准本方案")).to_have_count(0)
    assert page.evaluate(SEND, reverse("run_approve", args=[YEAR, number])) == 403


def _reject(lead: Page, officer: Page, reason: str) -> None:
    """The lead sends the first run back; the officer reads why."""
    lead.goto(reverse("run_decide", args=[YEAR, 1]))
    lead.get_by_label("退回理由").fill(reason)
    press(lead, "退回")
    told(lead, "已退回")
    officer.goto(reverse("run_decide", args=[YEAR, 1]))
    reads(officer, re.compile("王海峰 ?退回"), reason)


def _run_again_and_compare(page: Page, keep: Keep) -> None:
    page.goto(reverse("allocation", args=[YEAR]))
    press(page, "重新试算")
    page.wait_for_url(re.compile(r"/allocation/runs/2/"))
    follow(page, "对比")
    reads(page, "同一数据，同一规则", "没有结果不同的学校")
    keep(page, "walk8_compare.desk")


def _own_draft(people: People, keep: Keep) -> None:
    """A third person is officer and lead in one: the right to approve does not reach the own draft."""
    security, third = people.page("security"), people.page("officer2")
    security.goto(reverse("account_detail", args=["officer2"]))
    security.locator("#give-role summary").click()
    security.locator("#id_role").select_option("bureau_lead")
    press(security, "授予角色")
    reads(security, re.compile("市教育局创建办.*市教育局负责人", re.DOTALL))
    third.goto(reverse("allocation", args=[YEAR]))
    press(third, "重新试算")
    third.wait_for_url(re.compile(r"/allocation/runs/3/"))
    press(third, "提交复核")
    third.goto(reverse("own_account"))
    press(third, "切换为此身份")
    third.goto(reverse("run_decide", args=[YEAR, 2]))
    expect(third.get_by_role("button", name="批准本方案")).to_be_visible()
    third.goto(reverse("run_decide", args=[YEAR, 3]))
    reads(third, "你是试算人或提交人，不能复核本方案。")
    _may_not_approve(third, 3)
    keep(third, "walk8_own_draft.desk")


def name(people: People, keep: Keep) -> None:
    """The commission's document is recorded; register, certificate and the check of its number are public."""
    page, public = people.page("naming"), people.page("")
    page.goto(reverse("naming_page", args=[YEAR]))
    page.get_by_label(re.compile("^文号")).fill(DOCUMENT)
    page.get_by_label(re.compile("^文件日期")).fill(timezone.localdate().isoformat())
    press(page, "登记命名")
    told(page, "命名已登记")
    keep(page, "walk8_naming.desk")
    public.goto(reverse("register", args=[YEAR]))
    first = public.locator("tbody tr").first
    school, number = first.locator("th").inner_text(), first.locator("a").inner_text()
    keep(public, "walk8_register.desk")
    _check(public, number, "证书真实有效", school, DOCUMENT)
    _check(public, "XJPA-2025-0000-0000-0000-0", "没有这个编号")
    _certificate_prints(people.page("lead"), number, school)
    _revoke(people.page("lead"), number)
    _check(public, number, "证书已撤销", school)
    keep(public, "walk8_revoked.desk")


def _check(page: Page, number: str, *said: str) -> None:
    page.goto(reverse("verify"))
    page.get_by_label("证书编号").fill(number)
    press(page, "验证")
    reads(page, *said)


def _certificate_prints(page: Page, number: str, school: str) -> None:
    """The certificate names school and number, and its QR code leads to the check of this number."""
    page.goto(reverse("naming_page", args=[YEAR]))
    row = page.locator("tbody tr", has_text=number)
    paper = PdfReader(fetched(page, row.locator("a[href$='.pdf']")))
    words = "".join(paper.pages[0].extract_text().split())  # the name is set with spaced letters
    assert number in words
    assert school in words
    address = urljoin(page.url, reverse("verify_number", args=[number]))
    code = segno.make(address, error="m", micro=False).matrix
    drawn = {(y, x) for y, row in enumerate(code) for x, dark in enumerate(row) if dark}
    assert _printed_modules(paper) == drawn


def _printed_modules(paper: PdfReader) -> set[tuple[int, int]]:
    """Row and column of the dark modules: the code is drawn as horizontal strokes through the middle of its rows."""
    modules: set[tuple[int, int]] = set()
    here = (0.0, 0.0)
    for numbers, operator in ContentStream(paper.pages[0].get_contents(), paper).operations:
        if operator in (b"m", b"l"):
            before, here = here, (float(numbers[0]), float(numbers[1]))
            if operator == b"l" and before[1] == here[1] and here[1] % 1 == 0.5:
                modules |= {(int(here[1]), column) for column in range(round(before[0]), round(here[0]))}
    return modules


def _revoke(page: Page, number: str) -> None:
    page.goto(reverse("naming_page", args=[YEAR]))
    follow(page.locator("tbody tr", has_text=number), "撤销")
    page.get_by_label(re.compile("^文号")).fill(f"云综委〔{YEAR}〕21 号")
    page.get_by_label(re.compile("^日期")).fill(timezone.localdate().isoformat())
    page.get_by_label(re.compile("^原因")).fill("发生责任事故。")
    press(page, "登记撤销")
    told(page, "撤销")
