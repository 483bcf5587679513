"""Web processes are killed, their clocks are wrong, their disk is full, everybody comes in the last second."""

import hashlib
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from tests.faults.installation import SCHOOLS, Installation
from tests.faults.pictures import half_sent, upload
from tests.faults.writers import Answer, Head, in_background, together, wait_until

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
CLIENTS, LATE = 48, 8


@pytest.fixture
def deadline(city: Installation) -> Iterator[Callable[[str], None]]:
    """Sets the last second of the self-assessment, counted from now by the database's clock; put back after."""
    last_second = "UPDATE campaigns_phase SET ends_at = date_trunc('second', clock_timestamp()) + %s::interval"

    def end_in(interval: str) -> None:
        city.ask(f"{last_second} WHERE kind = 'self_assessment'", interval)

    yield end_in
    end_in("1 day")


def test_f8_the_web_is_killed_while_files_come_in(city: Installation) -> None:
    """Between every two steps: no row without its whole file, what was acknowledged is there, orphans are swept."""
    heads = city.take(5)
    with half_sent(heads[0]):
        city.application.web.kill()
    city.application.web.start()
    writing, before_the_row, before_the_end, after = (
        _kill_at(city, partial(upload, head, number), lock, reached)
        for number, (head, lock, reached) in enumerate(
            (
                (heads[1], "SELECT 1", partial(_more_files, city, len(_files(city)))),
                (heads[2], _keep_out("scoring_evidence"), partial(city.waiting_to, 'INSERT INTO "scoring_evidence"')),
                (heads[3], _keep_out("audit_event"), partial(city.waiting_to, 'INSERT INTO "audit_event"')),
                (heads[4], "SELECT 1", partial(_has_row, city, heads[4])),
            )
        )
    )
    assert (before_the_row.status, before_the_end.status) == (0, 0)
    assert [_has_row(city, head) for head in heads[:1] + heads[2:4]] == [False] * 3
    assert _has_row(city, heads[1]) or not writing.ok
    assert _has_row(city, heads[4])
    assert after.status in (0, 200)
    rows = city.ask("SELECT file, size, sha256 FROM scoring_evidence")
    for name, size, sha256 in rows:
        body = (city.home / "media" / name).read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (size, sha256)
    assert [upload(head, 9).status for head in heads] == [200] * 5
    _assert_orphans_swept(city)


def _keep_out(table: str) -> str:
    """Others may read it, and wait to write it."""
    return f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"


def _kill_at(city: Installation, ask: Callable[[], Answer], lock: str, reached: Callable[[], bool]) -> Answer:
    """Kill the web processes when a request has reached a step; what the person was told, 0 for nothing."""
    with city.connect() as holder, holder.cursor() as cursor:
        cursor.execute(lock)
        with in_background(ask) as answer:
            wait_until("the step is reached", reached)
            city.application.web.kill()
            told = answer()
    city.application.web.start()
    return told


def _files(city: Installation) -> set[Path]:
    """Files of evidence, half ones included."""
    return {path for path in (city.home / "media").rglob("*") if path.is_file()}


def _more_files(city: Installation, count: int) -> bool:
    return len(_files(city)) > count


def _has_row(city: Installation, head: Head) -> bool:
    owned = "SELECT count(*) FROM scoring_evidence e JOIN campaigns_participation p USING (school_id) WHERE p.id = %s"
    return city.number(owned, head.participation) > 0


def _assert_orphans_swept(city: Installation) -> None:
    """A day later files without a row are gone, and only they."""
    named = {city.home / "media" / name for (name,) in city.ask("SELECT file FROM scoring_evidence")}
    assert named < _files(city), "a kill between file and row leaves an orphan"
    for path in _files(city):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 25 * 3600))
    city.application.manage("purge", "--yes")
    assert _files(city) == named


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("F10 IS NOT TESTED HERE: a disk of two megabytes needs root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_f10_the_disk_for_files_is_full(city: Installation, small_disk: Path) -> None:
    """The upload is refused in words, nothing half is left, forms are saved as ever."""
    (head,) = city.take(1)
    with city.web(MEDIA_ROOT=str(small_disk)) as port:
        head.port = port
        answers = [upload(head, seed) for seed in range(100, 106)]
        refused = next(answer for answer in answers if not answer.ok)
        assert refused.status == 507
        assert "磁盘" in refused.body.decode()
        assert head.save("n1", 1).status == 200
        assert head.submit().status == 302
    assert city.health(MEDIA_ROOT=str(small_disk))["disk"]["level"] == "alarm"
    files = {path.relative_to(small_disk).as_posix() for path in small_disk.rglob("*") if path.is_file()}
    rows = "SELECT file FROM scoring_evidence e JOIN campaigns_participation p ON p.school_id = e.school_id"
    assert files == {name for (name,) in city.ask(f"{rows} WHERE p.id = %s", head.participation)}


@pytest.mark.skipif(FAKETIME is None, reason="F11 IS NOT TESTED HERE: not installed: faketime")
@pytest.mark.parametrize(
    ("shift", "ends_in", "expected"), [("+2h", "1 hour", 302), ("-2h", "-1 hour", 409)], ids=["fast", "slow"]
)
def test_f11_the_clock_of_the_web_is_wrong(
    shift: str, ends_in: str, expected: int, city: Installation, deadline: Callable[[str], None]
) -> None:
    """Two hours ahead it still takes what is in time; two hours behind it takes nothing late. The alarm says so."""
    (head,) = city.take(1)
    deadline(ends_in)
    wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, "NO_FAKE_STAT": "1"}
    with city.web(**wrong) as port:
        head.port = port
        assert head.submit().status == expected
    assert len(city.submitted([head])) == (expected == 302)
    right = "SELECT count(*) FROM scoring_submission WHERE submitted_at BETWEEN now() - interval '10 minutes' AND now()"
    assert city.number(f"{right} AND participation_id = %s", head.participation) == (expected == 302)
    assert city.health(**wrong)["clock"]["level"] == "alarm"


@pytest.mark.timeout(600 + SCHOOLS // 4, func_only=True)
def test_f12_everybody_comes_in_the_last_seconds(city: Installation, deadline: Callable[[str], None]) -> None:
    """Every answer is yes, no, or later; yes and stored are the same; nothing is stored after the deadline."""
    city.fresh(SCHOOLS + LATE)
    heads, late = city.take(SCHOOLS), city.take(LATE)
    waiting: SimpleQueue[Head] = SimpleQueue()
    for head in heads:
        waiting.put(head)
    answers: dict[int, Answer] = {}

    def client() -> None:
        while True:
            try:
                head = waiting.get_nowait()
            except Empty:
                return
            answers[head.participation] = head.submit()

    clients = [Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    wait_until("a third is in", lambda: len(answers) >= SCHOOLS // 3, seconds=60 + SCHOOLS / 10)
    deadline("0 seconds")
    for thread in clients:
        thread.join()
    told = Counter(answer.status for answer in answers.values())
    assert set(told) <= {302, 409, 429, 503}, told
    assert told[302] > 0, told
    assert told[409] > 0, told
    closed = "SELECT count(*) FROM campaigns_phase WHERE kind = 'self_assessment' AND clock_timestamp() >= ends_at"
    wait_until("the last second is over", lambda: city.number(f"{closed} + interval '1 second'") > 0)
    assert {answer.status for answer in together([head.submit for head in late])} == {409}
    acknowledged = {key for key, answer in answers.items() if answer.status == 302}
    assert city.submitted([*heads, *late]) == acknowledged
    stored = "SELECT count(*) FROM scoring_submission s JOIN campaigns_participation p ON p.id = s.participation_id"
    phase = "JOIN campaigns_phase f ON f.year_id = p.year_id AND f.kind = 'self_assessment'"
    late_ones = f"{stored} {phase} WHERE p.id = ANY(%s) AND s.submitted_at >= f.ends_at + interval '1 second'"
    assert city.number(late_ones, [head.participation for head in heads]) == 0
    city.settle(300)


def test_f14_a_double_click(city: Installation) -> None:
    """Eight at once: one effect, and all eight get the same answer, byte for byte; so does who comes later."""
    (head,) = city.take(1)
    answers = [*together([head.submit] * 8), head.submit()]
    assert {answer.status for answer in answers} == {302}
    assert len({(answer.body, answer.headers["Location"]) for answer in answers}) == 1
    assert city.traces(head) == (1, 1, 1)
    city.settle()
