"""Districts, liaisons and schools of the invented city."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from safeschools.directory.models import Agency, District, Liaison, School
from safeschools.directory.record.pinyin import pinyin_of
from safeschools.directory.record.shipped import rows_of
from safeschools.web.demo.batches import create

STATUS = {"在办": School.Status.ACTIVE, "停办": School.Status.SUSPENDED, "撤并": School.Status.CLOSED}


def name_liaisons(today: date) -> None:
    """Each member unit of C3 has a liaison."""
    members = Agency.objects.exclude(role=Agency.Role.DUTY_ONLY)
    Liaison.objects.bulk_create(
        Liaison(agency=agency, name=f"联络员{number}", phone="0000-0000000", since=today.replace(month=1, day=1))
        for number, agency in enumerate(members, 1)
    )


def _facts(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: int(row[name] or 0) for name in ("students", "boarders", "staff", "guards", "classes")}
    flags = {name: row[name] == "1" for name in ("canteen", "catered_meals", "boarding", "school_bus", "lab")}
    return {
        "type": row["type_code"],
        "ownership": School.Ownership.PRIVATE if row["ownership"] == "民办" else School.Ownership.PUBLIC,
        "urban_rural": row["urban_rural"],
        "status": STATUS[row["status"]],
        **numbers,
        **flags,
    }


def load_schools(count: int | None, seed: int) -> int:
    """The shipped 1,859 schools, or `count` schools made in their likeness; returns how many."""
    rows = rows_of("city_schools.csv")
    districts = {row["district_code"]: row["district"] for row in rows}
    District.objects.bulk_create(
        District(code=code, name=name, is_direct=name == "市直属") for code, name in sorted(districts.items())
    )
    ids = dict(District.objects.values_list("code", "id"))
    return create(_shipped(rows, ids) if count is None else _alike(rows, ids, count, seed))


def _shipped(rows: list[dict[str, str]], ids: dict[str, int]) -> Iterator[School]:
    for row in rows:
        yield School(
            code=row["school_code"],
            name=row["name"],
            short_name=row["short_name"],
            district_id=ids[row["district_code"]],
            pinyin=pinyin_of(row["name"]),
            **_facts(row),
        )


def _alike(rows: list[dict[str, str]], ids: dict[str, int], count: int, seed: int) -> Iterator[School]:
    """Schools of any number: type, size and facilities of a shipped one drawn by the seed, name and code numbered."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        row = draw.choice(rows)
        name = f"{row['district']}{number}号{row['type_name']}"
        yield School(
            code=f"{row['type_code'][0]}1{number:08d}",
            name=name,
            short_name=f"{number}号{row['type_name']}",
            district_id=ids[row["district_code"]],
            **_facts(row),
        )
