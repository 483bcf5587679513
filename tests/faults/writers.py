"""People at work: requests of signed-in heads over HTTP, with everything that was acknowledged written down."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = "t" * 32
PATIENCE = 60.0


def wait_until(what: str, ready: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait for a condition, at most so long; returns how long it took. Raises AssertionError."""
    began = time.monotonic()
    while not ready():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass(frozen=True)
class Answer:
    """What a request got: status (0: the connection broke), headers, body, seconds it took."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 400


class Person:
    """One signed-in person; every request has a connection of its own, as behind a proxy."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, data: Mapping[str, Any] | bytes, **headers: str) -> Answer:
        body = data if isinstance(data, bytes) else urlencode(data).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request. Status 0 where no whole answer came."""
        began = time.monotonic()
        cookie = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {**cookie, **headers})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - began)
        finally:
            connection.close()
        return Answer(response.status, dict(response.getheaders()), content, time.monotonic() - began)


def sign_in(port: int, username: str, password: str) -> Person:
    """Through the door, as a browser does. Raises AssertionError where it stays shut."""
    form = urlencode({"login": username, "password": password})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", "/accounts/login/", form, headers)
    response = connection.getresponse()
    cookies = SimpleCookie()
    for line in response.msg.get_all("Set-Cookie", []):
        cookies.load(line)
    connection.close()
    assert response.status == http.HTTPStatus.FOUND
    return Person(port, cookies["sessionid"].value)


class Head(Person):
    """The head of a school that is ready to hand in."""

    def __init__(self, port: int, stage: Mapping[str, Any], school: Mapping[str, Any]) -> None:
        super().__init__(port, school["session"])
        self.participation: int = school["participation"]
        self.username: str = school["username"]
        self.work = f"/school/{stage['year']}/assessment/"
        self.item = f"{self.work}items/{stage['item']}/"
        self.key = uuid4().hex

    def submit(self) -> Answer:
        """Hand in; sent again it has the same key."""
        return self.post(f"{self.work}submit/", {"truth": "yes"}, **{"Idempotency-Key": self.key})

    def save(self, note: str, version: int) -> Answer:
        """The autosave of one item."""
        return self.post(self.item, {"met": "yes", "note": note, "version": version}, **{"X-Autosave": "1"})


class Writers:
    """Heads that save one answer after the other, each waiting for its answer, until the `with` block ends.

    `acknowledged` is the number of the last note each was told to be saved; `answers` counts what they were told.
    """

    def __init__(self, heads: Sequence[Head]) -> None:
        self.heads = heads
        self.acknowledged: dict[int, int] = {}
        self.answers: list[Answer] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(head,)) for head in heads]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)

    def _work(self, head: Head) -> None:
        version, number = 1, 0
        while not self._stop.is_set():
            number += 1
            answer = head.save(f"n{number}", version)
            self.answers.append(answer)
            if answer.ok:
                self.acknowledged[head.participation] = number
                version = int(answer.headers["X-Version"])
            elif answer.status == 409:  # saved, but the answer did not arrive: go on from what is there
                version += 1

    def until_more(self, count: int = 3) -> None:
        """Wait until every writer was told "saved" so often from now on."""
        before = Counter(self.acknowledged)
        wait_until(
            "every writer goes on",
            lambda: all(
                self.acknowledged.get(h.participation, 0) >= before[h.participation] + count for h in self.heads
            ),
        )


def together(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Do all at once; their answers in the same order."""
    barrier, answers = threading.Barrier(len(acts)), [Answer(0)] * len(acts)

    def work(index: int, act: Callable[[], Answer]) -> None:
        barrier.wait()
        answers[index] = act()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextmanager
def in_background(act: Callable[[], Answer]) -> Iterator[Callable[[], Answer]]:
    """Ask while something else happens; the yielded function waits for the answer."""
    found: list[Answer] = []
    thread = threading.Thread(target=lambda: found.append(act()))
    thread.start()

    def answer() -> Answer:
        thread.join(PATIENCE * 2)
        return found[0]

    yield answer
    thread.join(PATIENCE * 2)
