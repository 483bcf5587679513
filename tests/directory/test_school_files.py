"""What a school file may hold, and what the check says about it."""

from typing import Any

import pytest

from safeschools.accounts.models import User
from safeschools.directory.models import District, School
from safeschools.documents.archive import Unreadable
from tests.directory.files import HEADINGS, as_csv, fixture_city, make_districts, plan_of, problems, row, xlsx
from tests.documents.files import workbook
from tests.factories import make_district, make_school, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


ODD_CELLS: list[tuple[str, Any, bool, Any]] = [
    # column, raw, is error, what was taken
    ("学校标识码", "'2199900001", False, "2199900001"),
    ("学校标识码", "2.1999E+09", True, None),
    ("学校标识码", "21999000012", True, None),
    ("学校标识码", "219990000A", True, None),
    ("学校名称", "石桥县 第一小学", False, None),
    ("学校名称", "石桥县第一\u200b小学", False, "石桥县第一小学"),
    ("学校名称", "石桥县第⼀⼩学", False, "石桥县第一小学"),
    ("学校名称", "石桥縣第一小學", False, "石桥县第一小学"),
    ("学校名称", "\ufffd桥县小学", True, None),
    ("学校名称", "123", True, None),
    ("学校名称", "-石桥县小学", True, None),
    ("学校名称", "＝1+1", True, None),
    ("学校名称", "石" * 81, True, None),
    ("学校名称", "石" * 5000, True, None),
    ("所属县(市、区)", "云江市石桥县", False, "石桥县"),
    ("所属县(市、区)", "990121", False, None),
    ("所属县(市、区)", "某某县", True, None),
    ("办学类型", "初中", False, "初级中学"),
    ("办学类型", "幼儿园(公办)", False, "幼儿园"),
    ("办学类型", "大学", True, None),
    ("办别", "", True, None),
    ("城乡类型", "", False, None),
    ("城乡类型", "农村", False, "村庄"),
    ("在校生数", "1，286", False, "1286"),
    ("在校生数", "286人", False, "286"),
    ("在校生数", "３００", False, "300"),
    ("在校生数", 12.5, True, None),
    ("在校生数", 200_001, True, None),
    ("在校生数", "", True, None),
    ("其中寄宿生", "", False, 0),
    ("教职工数", "9" * 400, True, None),
    ("有无食堂", "TRUE", False, "有"),
    ("有无食堂", 1, False, None),
    ("有无食堂", "没有", False, "无"),
    ("有无食堂", "/", True, None),
    ("联系电话", "0000-1234567/13800000000", False, None),
    ("联系电话", "(0000)1234567转801", False, None),
    ("联系电话", "不详", True, None),
    ("备注", "=1+1", True, None),
    ("备注", "@x", True, None),
    ("备注", "-", False, None),
    ("备注", "2023年由三所村小撤并而成", False, None),
    ("备注", "该校已停办", True, None),
    ("备注", "x" * 201, True, None),
]


@pytest.mark.parametrize(("column", "raw", "is_error", "taken"), ODD_CELLS)
def test_one_odd_cell(officer: User, column: str, raw: Any, is_error: bool, taken: Any) -> None:
    plan = plan_of(xlsx([row(1, **{column: raw})]), officer)
    found = list(plan.findings.at(2, column))
    assert any(problem.is_error for problem in found) == is_error
    assert not [problem for problem in plan.findings.problems if problem not in found]
    if taken is not None:
        assert taken in {problem.params.get("taken") for problem in found}
    assert bool(plan.new) != is_error


def test_rows_that_are_no_schools(officer: User) -> None:
    rows = [
        row(1, 序号="例"),
        row(1),
        {},
        {},
        row(2),
        {"序号": "合 计", "在校生数": 600},
        {"序号": "填报人：某某  审核人：某某"},
    ]
    plan = plan_of(xlsx(rows), officer)
    assert problems(plan) == [(2, "*", False), (4, "*", False), (7, "*", False), (8, "*", False)]
    assert len(plan.new) == 2


def test_unknown_missing_and_double_columns_are_named_at_once(officer: User) -> None:
    headings = [*(heading for heading in HEADINGS if heading != "办别"), "校医", "学校名称"]
    plan = plan_of(workbook([headings, *[[1]]]), officer)
    found = {(problem.row, problem.column) for problem in plan.findings.problems if problem.row == 1}
    assert found == {(1, "校医"), (1, "学校名称"), (1, "办别")}
    assert plan.findings.errors >= 3


def test_headings_may_be_decorated(officer: User) -> None:
    headings = [f" {heading}\n*（必填）" for heading in HEADINGS]
    data = workbook([["某表"], headings, [row(1)[heading] for heading in HEADINGS]])
    assert plan_of(data, officer).findings.problems == []


def test_a_file_without_headings_says_which_are_needed(officer: User) -> None:
    with pytest.raises(Unreadable) as refusal:
        plan_of(workbook([["a", "b"], [1, 2]]), officer)
    assert "学校标识码" in str(refusal.value.hint)


def test_a_table_in_a_second_sheet_is_an_error_and_a_note_a_warning(officer: User) -> None:
    rows = [list(HEADINGS), [row(1)[heading] for heading in HEADINGS]]
    second = [list(HEADINGS), [row(2)[heading] for heading in HEADINGS]]
    assert problems(plan_of(workbook(rows, second), officer)) == [(0, "*", True)]
    assert problems(plan_of(workbook(rows, [["说明"]]), officer)) == [(0, "*", False)]


def test_the_submitting_county_is_read_above_the_headings(officer: User) -> None:
    data = xlsx([row(1), row(2, **{"所属县(市、区)": "白川县"})], above=["基本信息表(石桥县)"])
    assert problems(plan_of(data, officer)) == [(4, "所属县(市、区)", True)]


def test_a_city_file_may_hold_every_district(officer: User) -> None:
    data = xlsx([row(1), row(2, **{"所属县(市、区)": "白川县"})])
    assert problems(plan_of(data, officer)) == []


def test_a_district_imports_only_its_own_schools() -> None:
    make_districts()
    home, other = District.objects.get(name="石桥县"), District.objects.get(name="白川县")
    lead = make_user("district_lead", district=home)
    make_school(other, code="2199900003")
    plan = plan_of(xlsx([row(1), row(2, **{"所属县(市、区)": "白川县"}), row(3)]), lead)
    assert problems(plan) == [(3, "所属县(市、区)", True), (4, "学校标识码", True)]
    assert "测试" not in " ".join(problem.message for problem in plan.findings.problems)


def test_doubles_in_the_file_and_against_the_register(officer: User) -> None:
    district = District.objects.get(name="石桥县")
    make_school(district, code="2188800000", name="石桥县第四小学")
    rows = [
        row(1),
        row(2, 学校标识码="2199900001"),
        row(3),
        row(5, 学校名称="石桥县第三小学".replace("三", "3")),
        row(4),
    ]
    rows[2]["学校名称"] = rows[3]["学校名称"]
    found = problems(plan_of(xlsx(rows), officer))
    assert (2, "学校标识码", True) in found
    assert (3, "学校标识码", True) in found
    assert (4, "学校名称", False) in found
    assert (5, "学校名称", False) in found
    assert len(found) == 4
    named = plan_of(xlsx([row(4, 学校名称="石桥县第四小学")]), officer)
    assert problems(named) == [(2, "学校名称", False)]
    assert named.findings.problems[0].params == {"code": "2188800000"}


def test_ownership_in_the_type_must_not_contradict(officer: User) -> None:
    assert problems(plan_of(xlsx([row(1, 办学类型="幼儿园（民办）", 办别="民办")]), officer)) == [
        (2, "办学类型", False)
    ]
    assert (2, "办别", True) in problems(plan_of(xlsx([row(1, 办学类型="幼儿园（民办）")]), officer))


def test_a_closed_school_may_be_stated_as_closed(officer: User) -> None:
    headings = [*HEADINGS, "办学状态"]
    plan = plan_of(xlsx([row(1, 备注="2025年已撤并", 办学状态="撤并")], headings), officer)
    assert problems(plan) == []
    assert plan.new[0].values["status"] == "closed"


def test_boarding_follows_the_boarders_unless_stated(officer: User) -> None:
    plan = plan_of(xlsx([row(1, 其中寄宿生=10), row(2)]), officer)
    assert [item.values["boarding"] for item in plan.new] == [True, False]
    stated = plan_of(xlsx([row(1, 其中寄宿生=10, 有无寄宿="无")], [*HEADINGS, "有无寄宿"]), officer)
    assert problems(stated) == [(2, "有无寄宿", True)]


ENCODINGS = [
    *("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312", "cp936"),
    *("utf-16-le", "utf-16-be", "big5", "shift_jis"),
]
REFUSED = {"utf-16-le", "utf-16-be", "big5", "shift_jis"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_twelve_encodings(officer: User, encoding: str) -> None:
    """Either read rightly or refused in words; never taken wrongly."""
    text = as_csv([row(1, 备注="甲乙丙")])
    data = text.encode(encoding, "replace")
    if encoding in REFUSED:
        with pytest.raises(Unreadable):
            plan_of(data, officer)
        return
    plan = plan_of(data, officer)
    assert plan.findings.problems == []
    assert plan.new[0].values["name"] == "石桥县第1小学"


def test_the_plain_city_file_is_clean_and_names_codes_twice(officer: User) -> None:
    text = fixture_city().read_text("utf-8-sig")
    for line in text.splitlines()[1:]:
        code, name = line.split(",")[3:5]
        District.objects.get_or_create(code=code, defaults={"name": name})
    clean = plan_of(text.encode(), officer)
    assert clean.findings.problems == []
    assert len(clean.new) == 1859
    head, first, *_others = text.splitlines()
    wrong = first.replace("990101", "990102").replace(",341,", ",211,")
    plan = plan_of(f"{head}\n{wrong}".encode(), officer)
    assert problems(plan) == [(2, "区县代码", True), (2, "办学类型代码", True)]


def test_absent_schools_are_counted_and_stay(officer: User) -> None:
    make_school(make_district(), code="2100000099")
    plan = plan_of(xlsx([row(1)]), officer)
    assert plan.absent == 1
    assert School.objects.count() == 1
