"""Importing districts: code, name, and whether the city runs the schools directly."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy, gettext_noop

from safeschools.directory.models import District
from safeschools.documents import values
from safeschools.documents.columns import Field
from safeschools.documents.imports import Kind, Plan, Values, register
from safeschools.documents.rows import SERIAL
from safeschools.lib.bulk import upsert

COLUMNS = ("code", "name", "is_direct")


def district_fields(by: Any) -> tuple[Field, ...]:
    """The columns of the list of districts."""
    return (
        Field(SERIAL, ("序号", "no"), None, width=6),
        Field("code", ("区县代码", "行政区划代码", "代码", "district_code", "code"), values.code(6), required=True),
        Field(
            "name",
            ("区县名称", "县(市、区)", "名称", "district", "name"),
            values.text(40, required=True),
            required=True,
            width=24,
        ),
        Field(
            "is_direct",
            ("是否市直属", "市直属", "is_direct"),
            values.choice(
                {"是": True, "否": False, "1": True, "0": False},
                values.FLAG_SYNONYMS | {"有": True, "无": False},
                blank=False,
            ),
            width=12,
            choices=("是", "否"),
            show=lambda value: "是" if value else "否",
        ),
    )


def current_districts(by: Any, lock: bool) -> Mapping[str, Values]:
    """All districts by code."""
    districts = District.objects.order_by()
    rows = (districts.select_for_update() if lock else districts).values("pk", *COLUMNS)
    return {row["code"]: row for row in rows}


def examine_districts(plan: Plan, by: Any, there: Mapping[str, Values]) -> None:
    """Only the city names districts, and a name belongs to one code."""
    register_names = {item["name"]: code for code, item in there.items()}
    seen: dict[str, int] = {}
    for row in plan.rows:
        name, code = row.values.get("name"), row.values.get("code")
        plan.layout.point(plan.findings, row.number, "name")
        before = plan.findings.errors
        if by.scope == "district":
            plan.findings.fail(gettext_noop("Only the city can import districts."))
        if name and register_names.get(name, code) != code:
            plan.findings.fail(
                gettext_noop("The register has this name under the code %(code)s."), code=register_names[name]
            )
        if name and name in seen:
            plan.findings.fail(gettext_noop("Row %(rows)s has the same name under another code."), rows=seen[name])
        seen.setdefault(name or "", row.number)
        row.sound = row.sound and plan.findings.errors == before


def write_districts(plan: Plan, by: Any) -> None:
    """One statement for all districts of the file that are new or changed."""
    full = [{"is_direct": False, **row.values} for row in plan.new]
    full += [{**change.before, **change.row.values} for change in plan.changed]
    upsert(District, COLUMNS, ([row[name] for name in COLUMNS] for row in full), key="code")


DISTRICTS = register(
    Kind(
        slug="districts",
        title=gettext_lazy("Districts"),
        permission="register.import",
        key="code",
        label="name",
        fields=district_fields,
        current=current_districts,
        examine=examine_districts,
        write=write_districts,
        heading="县(市、区)名单",
        note="代码为六位行政区划代码，请按文本填写；市教育局直接管理的学校归入一个“市直属”单位。",
        example={"serial": "例", "code": "990121", "name": "示例县", "is_direct": False},
    )
)
