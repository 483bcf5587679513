"""A province's worth of real names, where they are at hand: read, compared, written in one statement."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeschools.directory.models import District, School
from safeschools.directory.queries import search
from safeschools.directory.record.schools import SCHOOLS
from safeschools.documents.imports import read_plan, settle_plan
from tests.directory.files import HEADINGS, SHARED, as_csv, row
from tests.factories import make_user

NAMES = SHARED / "real" / "cn_schools_pg7go.csv"
TYPES = {
    "111": "幼儿园",
    "211": "小学",
    "311": "初级中学",
    "312": "九年一贯制学校",
    "342": "高级中学",
    "361": "中等职业学校",
}

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not NAMES.exists(), reason="the real names are not here")]


def rows() -> list[dict[str, object]]:
    with NAMES.open(encoding="utf-8-sig", newline="") as lines:
        real = list(csv.DictReader(lines))
    return [
        row(
            number,
            学校标识码=f"{2000000000 + number}",
            学校名称=item["name"],
            **{"所属县(市、区)": f"区{item['district_code_gbt2260']}"},
            办学类型=TYPES.get(item["type_guess"], "完全中学"),
        )
        for number, item in enumerate(real, 1)
    ]


def test_every_real_name_goes_in_and_comes_back_unchanged() -> None:
    table = rows()
    names = {str(item["所属县(市、区)"]) for item in table}
    District.objects.bulk_create(District(code=name[1:], name=name) for name in names)
    officer, data = make_user("bureau_officer"), as_csv(table, HEADINGS).encode("gb18030")
    plan = read_plan(SCHOOLS, data, officer)
    settle_plan(SCHOOLS, plan, officer)
    assert plan.findings.errors == 0
    assert len(plan.new) == len(table) == 25_940
    repaired = [problem for problem in plan.findings.problems if "taken" in problem.params]
    assert len(repaired) < 50
    with CaptureQueriesContext(connection) as queries:
        SCHOOLS.write(plan, officer)
    assert len(queries) == 1
    again = read_plan(SCHOOLS, data, officer)
    settle_plan(SCHOOLS, again, officer)
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 25_940)
    assert not School.objects.filter(pinyin="").exists()
    assert search(School.objects.all(), "beijingdiersyxx").count() == 0
    assert search(School.objects.all(), "bjderysyxx").count() + search(School.objects.all(), "bjdesyxx").count() >= 1
