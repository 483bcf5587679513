"""Deadline night: every school saves and hands in against the whole stack, on a schedule that does not wait for it.

Open loop: requests leave at their planned moment whether or not earlier ones were answered, and a delay counts from
that moment. Loopback only, bounded by the number of schools and by the minutes asked for.
"""

import http.client
import os
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.sessions import SessionStore
from scoring.models import ItemScore, RatingSheet, Submission
from scripts.bench.results import Line, say
from scripts.bench.world import make_city, put_back
from tests.stack import Application

SECONDS = int(os.environ.get("NIGHT_SECONDS", "600"))
SAVES = 3
CONNECTIONS = 32
SECRET = "n" * 32
BUSY = (429, 503)  # honest: try again
DELAYS = {"save": 0.25, "submit": 2.0, "list": 2.0}


@dataclass(frozen=True, order=True)
class Shot:
    """One planned request: seconds from the start, who, what."""

    at: float
    kind: str
    method: str
    path: str
    session: str
    body: str = ""


@dataclass
class Tally:
    """What came back: status by kind, delays in seconds from the planned moment."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    delays: dict[str, list[float]] = field(default_factory=dict)
    began: float = field(default_factory=lambda: time.monotonic() + 1)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, delay: float) -> None:
        with self.lock:
            self.statuses[kind, status] += 1
            self.delays.setdefault(kind, []).append(delay)


def measure(schools: int) -> None:
    """Prepare the city, fire, wait for the figures, compare what was accepted with what is stored."""
    year = make_city(schools)
    shots = sorted(_plan(year, schools))
    connection.close()
    with TemporaryDirectory() as home, Application(Given(), Path(home), SECRET_KEY=settings.SECRET_KEY) as application:
        tally = fire(shots, application.port)
        settled = _wait_for_figures(year)
        answer = application.manage("recompute", "--year", str(year.calendar_year), "--check")
    assert "equals" in answer
    _report(schools, tally, settled)


class Given:
    """The services this process was given."""

    env = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}


#: what an honest answer to each kind of request is, beside BUSY
ANSWERS = {"save": (200, 409), "submit": (302, 409), "list": (200,)}


def _plan(year: CampaignYear, schools: int) -> Iterator[Shot]:
    """Each school saves an item a few times and then hands in, at moments of its own; an officer reads lists."""
    draw = random.Random(schools)
    put_back(Participation.objects.filter(year=year))
    sessions = heads(Participation.objects.filter(year=year))
    submit = reverse("assessment_submit", args=[year.calendar_year])
    for participation, session in sessions.items():
        row = _working_on(participation)
        save = reverse("item_save", args=[year.calendar_year, row.item.code])
        moments = sorted(draw.uniform(0, SECONDS) for _ in range(SAVES + 1))
        counts = {f"count:{key}": value for key, value in row.facts["counts"].items()}
        for version, moment in enumerate(moments[:-1], start=row.version):
            body = urlencode(counts | {"note": f"第 {version} 次", "version": version})
            yield Shot(moment, "save", "POST", save, session, body)
        yield Shot(moments[-1] + 2, "submit", "POST", submit, session, urlencode({"truth": "yes"}))
    officer = signed_in(User.objects.get(username="officer"))
    listing = reverse("participation_list", args=[year.calendar_year])
    for second in range(SECONDS):
        yield Shot(float(second), "list", "GET", f"{listing}?page={second % 40 + 1}", officer)


def _working_on(participation: Participation) -> ItemScore:
    """The item the school goes on working at."""
    rows = ItemScore.objects.filter(participation=participation, item__method="deduction", applicable=True)
    return rows.select_related("item").order_by("item__order")[0]


def heads(schools: QuerySet[Participation]) -> dict[Participation, str]:
    """A head for every school, signed in."""
    rows = list(schools.select_related("school").order_by("pk"))
    taken = set(User.objects.filter(role="school_head").values_list("school_id", flat=True))
    User.objects.bulk_create(
        User(username=f"h{row.pk}", password="!", display_name="校长", role="school_head", school_id=row.school_id)
        for row in rows
        if row.school_id not in taken
    )
    by_school = {head.school_id: head for head in User.objects.filter(role="school_head")}
    RoleGrant.objects.bulk_create(
        RoleGrant(user=head, role="school_head", school_id=school)
        for school, head in by_school.items()
        if school not in taken
    )
    return {row: signed_in(by_school[row.school_id]) for row in rows}


def signed_in(user: User) -> str:
    """The key of a session as the login would make it."""
    request = SimpleNamespace(session=SessionStore(), META={}, user=None)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])  # type: ignore[arg-type]
    request.session.save()
    return str(request.session.session_key)


def fire(shots: list[Shot], port: int) -> Tally:
    """Send every shot at its moment through a bounded number of connections."""
    tally, waiting = Tally(), queue.Queue[Shot | None]()
    threads = [threading.Thread(target=_shoot, args=(waiting, port, tally)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for shot in shots:
        time.sleep(max(0.0, tally.began + shot.at - time.monotonic()))
        waiting.put(shot)
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return tally


def _shoot(waiting: "queue.Queue[Shot | None]", port: int, tally: Tally) -> None:
    while shot := waiting.get():
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            line.request(shot.method, shot.path, shot.body or None, _headers(shot))
            response = line.getresponse()
            response.read()
            status = response.status
        except OSError:
            status = 0
        finally:
            line.close()
        tally.note(shot.kind, status, time.monotonic() - tally.began - shot.at)


def _headers(shot: Shot) -> dict[str, str]:
    cookies = f"{settings.SESSION_COOKIE_NAME}={shot.session}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    headers = {"Cookie": cookies, "Host": "127.0.0.1"}
    if shot.method == "POST":
        headers |= {"X-CSRFToken": SECRET, "Content-Type": "application/x-www-form-urlencoded", "X-Autosave": "1"}
    return headers


def _wait_for_figures(year: CampaignYear) -> float:
    """Seconds after the last answer until the sheet stands at the year's revision."""
    began = time.monotonic()
    while time.monotonic() - began < 120:
        year.refresh_from_db(fields=["revision"])
        if RatingSheet.objects.get(year=year).revision == year.revision:
            return time.monotonic() - began
        time.sleep(0.1)
    return float("inf")


def _report(schools: int, tally: Tally, settled: float) -> None:
    accepted = tally.statuses["submit", 302]
    odd = {key: count for key, count in tally.statuses.items() if key[1] not in (*ANSWERS[key[0]], *BUSY)}
    stored = Submission.objects.count()
    rate = f"{len(tally.delays['save']) / SECONDS:.0f} saves/s, {len(tally.delays['submit']) / SECONDS:.1f} submits/s"
    say(
        Line(
            "night", "answers that are no honest answer", schools, sum(odd.values()), 0, unit="", remark=str(odd or "")
        )
    )
    say(
        Line(
            "night",
            "accepted but not stored, or stored but not accepted",
            schools,
            abs(accepted - stored),
            0,
            unit="",
            remark=f"{accepted} accepted, {stored} stored",
        )
    )
    sent = len(tally.delays["submit"])  # one in a hundred schools does not take part
    say(Line("night", "hand-ins accepted, of those sent", schools, accepted, sent, unit="", at_least=True, remark=rate))
    say(Line("night", "figures right after the last answer", schools, settled, 10, unit=" s"))
    for kind, delays in sorted(tally.delays.items()):
        say(Line("night", f"p95 of {kind}", schools, quantiles(delays, n=20)[-1], DELAYS[kind], unit=" s"))
