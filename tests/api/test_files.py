"""Files by the API: evidence in and out, imports from upload to confirmation."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from safeschools.directory.models import School
from safeschools.jobs.tasks import run_waiting
from tests.api.test_corridor import Corridor, Program
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("门口.png", out.getvalue(), "image/png")


def upload(who: Program, path: str, status: int, **fields: Any) -> Any:
    response = Client(enforce_csrf_checks=True).post(f"/api/v1/{path}", fields, headers=who.headers)
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_evidence_comes_in_is_attached_and_goes_out_harmlessly() -> None:
    corridor = Corridor()
    head, library = corridor.people["school_head"], f"{corridor.y}/assessment/evidence/"
    head.post(f"{corridor.y}/assessment/start/")
    file = upload(head, library, 201, file=picture())
    assert file["content_type"] == "image/jpeg"
    assert upload(head, library, 201, file=picture())["id"] == file["id"]
    assert upload(head, library, 400, file=picture(), school="1")["errors"][0]["field"] == "school"
    assert upload(head, library, 422, file=SimpleUploadedFile("x.svg", b"<svg/>"))["type"].endswith(":invalid")
    score = corridor.row.item_scores.filter(applicable=True).select_related("item")[0]
    item = f"{corridor.y}/assessment/items/{score.item.code}/evidence/"
    link = head.post(item, {"evidence": file["id"]})["evidence"][0]["link"]
    assert head.ask("delete", f"{library}{file['id']}/", status=409)["type"].endswith(":wrong-state")
    response = Client().get(f"/api/v1/evidence/{file['id']}/file/", headers=head.headers)
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
    assert "attachment" in response.headers["Content-Disposition"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    head.ask("delete", f"{item}{link}/", status=204)
    head.ask("delete", f"{library}{file['id']}/", status=204)
    assert head.get(library)["results"] == []


def test_a_file_of_another_school_is_not_found() -> None:
    corridor = Corridor()
    head, rival = corridor.people["school_head"], Program(make_user("school_head"))
    head.post(f"{corridor.y}/assessment/start/")
    file = upload(head, f"{corridor.y}/assessment/evidence/", 201, file=picture())
    rival.get(f"evidence/{file['id']}/file/", status=404)


def test_an_import_is_checked_shown_and_confirmed() -> None:
    officer = Program(make_user("bureau_officer"))
    text = "区县代码,区县名称\n990001,测试东区\n"
    job = upload(officer, "imports/", 202, kind="districts", file=SimpleUploadedFile("区县.csv", text.encode()))
    run_waiting()
    report = officer.get(f"imports/{job['id']}/")
    assert report["job"]["state"] == "done", report
    assert report["counts"]["rows"] == 1
    again = officer.post(f"imports/{job['id']}/again/", status=202)
    assert again["sha256"] == job["sha256"]
    assert Program(make_user("bureau_officer")).get(f"imports/{job['id']}/", status=404)
    assert upload(Program(make_user("auditor")), "imports/", 403, kind="districts", file=picture())
    assert not School.objects.exists()
