"""From handing in to the figures: schools hand in at a steady rate against the whole stack, open loop.

A school's figures are there once the sheet stands at the revision its hand-in made, or a later one.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from campaigns.models import CampaignYear, Participation
from scoring.models import RatingSheet
from scripts.bench.night import Given, Shot, Tally, fire, heads
from scripts.bench.results import Line, say
from scripts.bench.world import make_city, put_back
from tests.stack import Application

SECONDS, PER_SECOND = 60, 5
LOOK = 0.02
BODY = "truth=yes"


def measure(schools: int) -> None:
    """Hand in for a minute, watch the sheet, compare moments."""
    year = make_city(schools)
    some = Participation.objects.filter(year=year).order_by("pk")[: SECONDS * PER_SECOND]
    chosen = Participation.objects.filter(pk__in=list(some.values_list("pk", flat=True)))
    put_back(chosen)
    path = reverse("assessment_submit", args=[year.calendar_year])
    shots = [
        Shot(number / PER_SECOND, str(row.pk), "POST", path, session, BODY)
        for number, (row, session) in enumerate(heads(chosen).items())
    ]
    connection.close()
    with (
        TemporaryDirectory() as home,
        Application(Given(), Path(home), SECRET_KEY=settings.SECRET_KEY) as application,
        _watched(year) as seen,
    ):
        tally = fire(shots, application.port)
        _wait(year)
    odd = sum(count for (_, status), count in tally.statuses.items() if status != 302)
    say(Line("delay", "hand-ins not accepted", schools, odd, 0, unit="", remark=f"of {len(shots)}"))
    delays = [_visible(revision, seen) - answered for revision, answered in _answered(chosen, shots, tally)]
    job = RatingSheet.objects.get(year=year).milliseconds / 1000
    remark = f"median {median(delays):.2f} s at {PER_SECOND} a second; the last job took {job:.2f} s"
    say(Line("delay", "p95 from the answer to the figures", schools, quantiles(delays, n=20)[-1], 1, " s", remark))


@contextmanager
def _watched(year: CampaignYear) -> Iterator[list[tuple[float, int]]]:
    """The moments at which the sheet came to a new revision."""
    seen: list[tuple[float, int]] = []
    done = threading.Event()

    def watch() -> None:
        rows = RatingSheet.objects.filter(year=year).values_list("revision", flat=True)
        while not done.wait(LOOK):
            revision = rows.get()
            if not seen or revision > seen[-1][1]:
                seen.append((time.monotonic(), revision))
        connection.close()

    thread = threading.Thread(target=watch)
    thread.start()
    yield seen
    done.set()
    thread.join()


def _wait(year: CampaignYear) -> None:
    """Until the sheet stands at the year's revision, at most a minute."""
    rows = CampaignYear.objects.filter(pk=year.pk).values_list("revision", "sheet__revision")
    for _ in range(600):
        revision, settled = rows.get()
        if revision == settled:
            break
        time.sleep(0.1)
    time.sleep(2 * LOOK)


def _answered(chosen: QuerySet[Participation], shots: list[Shot], tally: Tally) -> list[tuple[int, float]]:
    """Of every accepted hand-in the revision it made, and when it was answered."""
    revisions = dict(chosen.values_list("pk", "revision"))
    return [
        (revisions[int(shot.kind)], tally.began + shot.at + tally.delays[shot.kind][0])
        for shot in shots
        if tally.statuses[shot.kind, 302]
    ]


def _visible(revision: int, seen: list[tuple[float, int]]) -> float:
    return next((moment for moment, reached in seen if reached >= revision), float("inf"))
