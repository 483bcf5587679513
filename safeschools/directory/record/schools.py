"""Importing schools: what the register holds, and one statement that makes it hold what the file says."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy, gettext_noop

from safeschools.audit.record import event
from safeschools.directory.domain.names import short_name
from safeschools.directory.models import FACILITIES, School
from safeschools.directory.record.examine import examine_schools
from safeschools.directory.record.fields import BANDS, school_fields
from safeschools.directory.record.pinyin import pinyin_of
from safeschools.documents.imports import Change, Kind, Plan, register
from safeschools.lib.bulk import insert, upsert

COLUMNS = (
    *("code", "name", "short_name", "district_id", "type", "ownership", "urban_rural", "students", "boarders"),
    *("staff", "guards", "classes", *FACILITIES, "status", "head_name", "phone", "remark", "pinyin"),
)
NEW: dict[str, Any] = {
    "urban_rural": "",
    "guards": 0,
    "classes": 0,
    "status": School.Status.ACTIVE.value,
    "head_name": "",
    "phone": "",
    "remark": "",
}
EXAMPLE = {
    "serial": "例",
    "code": "2199900001",
    "name": "示例县实验小学",
    "type": "211",
    "ownership": "public",
    "urban_rural": "121",
    "students": 512,
    "boarders": 0,
    "staff": 41,
    "guards": 2,
    "canteen": True,
    "catered_meals": False,
    "school_bus": False,
    "lab": True,
    "head_name": "张某",
    "phone": "0000-1234567",
}


def current_schools(by: Any, lock: bool) -> Mapping[str, dict[str, Any]]:
    """The whole register by school code: a code may not be taken by another district either."""
    schools = School.objects.order_by()
    rows = (schools.select_for_update() if lock else schools).values("pk", *COLUMNS)
    return {row["code"]: row for row in rows}


def complete(values: dict[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All columns of one school: the file's, else what was there, else what a new school starts with."""
    merged = {**(before or NEW), **values}
    old_name = before["name"] if before else None
    if "short_name" not in values and (before is None or before["short_name"] == short_name(old_name or "")):
        merged["short_name"] = short_name(merged["name"])
    if old_name != merged["name"]:
        merged["pinyin"] = pinyin_of(merged["name"])
    return merged


def write_schools(plan: Plan, by: Any) -> None:
    """Insert the new and overwrite the changed schools in one statement; each changed school gets its event."""
    new = (complete(row.values) for row in plan.new)
    full = chain(new, (complete(change.row.values, change.before) for change in plan.changed))
    upsert(School, COLUMNS, ([values[name] for name in COLUMNS] for values in full), key="code", bump="version")
    insert([_event(change, by) for change in plan.changed])


def _event(change: Change, by: Any) -> Any:
    school = School(pk=change.before["pk"], code=change.before["code"], name=change.before["name"])
    return event(
        "school.import",
        school,
        by=by,
        sentence=gettext_noop("%(actor)s changed %(object)s by an import."),
        data={name: list(pair) for name, pair in change.changes.items()},
    )


SCHOOLS = register(
    Kind(
        slug="schools",
        title=gettext_lazy("Schools"),
        permission="register.import",
        key="code",
        label="name",
        fields=school_fields,
        current=current_schools,
        examine=examine_schools,
        write=write_schools,
        heading="“星级平安学校”参评学校基本信息表",
        note="填报单位(盖章):                填表人:            联系电话:                 填报日期:    年  月  日",
        bands=BANDS,
        example=EXAMPLE,
    )
)
