"""Step 1: the school register: import with a dry run, search, facilities, export."""

import re
from collections.abc import Callable

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import People
from tests.browser.hands import dialog, fetched, follow, press, reads
from tests.directory.files import as_csv, row, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
NUMBER = 77001
CODE, NAME = f"21999{NUMBER}", "石桥县云杉小学"
Keep = Callable[[Page, str], None]


def test_the_register_is_imported_searched_changed_and_exported(people: People, keep: Keep) -> None:
    page = people.page("district")
    _defects_come_back_marked(page, keep)
    _a_sound_file_is_confirmed(page, keep)
    _the_school_is_found(page)
    _a_facility_changes(page, keep)
    _the_register_is_exported(page)


def _upload(page: Page, name: str, data: bytes) -> None:
    page.goto(reverse("school_list"))
    follow(page, "导入")
    page.set_input_files("input[type=file]", FilePayload(name=name, mimeType="application/octet-stream", buffer=data))
    press(page, "上传并检查")
    page.wait_for_url(re.compile(r"/imports/\d+/"))


def _defects_come_back_marked(page: Page, keep: Keep) -> None:
    sound = row(NUMBER, 学校名称=NAME)
    wrong = row(NUMBER + 1, **{"学校标识码": "21", "所属县(市、区)": "无此县", "在校生数": "三百"})
    _upload(page, "有错误.xlsx", xlsx([sound, wrong]))
    reads(page, "有错误", "没有写入任何数据", "无此县", "三百")
    expect(page.get_by_role("button", name="导入", exact=True)).to_have_count(0)
    keep(page, "walk1_defects.desk")
    file = fetched(page, page.get_by_role("link", name="下载标注错误的文件"))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    marked = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.fill.fill_type == "solid"]
    assert {"21", "无此县", "三百"} <= set(marked)


def _a_sound_file_is_confirmed(page: Page, keep: Keep) -> None:
    _upload(page, "改正后.csv", as_csv([row(NUMBER, 学校名称=NAME, 有无食堂="无")]).encode("utf-8-sig"))
    reads(page, "待确认", NAME)
    press(page, "导入")
    keep(page, "walk1_confirm.desk")
    press(dialog(page), "导入")
    reads(page, "已导入：新增 1 条")


def _the_school_is_found(page: Page) -> None:
    page.goto(reverse("school_list"))
    for words in (CODE, "云杉", "yunshan"):
        page.get_by_label("名称、代码或拼音").fill(words)
        press(page.locator("main"), "查询")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text(NAME)


def _a_facility_changes(page: Page, keep: Keep) -> None:
    follow(page, NAME)
    follow(page, "编辑")
    page.get_by_label("食堂", exact=True).check()
    press(page, "保存")
    reads(page, "需要改正")
    page.get_by_label(re.compile("^原因")).fill("新食堂启用。")
    press(page, "保存")
    reads(page, "新食堂启用。")
    keep(page, "walk1_school.desk")
    page.goto(reverse("school_list") + f"?q={CODE}&flag=canteen")
    expect(page.locator("tbody tr")).to_contain_text("食堂")


def _the_register_is_exported(page: Page) -> None:
    page.get_by_text("导出", exact=True).click()
    file = fetched(page, page.get_by_role("link", name="Excel（基本信息表）"))
    cells = [str(cell.value) for line in openpyxl.load_workbook(file).worksheets[0].iter_rows() for cell in line]
    assert CODE in cells
    assert NAME in cells
    expect(page.locator("tbody tr")).to_have_count(1)
