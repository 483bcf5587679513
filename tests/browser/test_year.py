"""The corridor of a campaign year in a real browser, as six people and more, on PostgreSQL, Redis and Celery."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.stack import Application

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]
YEAR = timezone.localdate().year


def submit(page: Page, action: str) -> None:
    """Press the submit button of the form that posts to `action`."""
    page.locator(f'form[action$="{action}"] button[type=submit]').first.click()
    page.wait_for_load_state()


def answer_everything(page: Page) -> None:
    """Fill every open item of the dimension in view: no deductions, the best level, met, nothing to count."""
    for box in page.locator(".stepper input").all():
        if box.input_value() == "":
            box.fill("0")
    for box in page.locator(".ratio-f input").all():
        if box.input_value() == "":
            box.fill("9")
    for group in page.locator("fieldset.lv").all():
        if group.locator("input:checked").count() == 0:
            group.locator("label").first.click()
    expect(page.locator("#save-all")).to_contain_text(re.compile("保存"), timeout=20_000)


def test_a_year_from_the_self_assessment_to_the_register(
    city: Application, people: People, keep: Callable[[Page, str], None]
) -> None:
    code = _self_assess(people, keep)
    _review(people, keep, code)
    _spot_check(people, keep)
    _recomputed(people, keep)
    _allocate(people, keep)
    _name(people, keep)
    assert "equals" in city.manage("recompute", "--year", str(YEAR), "--check")


def _self_assess(people: People, keep: Callable[[Page, str], None]) -> str:
    """The editor answers what is open, the head signs off; returns the school's code."""
    page = people.page("editor")
    page.goto(reverse("assessment", args=[YEAR]))
    for dimension in ("D1", "D2", "D3", "D4", "D5", "D6"):
        page.goto(reverse("assessment_dimension", args=[YEAR, dimension]))
        answer_everything(page)
        page.wait_for_function(
            "() => !Object.keys(localStorage).some(key => key.startsWith('ss-draft'))", timeout=30_000
        )
    head = people.page("head")
    head.goto(reverse("assessment_submit", args=[YEAR]))
    head.check("[name=truth]")
    submit(head, reverse("assessment_submit", args=[YEAR]))
    head.wait_for_url(re.compile(r"/receipts/1/"))
    keep(head, "receipt.desk")
    head.goto(reverse("school_home"))
    found = re.search(r"\d{10}", head.locator("main").inner_text())
    assert found
    return found.group()


def _review(people: People, keep: Callable[[Page, str], None], code: str) -> None:
    """The reviewer accepts item by item, then the rest, and finishes; the lead sends the list."""
    page = people.page("reviewer")
    page.goto(reverse("review_school", args=[YEAR, code]))
    keep(page, "review.desk")
    with page.expect_response(re.compile("/verdict/")):
        page.locator('#rv-form button[value="accept"]').click()
    page.goto(reverse("review_school", args=[YEAR, code]))
    page.locator('[data-dialog-open="accept-rest"]').first.click()
    page.locator("#accept-rest button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(reverse("review_finish", args=[YEAR, code]))
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()


def _spot_check(people: People, keep: Callable[[Page, str], None]) -> None:
    """Two inspectors on their phones: every item, both signatures, the school's person, confirmed."""
    first, second = people.page("inspector", phone=True), people.page("inspector2", phone=True)
    first.goto(reverse("field_home"))
    first.locator("article a.btn-primary").first.click()
    first.wait_for_url(re.compile(r"/field/visits/\d+/$"))
    visit = first.url
    first.locator("a.ck").first.click()
    first.wait_for_url(re.compile(r"/items/"))
    keep(first, "visit_item.phone")
    while "/items/" in first.url:
        here = first.url
        first.locator(".fld__act button[type=submit], .fld__act a.btn-primary").click()
        first.wait_for_function("here => location.href !== here", arg=here)
    second.goto(f"{visit}sign/")
    second.locator('form[action$="/signature/"] button').click()
    second.wait_for_load_state()
    first.goto(f"{visit}sign/")
    first.fill("[name=school_present]", "陈志远 校长")
    keep(first, "visit_sign.phone")
    first.locator('button[form="confirm"]').click()
    first.wait_for_url(visit)
    expect(first.locator("main")).to_contain_text("已确认")


def _recomputed(people: People, keep: Callable[[Page, str], None]) -> None:
    """The overview catches up with the facts by itself."""
    page = people.page("officer")
    page.goto(reverse("bureau_dashboard", args=[YEAR]))
    expect(page.locator("main")).to_contain_text(re.compile("已重算"), timeout=60_000)
    keep(page, "dashboard.desk")


def _allocate(people: People, keep: Callable[[Page, str], None]) -> None:
    """Freeze, run, propose; the proposer cannot approve, another person does."""
    officer, lead = people.page("officer"), people.page("lead")
    officer.goto(reverse("allocation", args=[YEAR]))
    submit(officer, "/roster/freeze/")
    officer.goto(reverse("allocation", args=[YEAR]))
    submit(officer, reverse("run_create", args=[YEAR]))
    expect(officer.locator("main")).to_be_visible()
    keep(officer, "allocation.desk")
    officer.goto(reverse("run_decide", args=[YEAR, 1]))
    submit(officer, reverse("run_propose", args=[YEAR, 1]))
    assert officer.locator(f'form[action$="{reverse("run_approve", args=[YEAR, 1])}"]').count() == 0
    lead.goto(reverse("run_decide", args=[YEAR, 1]))
    keep(lead, "run_decide.desk")
    submit(lead, reverse("run_approve", args=[YEAR, 1]))


def _name(people: People, keep: Callable[[Page, str], None]) -> None:
    """The naming authority records the document; the public sees register and certificate."""
    page = people.page("naming")
    page.goto(reverse("naming_page", args=[YEAR]))
    page.fill("[name=document]", f"云综委〔{YEAR}〕18 号")
    page.fill("[name=decided_on]", timezone.localdate().isoformat())
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    keep(page, "naming.desk")
    public = people.page("")
    public.goto(reverse("register", args=[YEAR]))
    public.locator("tbody a").first.click()
    expect(public.locator("main")).to_contain_text("证书真实有效")
    keep(public, "verify.desk")
