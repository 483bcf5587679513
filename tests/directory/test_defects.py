"""The dirty form: each listed defect stands in the report, with its row and its column."""

import json
from typing import Any

import pytest

from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.documents.imports import Plan
from tests.directory.files import FORMS, SHARED, form, make_districts, plan_of
from tests.factories import make_user

DEFECTS: list[dict[str, Any]] = json.loads((FORMS / "03_脏数据清单.json").read_text("utf-8"))
TAKEN = {
    5: "2199900615",
    6: "3499900616",
    7: "2199900123",
    14: "石桥县",
    16: "小学",
    17: "幼儿园",
    18: "民办",
    19: "1286",
    24: "有",
    25: "无",
    26: "有",
    28: "13800000000",
    29: "0000-0000000转8",
    30: "石桥县清沟镇九年一贯制学校",
    31: "石桥县宁庙镇中心幼儿园(南校区)",
    60: "石桥县",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


@pytest.fixture
def plan(officer: User) -> Plan:
    return plan_of(form("03_学校"), officer)


@pytest.mark.parametrize("defect", DEFECTS, ids=[f"{item['row']} {item['defect']}" for item in DEFECTS])
def test_every_listed_defect_is_reported(defect: dict[str, Any], plan: Plan) -> None:
    found = list(plan.findings.at(defect["row"], defect["column"]))
    assert found
    assert all(problem.message for problem in found)
    if defect["row"] in TAKEN:
        assert TAKEN[defect["row"]] in {problem.params.get("taken") for problem in found}
    else:
        assert not any("taken" in problem.params for problem in found)


def test_what_cannot_be_read_for_sure_is_an_error(plan: Plan) -> None:
    errors = {(problem.row, problem.column) for problem in plan.findings.problems if problem.is_error}
    assert errors == {
        *((8, "学校标识码"), (9, "学校标识码"), (10, "学校标识码"), (11, "学校标识码"), (15, "所属县(市、区)")),
        *((17, "办别"), (20, "在校生数"), (21, "在校生数"), (22, "其中寄宿生"), (23, "教职工数"), (27, "有无校车")),
        *((32, "学校名称"), (33, "备注")),
    }


def test_nothing_is_reported_that_is_not_there(plan: Plan) -> None:
    listed = {(item["row"], item["column"]) for item in DEFECTS}
    others = {(problem.row, problem.column) for problem in plan.findings.problems} - listed
    assert others == {(0, "*"), (11, "学校标识码"), (13, "学校名称"), (17, "办别")}


def test_the_clean_form_is_clean(officer: User) -> None:
    plan = plan_of(form("02"), officer)
    assert not plan.findings.problems
    assert (len(plan.new), len(plan.changed)) == (279, 0)


def test_the_empty_form_says_that_it_is_empty(officer: User) -> None:
    plan = plan_of(form("01"), officer)
    assert [(problem.row, problem.is_error) for problem in plan.findings.problems] == [(0, True)]


def test_a_district_lead_gets_the_same_report() -> None:
    make_districts()
    lead = make_user("district_lead", district=District.objects.get(name="石桥县"))
    stranger = make_user("district_lead", district=District.objects.get(name="白川县"))
    assert plan_of(form("02"), lead).findings.errors == 0
    assert plan_of(form("02"), stranger).findings.errors == 279


@pytest.mark.skipif(not SHARED.exists(), reason="without ../shared our copy has nothing to equal")
def test_our_copy_of_the_forms_is_the_shared_one() -> None:
    shared = {path.name: path.read_bytes() for path in (SHARED / "forms").glob("0[1-4]*")}
    assert {path.name: path.read_bytes() for path in FORMS.iterdir()} == shared
