"""The data that comes with the product: fourteen agencies, and the invented city as a demonstration."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.directory.models import Agency, District, School
from safeschools.directory.record.schools import SCHOOLS
from safeschools.documents.imports import read_plan, settle_plan
from safeschools.lib.bulk import upsert
from safeschools.lib.errors import Invalid

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@transaction.atomic
def load_agencies(*, by: Any) -> int:
    """The bodies of C3 and C4 with their duties and successors; returns how many. Loading again changes nothing."""
    successors = {row["code"]: row for row in _rows("agencies_successors.csv")}
    rows = [
        (
            *(
                row["code"],
                row["name_zh"],
                row["name_en"],
                row["role"].replace("-", "_"),
                row["duties_zh"],
                row["duties_en"],
            ),
            *(successors.get(row["code"], {}).get(name, "") for name in ("successor_zh", "successor_en")),
            order,
        )
        for order, row in enumerate(_rows("agencies.csv"), 1)
    ]
    columns = ("code", "name", "name_en", "role", "duties", "duties_en", "successor", "successor_en", "order")
    upsert(Agency, columns, rows, key="code")
    record(
        "agencies.load",
        Agency.objects.get(role=Agency.Role.LEAD),
        by=by,
        sentence=noop("%(actor)s loaded %(count)s member units with their duties."),
        count=len(rows),
    )
    return len(rows)


@transaction.atomic
def load_city(*, by: Any) -> int:
    """The invented city: ten districts and 1,859 schools, through the same checks as any import; returns how many."""
    districts = {row["district_code"]: row["district"] for row in _rows("city_schools.csv")}
    named = [(code, name, name.startswith("市直")) for code, name in sorted(districts.items())]
    upsert(District, ("code", "name", "is_direct"), named, key="code")
    plan = read_plan(SCHOOLS, (FIXTURES / "city_schools.csv").read_bytes(), by)
    settle_plan(SCHOOLS, plan, by, lock=True)
    if plan.findings.errors:
        raise Invalid(plan.findings.problems[0].message)
    SCHOOLS.write(plan, by)
    record(
        "schools.load",
        School.objects.earliest("code"),
        by=by,
        sentence=noop("%(actor)s loaded the demonstration city with %(count)s schools."),
        count=len(plan.rows),
    )
    return len(plan.rows)


def _rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
