"""Hostile files at both doors: taken harmlessly or refused with a sentence, never an error page, memory bounded."""

import io
import re
import resource
import unicodedata
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from safeschools.jobs.models import Job
from scoring.models import Evidence
from tests.directory.steps import checked
from tests.factories import make_user
from tests.hostile.corpus import PDF, files, picture
from tests.scoring.assessment.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

ALL = list(files())
MEMORY = 700 * 1024  # KiB that the largest file may add to the process's peak
TAKEN = {
    "largest-allowed.png",
    *(f"script-behind-{name}" for name in ("a.jpg", "a.png", "a.webp")),
    *(f"zip-behind-{name}" for name in ("a.jpg", "a.png", "a.webp")),
    *(name for name, _body in files("names")),
}
"""What may be taken: pictures, of which only the picture itself is kept."""
MAYBE = {"text-bomb.png", "colour-bomb.png", "exif-loop.jpg", "cut-a.jpg", "noise-a.jpg"}
MAYBE |= {f"{name}.xlsx" for name in ("formulas", "far-cell", "far-row", "far-column", "open-tags", "bad-sum")}
"""Depends on how Pillow reads it; harmless either way. As evidence, no program of ours opens a workbook."""


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW):
        world = World()
        world.start()
        yield world


def send(client: Client, world: World, name: str, body: bytes) -> Any:
    """The file as a browser sends it, whatever its name is."""
    address = reverse("evidence_upload", args=[world.year.calendar_year, "D1-04"])
    upload = SimpleUploadedFile("x", body)
    upload._name = name  # type: ignore[attr-defined] # Django cleans names in the setter; a raw client does not
    return client.post(address, {"files": upload}, headers={"X-Autosave": "1"})


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_the_corpus_is_large_enough() -> None:
    assert len(ALL) >= 100
    assert len({name for name, _body in ALL}) == len(ALL)


def test_no_file_breaks_the_evidence_door(world: World, client: Client) -> None:
    client.force_login(world.editor)
    before, faults = peak(), []
    for name, body in ALL:
        count = Evidence.objects.count()
        status = send(client, world, name, body).status_code
        taken = Evidence.objects.count() > count or status == 200
        if status not in (200, 422) or (taken != (name in TAKEN) and name not in MAYBE):
            faults.append((name, status, taken))
        world.item("D1-04").evidence_links.all().delete()
    assert faults == []
    assert peak() - before < MEMORY
    assert {row.content_type for row in Evidence.objects.all()} <= {
        "image/jpeg",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_no_file_breaks_the_import(world: World) -> None:
    officer = make_user("bureau_officer")
    before, faults = peak(), []
    for name, body in files("workbooks", "texts", "archives", "documents"):
        job = checked(body or b" ", officer, name="表.xlsx")
        internal = "internal" in job.error.lower() or "内部" in job.error
        if job.state not in (Job.State.DONE, Job.State.FAILED) or internal or (job.state == "failed" and not job.error):
            faults.append((name, job.state, job.error))
    assert faults == []
    assert peak() - before < MEMORY


@pytest.mark.parametrize("name", ["dtd.xlsx", "dtd-16.xlsx", "dtd-16be.xlsx", "dtd-late.xlsx", "xxe.xlsx", "dtd.ods"])
def test_a_document_type_is_refused_however_it_is_written(name: str) -> None:
    body = dict(files("workbooks"))[name]
    assert checked(body, make_user("bureau_officer")).state == Job.State.FAILED


@pytest.mark.parametrize("name", ["far-cell.xlsx", "far-row.xlsx", "far-column.xlsx", "repeats.ods", "bomb.xlsx"])
def test_a_far_cell_or_a_bomb_is_refused_before_a_parser_sees_it(name: str) -> None:
    body = dict(files("workbooks"))[name]
    assert checked(body, make_user("bureau_officer")).state == Job.State.FAILED


def test_a_directory_that_lies_about_sizes_is_found_out() -> None:
    body = dict(files("archives"))["size-lies.xlsx"]
    assert checked(body, make_user("bureau_officer")).state == Job.State.FAILED


def test_the_xml_readers_are_guarded() -> None:
    assert openpyxl.DEFUSEDXML is True


@pytest.mark.parametrize(("name", "body"), list(files("names")), ids=[ascii(name) for name, _body in files("names")])
def test_no_name_is_more_than_a_name(name: str, body: bytes, world: World, client: Client) -> None:
    client.force_login(world.editor)
    assert send(client, world, name, body).status_code == 200
    kept = Evidence.objects.get()
    assert kept.name == unicodedata.normalize("NFC", kept.name)
    assert len(kept.name) <= 200
    assert len(kept.name.encode()) <= 200
    assert not any(unicodedata.category(letter)[0] == "C" for letter in kept.name)
    assert not {"/", "\\"} & set(kept.name)
    assert kept.name.endswith(".jpg")
    assert not kept.name.lower().endswith((".php.jpg", ".exe.jpg", ".svg.jpg", ".html.jpg"))
    assert re.fullmatch(r"evidence/\d+/[0-9a-f]{32}", str(kept.file.name))
    answer = client.get(reverse("evidence_file", args=[kept.pk]) + "?download=1")
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer.headers["Content-Disposition"]


def test_nothing_but_the_picture_is_kept(world: World, client: Client) -> None:
    client.force_login(world.editor)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0)}
    exif[0xA431] = "SERIAL-0815"
    bodies = [
        picture("JPEG", exif=exif, comment=b"PRIVATE-NOTE"),
        picture("WEBP", size=(41, 30), exif=exif, xmp=b"<x>PRIVATE-NOTE</x>"),
        dict(files("names"))["evil.svg"],
        dict(files("pictures"))["script-behind-a.png"],
    ]
    for number, body in enumerate(bodies):
        assert send(client, world, f"{number}.jpg", body).status_code == 200
    for row in Evidence.objects.all():
        with row.file.open("rb") as stored:
            kept = stored.read()
        for trace in (b"Exif", b"SERIAL", b"PRIVATE", b"31.2304", b"<script", b"PK\x05\x06"):
            assert trace not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert image.format == "JPEG"
            assert not dict(image.getexif())


def test_a_file_is_handed_over_harmlessly(world: World, client: Client) -> None:
    client.force_login(world.editor)
    send(client, world, "名单.pdf", PDF)
    address = reverse("evidence_file", args=[Evidence.objects.get().pk])
    answer = client.get(address)
    answer.close()
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%8D%95.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Type"] == "application/pdf"
    client.force_login(make_user("school_editor"))
    assert client.get(address).status_code == 404


def test_a_proxy_may_send_the_bytes_after_the_check(world: World, client: Client, settings: Any) -> None:
    settings.ACCEL_REDIRECT = "/protected/"
    client.force_login(world.editor)
    send(client, world, "名单.pdf", PDF)
    row = Evidence.objects.get()
    answer = client.get(reverse("evidence_file", args=[row.pk]))
    assert answer.content == b""
    assert answer.headers["X-Accel-Redirect"] == f"/protected/{row.file.name}"


def test_a_school_has_a_quota(world: World, client: Client, settings: Any) -> None:
    client.force_login(world.editor)
    assert send(client, world, "a.pdf", PDF).status_code == 200
    settings.EVIDENCE_QUOTA_MB = 0
    answer = send(client, world, "b.pdf", PDF.replace(b"1.7", b"1.6"))
    assert answer.status_code == 422
    assert "本校文件总量将超过" in answer.content.decode()
    assert send(client, world, "a.pdf", PDF).status_code == 200  # the same file again takes no room
