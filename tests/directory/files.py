"""School files as tests need them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.directory.record.schools import SCHOOLS
from safeschools.documents.imports import Kind, Plan, read_plan, settle_plan
from tests.architecture.source import ROOT
from tests.documents.files import workbook

SHARED = ROOT.parent / "shared" / "data"
FORMS = ROOT / "tests" / "forms"  # a copy of those of SHARED that we import or write: invented data
HEADINGS = (
    *("序号", "学校标识码", "学校名称", "所属县(市、区)", "办学类型", "办别", "城乡类型"),
    *("在校生数", "其中寄宿生", "教职工数", "保安员数"),
    *("有无食堂", "有无校外供餐", "有无校车", "有无实验室", "校长", "联系电话", "备注"),
)


def form(name: str) -> bytes:
    """One of the Excel forms of tests/forms by the beginning of its name."""
    (found,) = FORMS.glob(f"{name}*.xlsx")
    return found.read_bytes()


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A sound row; changes by heading."""
    values = dict(
        zip(
            HEADINGS,
            (
                *(number, f"21999{number:05d}", f"石桥县第{number}小学", "石桥县", "小学", "公办", "镇中心区"),
                *(300, 0, 20, 2, "有", "无", "无", "无", "某校长", "0000-0000000", ""),
            ),
            strict=True,
        )
    )
    return values | changes


def table(rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = HEADINGS) -> list[list[Any]]:
    """The rows below the headings."""
    return [list(headings), *([item.get(heading, "") for heading in headings] for item in rows)]


def xlsx(rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = HEADINGS, above: Sequence[str] = ()) -> bytes:
    return workbook([*([line] for line in above), *table(rows, headings)])


def as_csv(rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = HEADINGS) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(table(rows, headings))
    return stream.getvalue()


def make_districts() -> None:
    for code, name in (("990121", "石桥县"), ("990122", "白川县"), ("990102", "云城区")):
        District.objects.get_or_create(code=code, defaults={"name": name})


def plan_of(data: bytes, by: User, kind: Kind = SCHOOLS) -> Plan:
    plan = read_plan(kind, data, by)
    settle_plan(kind, plan, by)
    return plan


def problems(plan: Plan) -> list[tuple[int, str, bool]]:
    """(row, column, is error) of everything found."""
    return [(problem.row, problem.column, problem.is_error) for problem in plan.findings.problems]


def fixture_city() -> Path:
    return ROOT / "safeschools" / "directory" / "fixtures" / "city_schools.csv"
