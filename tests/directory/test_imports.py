"""From upload to register: checked without writing, confirmed once, all or nothing."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.queries import events_of, sentence_of
from safeschools.directory.actions import imports
from safeschools.directory.models import School
from safeschools.directory.record.schools import SCHOOLS
from safeschools.documents.imports import read_plan, settle_plan
from safeschools.documents.summary import Report
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import run_waiting
from safeschools.lib.errors import Invalid, WrongState
from tests.directory.files import as_csv, form, make_districts, row, xlsx
from tests.directory.steps import checked, counts, signed_in, upload, written
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_districts()
    return make_user("bureau_officer")


def test_a_school_file_from_upload_to_register(officer: User) -> None:
    client = signed_in(officer)
    page = client.get(reverse("school_import"))
    assert page.status_code == 200
    answer = client.post(reverse("school_import"), {"kind": "schools", "file": upload(xlsx([row(1), row(2)]))})
    job = Job.objects.get()
    address = reverse("import_report", args=[job.pk])
    assert answer.headers["Location"] == address
    waiting = client.get(address)
    assert b"hx-get" in waiting.content
    assert client.get(reverse("job_progress", args=[job.pk])).status_code == 200
    run_waiting()
    assert client.get(reverse("job_progress", args=[job.pk])).headers["HX-Refresh"] == "true"
    assert School.objects.count() == 0
    report = client.get(address)
    assert "石桥县第1小学" in report.content.decode()
    client.post(reverse("import_confirm", args=[job.pk]))
    run_waiting()
    done = client.get(address)
    assert done.status_code == 200
    assert School.objects.count() == 2
    school = School.objects.get(code="2199900001")
    assert (school.name, school.short_name, school.district.name) == ("石桥县第1小学", "第1小学", "石桥县")
    assert school.pinyin.startswith("shiqiaoxiandi1xiaoxue ")
    assert (school.status, school.version) == ("active", 1)


def test_the_second_import_of_the_same_file_changes_nothing(officer: User) -> None:
    data = form("02")
    assert written(checked(data, officer), officer).state == Job.State.DONE
    again = checked(data, officer)
    assert counts(again) == (0, 0, 279, 0, 0)
    with pytest.raises(WrongState):
        imports.confirm(again, by=officer)


def test_only_what_differs_is_shown_and_written(officer: User) -> None:
    written(checked(xlsx([row(1), row(2), row(3)]), officer), officer)
    School.objects.filter(code="2199900002").update(classes=9, short_name="二小")
    job = checked(xlsx([row(1), row(2, 在校生数=301, 有无校车="有"), row(3)]), officer)
    assert counts(job) == (0, 1, 2, 0, 0)
    changes = Report(job.result).changed[0]
    assert (changes.row, changes.key) == (3, "2199900002")
    assert [list(item) for item in changes.changes] == [["在校生数", "300", "301"], ["有无校车", "无", "有"]]
    written(job, officer)
    school = School.objects.get(code="2199900002")
    assert (school.students, school.school_bus, school.classes, school.short_name) == (301, True, 9, "二小")
    assert (school.version, School.objects.get(code="2199900001").version) == (2, 1)
    assert events_of(school).get().data == {"students": [300, 301], "school_bus": [False, True]}


def test_the_event_names_file_digest_and_counts(officer: User) -> None:
    job = checked(xlsx([row(1)]), officer)
    written(job, officer)
    event = Event.objects.get(verb="schools.import")
    assert event.data["sha256"] == job.sha256
    assert "学校.xlsx" in sentence_of(event)
    assert event.actor == officer


def test_errors_are_never_written(officer: User) -> None:
    job = checked(xlsx([row(1), row(2, 办别="")]), officer)
    assert counts(job)[3] == 1
    with pytest.raises(WrongState):
        imports.confirm(job, by=officer)
    assert not School.objects.exists()


def test_a_register_that_changed_meanwhile_refuses_and_writes_nothing(officer: User) -> None:
    written(checked(xlsx([row(1), row(2)]), officer), officer)
    job = checked(xlsx([row(1, 在校生数=310), row(2)]), officer)
    School.objects.filter(code="2199900002").update(students=1, boarders=0)
    writing = written(job, officer)
    assert writing.state == Job.State.FAILED
    assert writing.error
    assert School.objects.get(code="2199900001").students == 300
    again = imports.check_again(job, by=officer)
    run_waiting()
    again.refresh_from_db()
    assert counts(again)[1] == 2
    assert written(again, officer).state == Job.State.DONE


def test_a_change_that_does_not_touch_the_difference_does_not_disturb(officer: User) -> None:
    written(checked(xlsx([row(1)]), officer), officer)
    job = checked(xlsx([row(2)]), officer)
    School.objects.filter(code="2199900001").update(remark="x")
    assert written(job, officer).state == Job.State.DONE


def test_confirming_twice_writes_once(officer: User) -> None:
    job = checked(xlsx([row(1)]), officer)
    first, second = imports.confirm(job, by=officer), imports.confirm(job, by=officer)
    assert first == second
    run_waiting()
    assert imports.confirm(job, by=officer) == first
    assert School.objects.get().version == 1


def test_a_file_that_is_no_table_fails_with_a_sentence(officer: User) -> None:
    client = signed_in(officer)
    job = checked(b"PK\x03\x04 nothing", officer)
    assert job.state == Job.State.FAILED
    assert job.error
    assert job.error in client.get(reverse("import_report", args=[job.pk])).content.decode()
    with pytest.raises(WrongState):
        imports.confirm(job, by=officer)


def test_a_swapped_file_is_noticed(officer: User) -> None:
    job = checked(xlsx([row(1)]), officer)
    with job.file.open("wb") as stream:
        stream.write(xlsx([row(2)]))
    assert written(job, officer).state == Job.State.FAILED
    assert not School.objects.exists()


def test_too_large_a_file_is_refused_at_the_door(officer: User) -> None:
    with pytest.raises(Invalid):
        imports.check_file(upload(b"x" * (20 * 1024 * 1024 + 1)), by=officer, kind="schools")
    answer = signed_in(officer).post(reverse("school_import"), {"kind": "schools", "file": upload(b"")})
    assert answer.status_code == 422


def test_the_errors_come_back_in_the_same_workbook(officer: User) -> None:
    job = checked(form("03_学校"), officer, name="脏.xlsx")
    client = signed_in(officer)
    answer: Any = client.get(reverse("job_file", args=[job.pk]))
    content = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(content))["Sheet1"]
    assert page["A4"].value == "序号"
    assert page["S4"].value == "问题说明"
    assert page["B8"].fill.fgColor.rgb == "FFF9D0CC"
    assert page["B5"].fill.fgColor.rgb == "FFFBE7C2"
    assert page["B12"].fill.fgColor.rgb not in ("FFF9D0CC", "FFFBE7C2")
    assert "10" in page["S8"].value
    assert page["S35"].value is None
    assert (page["C32"].data_type, page["C32"].value) == ("s", '=HYPERLINK("http://example.invalid","x")')
    assert "D60:D62" in {str(area) for area in page.merged_cells.ranges}
    again = checked(content, officer)
    assert counts(again) == counts(job)


def test_the_errors_come_back_in_csv(officer: User) -> None:
    job = checked(as_csv([row(1), row(2, 办别="")]).encode("gbk"), officer, name="a.csv")
    with job.output.open("rb") as stream:
        lines = stream.read().decode("utf-8-sig").splitlines()
    assert lines[0].endswith(",问题说明")
    assert lines[1].endswith(",")
    assert "办别" in lines[2].rpartition(",")[2]
    assert job.output_name.endswith(".csv")


def test_a_clean_file_comes_back_nowhere(officer: User) -> None:
    job = checked(xlsx([row(1)]), officer)
    assert signed_in(officer).get(reverse("job_file", args=[job.pk])).status_code == 404


def statements(rows: int, by: User) -> int:
    data = xlsx([row(number) for number in range(1, rows + 1)])
    plan = read_plan(SCHOOLS, data, by)
    with CaptureQueriesContext(connection) as queries:
        settle_plan(SCHOOLS, plan, by, lock=True)
        SCHOOLS.write(plan, by)
    return len(queries)


def test_the_number_of_statements_does_not_depend_on_the_rows(officer: User) -> None:
    assert statements(10, officer) == statements(300, officer) <= 4
    School.objects.update(students=299)
    changed = xlsx([row(number) for number in range(1, 301)])
    plan = read_plan(SCHOOLS, changed, officer)
    with CaptureQueriesContext(connection) as queries:
        settle_plan(SCHOOLS, plan, officer)
        SCHOOLS.write(plan, officer)
    assert len(queries) <= 4
    assert School.objects.filter(students=300).count() == 300
    assert Event.objects.filter(verb="school.import").count() == 300


def test_the_report_page_asks_the_same_for_1_and_30_rows(officer: User) -> None:
    client = signed_in(officer)
    small = checked(xlsx([row(1, 办别="")]), officer)
    large = checked(xlsx([row(number, 办别="") for number in range(1, 31)]), officer)
    seen = []
    for job in (small, large):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("import_report", args=[job.pk])).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 8
