"""A virus scanner at both doors: what it names is refused, and without its answer nothing is taken (ASVS 5.4.3)."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from safeschools.directory.actions.imports import check_file
from safeschools.jobs.models import Job
from safeschools.lib.errors import Invalid
from safeschools.lib.scanner import NotScanned, bar_malware
from scoring.models import Evidence
from tests.factories import make_user
from tests.hostile.corpus import PDF
from tests.hostile.test_uploads import send
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db
BAD = b"X5O-harmless-test-mark"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks ClamAV's INSTREAM: reads the pieces, names BAD, and has its limit."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        body = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            body += self.rfile.read(size)
        found = b"Test-Mark FOUND" if BAD in body else b"OK"
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0" if len(body) > 2**20 else b"stream: " + found + b"\0")


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()
        thread.join()


def test_a_clean_file_passes_and_is_read_from_its_beginning(scanner: None) -> None:
    file = ContentFile(b"a" * 600_000)
    bar_malware(file)
    assert len(file.read()) == 600_000


def test_what_the_scanner_names_is_refused(scanner: None) -> None:
    with pytest.raises(Invalid):
        bar_malware(ContentFile(b"x" * 300_000 + BAD))


def test_without_an_answer_nothing_is_taken(scanner: None, settings: Any) -> None:
    with pytest.raises(NotScanned):
        bar_malware(ContentFile(b"a" * (2**20 + 1)))
    for away in ("127.0.0.1:1", "/no/such/socket"):
        settings.CLAMD = away
        with pytest.raises(NotScanned):
            bar_malware(ContentFile(b"a"))


def test_a_scanner_may_listen_at_a_path(settings: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "clamd")
    with socketserver.ThreadingUnixStreamServer(path, Clamd) as server:
        threading.Thread(target=server.serve_forever).start()
        settings.CLAMD = path
        bar_malware(ContentFile(b"a"))
        with pytest.raises(Invalid):
            bar_malware(ContentFile(BAD))
        server.shutdown()


def test_both_doors_ask_it(scanner: None, client: Client, settings: Any) -> None:
    with time_machine.travel(NOW, tick=True):
        world = World()
        world.start()
        client.force_login(world.editor)
        bad = PDF + b"\n%" + BAD + b"\n%%EOF"
        answer = send(client, world, "a.pdf", bad)
        assert answer.status_code == 422
        assert "病毒扫描发现该文件有问题" in answer.content.decode()
        assert send(client, world, "b.pdf", PDF).status_code == 200
        assert Evidence.objects.count() == 1
        with pytest.raises(Invalid):
            check_file(ContentFile(BAD, name="a.csv"), by=make_user("bureau_officer"), kind="schools")
        assert not Job.objects.exists()
        settings.CLAMD = "127.0.0.1:1"
        assert send(client, world, "c.pdf", PDF.replace(b"1.7", b"1.6")).status_code == 503
