"""A school file from upload to register, both passes, against reading the file and COPY of the same rows."""

import csv
import io

import python_calamine
import xlsxwriter
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeschools.accounts.models import User
from safeschools.directory.actions import imports
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import School
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import run_waiting
from safeschools.web.demo.city import load_schools
from scripts.bench.meter import cost, peak_megabytes, reset_peak
from scripts.bench.results import Line, say

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
HEADINGS = (
    *("school_code", "name", "short_name", "district_code", "district", "type_code", "type_name", "ownership"),
    *("urban_rural", "students", "boarders", "staff", "guards", "classes"),
    *("canteen", "catered_meals", "boarding", "school_bus", "lab", "status"),
)


def measure(rows: int) -> None:
    """Check (the preview with its difference) and write, in CPU; the reference is calamine and one COPY."""
    officer = _district_and_officer()
    data = _workbook(rows)
    reference = cost(lambda: _copy(data))
    reset_peak()
    with CaptureQueriesContext(connection) as queries:
        ours = cost(lambda: _through(data, officer))
    assert School.objects.filter(code__startswith="9").count() == rows
    remark = f"{ours.python:.2f} s Python + {ours.postgresql:.2f} s PostgreSQL; bare {reference.cpu:.2f} s"
    say(Line("imports", "check + write / read + COPY", rows, ours.cpu / reference.cpu, 8, remark=remark))
    say(Line("imports", "peak memory", rows, peak_megabytes(), 250, unit=" MB"))
    own = [row["sql"] for row in queries if "jobs_job" not in row["sql"] and not row["sql"].startswith(FRAME)]
    say(Line("imports", "statements beside those of the job", rows, len(own), 12, unit=""))


def _district_and_officer() -> User:
    load_agencies(by=None)
    load_schools(20, 1)
    return User.objects.create_user(username="officer", password="benchmark", display_name="o", role="bureau_officer")


def _row(number: int) -> list[str | int]:
    name = f"石桥县第{number}小学"
    return [
        *(f"9{number:09d}", name, f"第{number}小学", "990121", "石桥县", "211", "小学", "公办", "210"),
        *(300, 0, 20, 2, 6, 1, 0, 0, 0, number % 2, "在办"),
    ]


def _workbook(rows: int) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for number in range(rows):
        sheet.write_row(number + 1, 0, _row(number))
    book.close()
    return stream.getvalue()


def _copy(data: bytes) -> None:
    """Read the cells and COPY them into a table like the register's, with its unique index; then forget it."""
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    text = io.StringIO()
    csv.writer(text).writerows(table[1:])
    text.seek(0)
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in HEADINGS)
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns}, UNIQUE (school_code))")
        cursor.copy_expert("COPY bare FROM STDIN WITH (FORMAT csv)", text)
        cursor.execute("DROP TABLE bare")


def _through(data: bytes, by: User) -> None:
    """Upload, check in the background's own code, confirm, write."""
    job = imports.check_file(ContentFile(data, name="schools.xlsx"), by=by, kind="schools")
    run_waiting()
    checked = Job.objects.get(pk=job.pk)
    imports.confirm(checked, by=by)
    run_waiting()
