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
    """The officer runs and proposes, is refused the approval, and the lead approves."""
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
    press(officer, "提交复核")
    officer.goto(reverse("run_decide", args=[YEAR, 1]))
    reads(officer, "你是试算人或提交人，不能复核本方案。")
    expect(officer.get_by_role("button", name="批准本方案")).to_have_count(0)
    assert officer.evaluate(SEND, reverse("run_approve", args=[YEAR, 1])) == 403
    lead.goto(reverse("run_decide", args=[YEAR, 1]))
    keep(lead, "walk8_decide.desk")
    press(lead, "批准本方案")
    lead.goto(reverse("run_decide", args=[YEAR, 1]))
    reads(lead, re.compile("王海峰 ?批准"), re.compile("张敏 ?提交"))


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
