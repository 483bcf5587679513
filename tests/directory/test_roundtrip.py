"""Whatever the register holds comes back unchanged: random table → export → import → nothing to do."""

import io
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeschools.accounts.models import User
from safeschools.directory.domain import names, words
from safeschools.directory.models import District, School
from safeschools.directory.record.schools import COLUMNS, SCHOOLS, complete
from safeschools.directory.resources import register_sheet
from safeschools.documents import values
from safeschools.documents.findings import Findings
from safeschools.documents.workbook import csv_lines, write_xlsx
from safeschools.lib.bulk import upsert
from tests.directory.files import make_districts, plan_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ALPHABET = st.one_of(
    st.sampled_from("石桥县第一二三小学中心幼儿园·()（）校区學國０１Ａ⼩＝＋－＠=+-@'\"\n\t\r ,;，、　\u200b\u00a0"),
    st.characters(codec="utf-8", exclude_categories=["Cs", "Co", "Cn"]),
)
TEXT = st.text(ALPHABET, max_size=30)


def readable(reader: values.Reader, otherwise: str = "", raw: st.SearchStrategy[str] = TEXT) -> st.SearchStrategy[str]:
    """Text as the register holds it: what the reader makes of anything it accepts."""

    def read(text: str) -> str:
        findings = Findings(raw=text)
        value = reader(text, findings)
        return otherwise if findings.errors else str(value)

    return raw.map(read)


@st.composite
def schools(draw: st.DrawFn) -> dict[str, Any]:
    students = draw(st.integers(0, 9000))
    boarders = draw(st.integers(0, students))
    return {
        "code": draw(st.from_regex(r"[0-9]{10}", fullmatch=True).filter(str.isascii)),
        "name": draw(readable(values.name(80, names.TRADITIONAL), "石桥县小学")),
        "short_name": draw(readable(values.text(40))),
        "district_id": draw(st.integers(0, 2)),
        "type": draw(st.sampled_from([*words.TYPES.values()])),
        "ownership": draw(st.sampled_from([*words.OWNERSHIPS.values()])),
        "urban_rural": draw(st.sampled_from(["", *words.AREAS.values()])),
        "students": students,
        "boarders": boarders,
        "staff": draw(st.integers(0, 900)),
        "guards": draw(st.integers(0, 90)),
        "classes": draw(st.integers(0, 90)),
        **{name: draw(st.booleans()) for name in ("canteen", "catered_meals", "school_bus", "lab")},
        "boarding": boarders > 0 or draw(st.booleans()),
        "status": draw(st.sampled_from([*words.STATUSES.values()])),
        "head_name": draw(readable(values.text(40))),
        "phone": draw(readable(values.phone(40), raw=st.text("0123456789+-—（）()/转 ０１", max_size=20))),
        "remark": draw(readable(values.text(200))),
    }


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(table=st.lists(schools(), min_size=1, max_size=4, unique_by=lambda item: item["code"]))
def test_export_and_import_change_nothing(officer: User, suffix: str, table: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        districts = list(District.objects.values_list("pk", flat=True))
        full = [complete(item | {"district_id": districts[item["district_id"]]}) for item in table]
        upsert(School, COLUMNS, [[item[name] for name in COLUMNS] for item in full], key="code")
        sheet = register_sheet(School.objects.all(), officer)
        if suffix == "csv":
            data = "".join(csv_lines(sheet.columns, sheet.rows)).encode()
        else:
            stream = io.BytesIO()
            write_xlsx(stream, sheet)
            data = stream.getvalue()
        plan = plan_of(data, officer, SCHOOLS)
        assert [problem.message for problem in plan.findings.problems if problem.is_error] == []
        assert [change.changes for change in plan.changed] == []
        assert (len(plan.new), plan.unchanged) == (0, len(table))
        transaction.set_rollback(True)  # the next example starts with an empty register
