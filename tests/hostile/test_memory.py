"""Workbooks of a few kilobytes that swell to gigabytes: refused with a sentence, the worker lives and goes on."""

import io
import json
import resource
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from safeschools.documents.archive import inspect
from safeschools.documents.tables import read_upload
from safeschools.jobs.models import Job
from tests.directory.steps import checked
from tests.documents.files import SHEET, repacked, workbook
from tests.factories import make_user
from tests.stack import Application

TABLE = [["学校标识码", "学校名称", "所属县(市、区)", "办学类型"], ["2199988001", "石桥县巡览小学", "石桥县", "小学"]]
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'


def swelling(rows: int = 1000) -> bytes:
    """One long text that stands in forty cells of every row: each cell is a copy of it once the sheet is read."""
    cell = '<c t="s"><v>0</v></c>'
    sheet = SHEET.format(head="", rows="".join(f"<row>{cell * 40}</row>" for _ in range(rows)))
    changes = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": STRINGS.format(text="安" * 32_767)}
    return repacked(workbook(TABLE), {name: text.encode() for name, text in changes.items()})


def painted() -> bytes:
    """A table with something to mark, whose styles cost openpyxl a hundred times what they weigh."""
    fonts = "".join(f'<font><sz val="{number}"/></font>' for number in range(20_000))
    styles = f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts>{fonts}</fonts></styleSheet>'
    return repacked(workbook([*TABLE, ["2199988002", "", "无此县", "小学"]]), {"xl/styles.xml": styles.encode()})


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_the_file_passes_every_look_at_its_outside() -> None:
    """…so that nothing but the limit stops it: packed it is tiny, unpacked it is small, its cells are near."""
    body = swelling()
    assert len(body) < 20_000
    inspect(io.BytesIO(body))
    assert settings.IMPORT_MAX_MEMORY_MB <= 512


@pytest.mark.django_db
def test_a_workbook_that_swells_is_refused_in_words_and_the_next_one_is_read() -> None:
    officer = make_user("bureau_officer")
    before = megabytes()
    with override("zh-hans"):
        job = checked(swelling(), officer)
    assert job.state == Job.State.FAILED
    assert "内存" in job.error
    assert megabytes() - before < 100
    assert checked(workbook(TABLE), officer).state == Job.State.DONE


@pytest.mark.django_db
def test_a_workbook_that_cannot_be_marked_within_the_limit_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeschools.documents.marked.MEGABYTES", 12)
    job = checked(painted(), make_user("bureau_officer"))
    assert job.state == Job.State.DONE
    assert job.result["counts"]["errors"]
    with job.output.open("rb") as stream:
        assert "无此县" in str(read_upload(stream.read()).tables)


ASK = """
import json
from django.core.files.base import ContentFile
from safeschools.accounts.models import User
from safeschools.directory.actions.imports import check_file
from safeschools.jobs.models import Job
user, new = User.objects.get_or_create(username="memory", defaults={"role": "bureau_officer", "display_name": "m"})
if new:
    for name in ("swelling", "sound"):
        check_file(ContentFile(open(f"FOLDER/{name}.xlsx", "rb").read(), name=f"{name}.xlsx"), by=user, kind="schools")
print(json.dumps(list(Job.objects.filter(created_by=user).order_by("id").values_list("state", "error"))))
"""


@pytest.mark.services
def test_the_worker_of_production_lives(city: Application, tmp_path: Path) -> None:
    (tmp_path / "swelling.xlsx").write_bytes(swelling())
    (tmp_path / "sound.xlsx").write_bytes(workbook(TABLE))
    child = city.worker.child
    states: list[tuple[str, str]] = []
    end = time.monotonic() + 120
    while not states or any(state in ("queued", "running") for state, _error in states):
        assert time.monotonic() < end, states
        states = json.loads(city.manage("shell", "--verbosity", "0", "-c", ASK.replace("FOLDER", str(tmp_path))))
    assert [state for state, _error in states] == ["failed", "done"]
    assert "memory" in states[0][1] or "内存" in states[0][1]
    assert city.worker.child is child
    assert child is not None
    assert child.poll() is None
    assert "WorkerLost" not in city.worker.tail()
