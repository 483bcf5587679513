"""Many rows, one statement."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeschools.audit.models import Event
from safeschools.audit.queries import events_of
from safeschools.audit.record import event
from safeschools.designations.actions.runs import LINE
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.directory.models import School
from safeschools.lib.bulk import copy, insert, upsert
from tests.factories import make_district, make_participation, make_school, make_user, make_year

pytestmark = pytest.mark.django_db

COLUMNS = ["code", "name", "short_name", "district_id", "type", "students", "canteen"]


def test_new_rows_get_defaults_and_old_rows_keep_what_is_not_named() -> None:
    district = make_district()
    old = make_school(district, code="2100000001", phone="123", students=5, version=3)
    rows = [
        [old.code, "新名'\"\n", "新", district.pk, "211", 7, False],
        ["2100000002", "另一所 %s", "另", district.pk, "111", 0, True],
    ]
    with CaptureQueriesContext(connection) as queries:
        upsert(School, COLUMNS, rows, key="code", bump="version")
    assert len(queries) == 1
    old.refresh_from_db()
    assert (old.name, old.students, old.canteen, old.phone, old.version) == ("新名'\"\n", 7, False, "123", 4)
    new = School.objects.get(code="2100000002")
    assert (new.name, new.canteen, new.status, new.version, new.ownership) == ("另一所 %s", True, "active", 1, "public")


def test_nothing_to_write_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        upsert(School, COLUMNS, [], key="code")
        insert([])
        copy(AllocationLine, LINE, [])
    assert len(queries) == 0


def test_whole_objects_with_times_addresses_and_json() -> None:
    school, user = make_school(), make_user("bureau_officer")
    made = [event("t", school, by=user, sentence="x", data={"phone": ["1", None], "n": n}, n=n) for n in range(80)]
    with CaptureQueriesContext(connection) as queries:
        insert(made)
    assert len(queries) == 1
    read = list(events_of(school).order_by("id"))
    assert [item.data["n"] for item in read] == list(range(80))
    assert read[0].at == made[0].at
    assert (read[0].actor, read[0].params, read[0].data["phone"]) == (user, {"n": 0}, ["1", None])
    assert Event.objects.filter(params__n=79).count() == 1


def test_words_numbers_and_json_are_copied_letter_by_letter() -> None:
    year, digest = make_year(), "0" * 64
    officer = make_user("bureau_officer")
    documents: dict[str, Any] = {"case": {}, "case_hash": digest, "outcome": {}, "outcome_hash": digest}
    run = AllocationRun.objects.create(year=year, number=1, revision=1, created_by=officer, **documents)
    said: list[list[Any]] = [
        [None, 9550, 3, 3, "TAB\tNEWLINE\n\\N\r\\", [{"名\n": "\\.", "n": None}], "", None],
        [2, None, 0, 0, "", [], "\\.", None],
        [2, 0, 0, 0, "None", [[]], "零 'a\"", None],
    ]
    schools = [make_participation(year).pk for _ in said]
    with CaptureQueriesContext(connection) as queries:
        copy(AllocationLine, LINE, ((run.pk, school, *row) for school, row in zip(schools, said, strict=True)))
    assert len(queries) <= 1
    assert list(AllocationLine.objects.order_by("pk").values_list(*LINE)) == [
        (run.pk, school, *row) for school, row in zip(schools, said, strict=True)
    ]
