"""Evidence: what may come in, how it is kept, who may see it, and that it is never lost or run."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.actions import evidence
from scoring.models import Evidence, EvidenceLink
from scoring.policies.editing import TooLate
from scoring.policies.uploads import MAX_BYTES, clean_name
from tests.factories import make_user
from tests.hostile.corpus import PDF, packed
from tests.scoring.assessment.world import LATE, NOW, World

pytestmark = pytest.mark.django_db

GPS = 0x8825


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def world() -> World:
    world = World()
    world.start()
    return world


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def office(*members: str) -> bytes:
    return packed(dict.fromkeys(("[Content_Types].xml", *members), "<x/>"))


def upload(body: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def stored(world: World, body: bytes, name: str = "照片.jpg") -> Evidence:
    return evidence.attach_upload(world.item("D1-04"), by=world.editor, upload=upload(body, name))


def answer_of(client: Client, address: str) -> Any:
    """The response to a download, with its file closed again."""
    response = client.get(address)
    response.close()
    return response


def bytes_of(file: Evidence) -> bytes:
    with file.file.open("rb") as opened:
        return bytes(opened.read())


def test_a_photo_is_stored_without_place_and_camera(world: World) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(GPS)[2] = (30.0, 40.0, 50.0)
    file = stored(world, picture(exif=exif))
    kept = bytes_of(file)
    assert (file.content_type, file.name, file.size) == ("image/jpeg", "照片.jpg", len(kept))
    assert file.sha256 == sha256(kept).hexdigest()
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"Camera" not in kept


def test_a_large_photo_is_shrunk(world: World) -> None:
    file = stored(world, picture(size=(4800, 1200)))
    assert Image.open(io.BytesIO(bytes_of(file))).size == (2400, 600)


@pytest.mark.parametrize(
    ("body", "name", "shown", "kind"),
    [
        (picture("PNG"), "a.PNG", "a.jpg", "image/jpeg"),
        (PDF, "台账.pdf", "台账.pdf", "application/pdf"),
        (PDF, "evil.html", "evil_html.pdf", "application/pdf"),
        (picture(), "a.php.jpg", "a_php.jpg", "image/jpeg"),
        (office("word/document.xml"), "a.docx", "a.docx", "application/vnd.openxmlformats-officedocument"),
        (office("xl/workbook.xml"), "a.docx", "a.xlsx", "application/vnd.openxmlformats-officedocument"),
    ],
)
def test_the_content_decides_what_a_file_is(world: World, body: bytes, name: str, shown: str, kind: str) -> None:
    file = stored(world, body, name)
    assert file.name == shown
    assert file.content_type.startswith(kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00 a program",
        b"\xff\xd8\xff a picture that is none",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n broken",
        b"PK\x03\x04 broken",
        office("word/document.xml", "word/vbaProject.bin"),
        office("payload.bin"),
        b"GIF89a",
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["empty", "svg", "html", "exe", "no jpeg", "cut", "no png", "no zip", "macros", "zip", "gif", "large"],
)
def test_what_is_not_taken_leaves_nothing_behind(world: World, body: bytes) -> None:
    with pytest.raises(Invalid):
        stored(world, body)
    assert not Evidence.objects.exists()
    assert not EvidenceLink.objects.exists()


def test_a_picture_with_too_many_pixels_is_not_even_decoded(world: World) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    with pytest.raises(Invalid):
        stored(world, out.getvalue())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\temp\\照片.JPEG", "照片.jpg"),
        ("a\u202egpj.exe", "agpj_exe.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("长" * 300 + ".jpg", "长" * 65 + ".jpg"),
    ],
)
def test_names_are_harmless(given: str, shown: str) -> None:
    assert clean_name(given, ".jpg") == shown


def test_the_same_file_is_kept_once_and_used_for_many_items(world: World) -> None:
    first = stored(world, picture())
    second = evidence.attach_upload(world.item("D1-01"), by=world.colleague, upload=upload(picture(), "又.jpg"))
    assert first.pk == second.pk
    assert EvidenceLink.objects.count() == 2
    evidence.attach(world.item("D1-01"), by=world.editor, evidence=first)
    assert EvidenceLink.objects.count() == 2


def test_taking_a_file_off_keeps_it_in_the_library(world: World) -> None:
    file = stored(world, picture())
    evidence.detach(file.links.get(), by=world.editor)
    assert Evidence.objects.filter(pk=file.pk).exists()


def test_an_unused_file_can_be_deleted_for_good(world: World, django_capture_on_commit_callbacks: Any) -> None:
    file = stored(world, picture())
    with pytest.raises(WrongState):
        evidence.discard(file, by=world.editor)
    evidence.detach(file.links.get(), by=world.editor)
    name = str(file.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.discard(file, by=world.editor)
    assert not default_storage.exists(name)


def test_what_was_handed_in_is_never_deleted(world: World) -> None:
    file = stored(world, picture())
    world.fill()
    assert world.submit().content["D1-04"]["evidence"] == [file.sha256]
    world.send_back("D1-04")
    evidence.detach(file.links.get(), by=world.editor)
    with pytest.raises(WrongState):
        evidence.discard(file, by=world.editor)


def test_nothing_is_attached_after_handing_in_or_after_the_deadline_or_by_others(world: World) -> None:
    file = stored(world, picture())
    with pytest.raises(NotAllowed):
        evidence.attach(world.item("D1-01"), by=world.reviewer, evidence=file)
    with time_machine.travel(LATE), pytest.raises(TooLate):
        evidence.attach(world.item("D1-01"), by=world.editor, evidence=file)
    world.fill()
    world.submit()
    for act in (
        lambda: stored(world, picture(size=(9, 9))),
        lambda: evidence.attach(world.item("D1-01"), by=world.editor, evidence=file),
        lambda: evidence.detach(file.links.get(), by=world.editor),
    ):
        with pytest.raises(WrongState):
            act()


def test_a_file_of_another_school_cannot_be_attached(world: World) -> None:
    other = World(world.year.sheet.standard)
    other.start()
    file = stored(other, picture())
    with pytest.raises(NotAllowed):
        evidence.attach(world.item("D1-04"), by=world.editor, evidence=file)


def test_at_most_twenty_files_at_an_item(world: World) -> None:
    for n in range(20):
        stored(world, picture(size=(10 + n, 10)))
    with pytest.raises(Invalid):
        stored(world, picture(size=(99, 10)))


def test_half_a_file_never_has_a_name(world: World) -> None:
    file = stored(world, picture())
    name = str(file.file.name)
    folder = Path(default_storage.path(name)).parent
    assert not list(folder.glob("*.part"))
    assert Path(name).name != file.name


# --- over HTTP ---


def test_a_file_is_shown_only_within_the_scope(world: World, client: Client) -> None:
    address = reverse("evidence_file", args=[stored(world, picture()).pk])
    other = World(world.year.sheet.standard)
    allowed = [world.editor, world.reviewer, make_user("bureau_officer"), make_user("auditor")]
    hidden = [other.editor, other.reviewer, make_user("inspector")]
    barred = [make_user("naming_authority"), make_user("system_admin"), make_user("unit_liaison")]
    for users, status in ((allowed, 200), (hidden, 404), (barred, 403)):
        for user in users:
            client.force_login(user)
            assert answer_of(client, address).status_code == status, user.role
    client.logout()
    assert client.get(address).status_code == 302


def test_files_are_never_run_or_sniffed(world: World, client: Client) -> None:
    client.force_login(world.editor)
    image = answer_of(client, reverse("evidence_file", args=[stored(world, picture()).pk]))
    paper = answer_of(
        client,
        reverse("evidence_file", args=[stored(world, PDF.replace(b"<</Type", b"<script><</Type"), "台账.pdf").pk]),
    )
    assert image["Content-Disposition"].startswith("inline")
    assert paper["Content-Disposition"] == "attachment; filename*=utf-8''%E5%8F%B0%E8%B4%A6.pdf"
    for response in (image, paper):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_upload_reuse_and_removal_over_http(world: World, client: Client) -> None:
    client.force_login(world.editor)
    answer = client.post(
        reverse("evidence_upload", args=[2025, "D1-04"]), {"files": upload(picture())}, headers={"X-Autosave": "1"}
    )
    assert 'id="ev-D1-04"' in answer.content.decode()
    file = Evidence.objects.get()
    client.post(reverse("evidence_attach", args=[2025, "D1-01"]), {"evidence": file.pk})
    assert file.links.count() == 2
    link = file.links.get(item_score__item__code="D1-01")
    assert client.post(reverse("evidence_detach", args=[2025, "D1-04", link.pk])).status_code == 404
    client.post(reverse("evidence_detach", args=[2025, "D1-01", link.pk]))
    assert file.links.count() == 1


def test_a_refused_upload_says_why(world: World, client: Client) -> None:
    client.force_login(world.editor)
    address = reverse("evidence_upload", args=[2025, "D1-04"])
    answer = client.post(address, {"files": upload(b"GIF89a", "x.gif")}, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert "data-refused" in answer.content.decode()
    assert client.post(address, {"files": upload(b"GIF89a", "x.gif")}).status_code == 422


def test_the_library_takes_files_and_lets_go_of_unused_ones(world: World, client: Client) -> None:
    client.force_login(world.editor)
    address = reverse("evidence_library", args=[2025])
    client.post(address, {"files": [upload(picture()), upload(PDF, "a.pdf")]})
    assert Evidence.objects.count() == 2
    assert "a.pdf" in client.get(address).content.decode()
    gone = Evidence.objects.get(name="a.pdf")
    client.force_login(World(world.year.sheet.standard).editor)
    assert client.post(reverse("evidence_discard", args=[2025, gone.pk])).status_code == 404
    client.force_login(world.editor)
    client.post(reverse("evidence_discard", args=[2025, gone.pk]))
    assert Evidence.objects.count() == 1
