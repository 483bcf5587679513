"""Step 4: a school answers everything, two people at once, nothing typed is lost, and its head hands in."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import People
from tests.browser.hands import dialog, fetched, follow, press, reads

YEAR = timezone.localdate().year
ITEM = "D1-01"
SAYS = "月度排查台账齐全，缺的一次已补做。"
Keep = Callable[[Page, str], None]


def assess(people: People, keep: Keep) -> str:
    """The editor fills in, the head signs off; returns the school's code."""
    page = people.page("editor")
    for dimension in ("D1", "D2", "D3", "D4", "D5", "D6"):
        page.goto(reverse("assessment_dimension", args=[YEAR, dimension]))
        _answer_everything(page)
    _typed_values_stay(page)
    _evidence_is_attached(page)
    _two_people_write_at_once(page, people.page("head"), keep)
    return hand_in(people.page("head"), keep, 1)


def hand_in(head: Page, keep: Keep, number: int) -> str:
    """The head reads the summary, answers for the truth and submits; the receipt and the printed form are there."""
    head.goto(reverse("assessment", args=[YEAR]))
    follow(head, "提交区县审核")
    sheet = dialog(head)
    sheet.get_by_label("本校对填报内容和佐证材料的真实性负责").check()
    keep(head, f"walk4_submit{number}.desk")
    press(sheet, "提交区县审核")
    head.wait_for_url(re.compile(f"/receipts/{number}/"))
    reads(head, f"已提交（第 {number} 次）", re.compile(r"[0-9a-f]{64}"), "陈志远")
    keep(head, f"walk4_receipt{number}.desk")
    form = "".join(page.extract_text() for page in PdfReader(fetched(head, _link(head, "自评表 PDF"))).pages)
    head.goto(reverse("school_profile"))
    code = re.search(r"\d{10}", head.locator("main").inner_text())
    assert code
    assert code.group() in form
    return code.group()


def _link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name)


def _answer_everything(page: Page) -> None:
    """No deductions, nothing left out, the best level, met; every answer reaches the server."""
    for boxes, best in (("article .stepper input", "0"), (".ratio-f input", "9")):
        for box in page.locator(boxes).all():
            if box.input_value() != best:
                box.fill(best)
    for group in page.locator("fieldset.lv").all():
        if not group.locator("input").first.is_checked():
            group.locator("label").first.click()
    _everything_is_saved(page)


def _everything_is_saved(page: Page) -> None:
    page.wait_for_function(
        "() => !document.querySelector('form.is-pending')"
        " && !Object.keys(localStorage).some(key => key.startsWith('ss-draft'))",
    )


@contextmanager
def _saving(page: Page, code: str) -> Iterator[None]:
    """What happens inside sends the item; afterwards the server has answered."""
    with page.expect_response(lambda answer: answer.url.endswith(f"/items/{code}/")):
        yield


def _open(page: Page) -> None:
    page.goto(reverse("assessment_dimension", args=[YEAR, ITEM[:2]]))


def _count(page: Page, times: str) -> None:
    page.locator(f"#{ITEM}-1").fill(times)


def _typed_values_stay(page: Page) -> None:
    _open(page)
    if not page.locator(f"#note-{ITEM}").is_visible():
        page.locator(f"#nl-{ITEM}").click()
    page.locator(f"#note-{ITEM}").fill(SAYS)
    with _saving(page, ITEM):
        _count(page, "1")
    _everything_is_saved(page)
    page.reload()
    expect(page.locator(f"#{ITEM}-1")).to_have_value("1")
    expect(page.locator(f"#note-{ITEM}")).to_have_value(SAYS)
    expect(page.locator(f"#amt-{ITEM}-1")).to_contain_text("−0.40")


def _evidence_is_attached(page: Page) -> None:
    picture = BytesIO()
    Image.new("RGB", (320, 240), (30, 90, 60)).save(picture, "PNG")
    strip = page.locator(f"#ev-{ITEM} figure")
    before = strip.count()
    photo = FilePayload(name="排查台账.png", mimeType="image/png", buffer=picture.getvalue())
    page.set_input_files(f"#file-{ITEM}", photo)
    expect(strip).to_have_count(before + 1)
    page.goto(reverse("evidence_library", args=[YEAR]))
    reads(page, "排查台账.jpg")


def _two_people_write_at_once(editor: Page, head: Page, keep: Keep) -> None:
    """The later one sees both versions and chooses; the other stays in the history."""
    _open(editor)
    _open(head)
    with _saving(head, ITEM):
        _count(head, "2")
    _count(editor, "0")
    merge = dialog(editor)
    expect(merge).to_contain_text("陈志远刚改过这一项")
    keep(editor, "walk4_conflict.desk")
    with _saving(editor, ITEM):
        press(merge, "用我的")
    _everything_is_saved(editor)
    head.reload()
    expect(head.locator(f"#{ITEM}-1")).to_have_value("0")
    head.goto(reverse("item_history", args=[YEAR, ITEM]))
    reads(head, "李敏", "陈志远")
