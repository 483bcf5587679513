"""First loads of the five main pages in chromium, at a desk and on a phone, beside bare pages of the same rows.

Every load starts with empty caches. The phone is the desk's machine with a quarter of its speed behind 1.6 Mbit/s and
150 ms, as the specification's floor was measured.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from scripts.bench.night import Given, signed_in
from scripts.bench.results import Line, say
from tests.browser.conftest import ARGUMENTS, DESK, PHONE
from tests.stack import Application

ROUNDS = 3
PHONE_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
PAINTED = """() => new Promise(done => {
  const read = (type, sum) => new Promise(found => {
    new PerformanceObserver(list => found(sum(list.getEntries()))).observe({type, buffered: true});
    setTimeout(() => found(0), 500);
  });
  Promise.all([
    read("largest-contentful-paint", all => all.at(-1).startTime),
    read("layout-shift", all => all.reduce((sum, shift) => sum + shift.value, 0)),
  ]).then(done);
})"""


@dataclass(frozen=True)
class Load:
    """One first load: bytes over the wire, requests, bytes of scripts, milliseconds to the largest paint, shifts."""

    transfer: float
    requests: int
    scripts: float
    paint: float
    shift: float


@dataclass(frozen=True)
class Visit:
    """A page, who opens it, and the bare page of the same rows."""

    name: str
    username: str
    path: str
    bare: str


def measure(schools: int) -> None:
    """A demonstration city on the whole stack, and the bare views beside it."""
    with TemporaryDirectory() as home:
        made = {"SECRET_KEY": settings.SECRET_KEY, "STATIC_MANIFEST": "1", "STATIC_ROOT": f"{home}/static"}
        application = Application(Given(), Path(home), **made)
        application.manage("collectstatic", "--no-input", "--verbosity", "0")
        with application:
            application.manage("demo_city", "--demo", "--schools", str(schools), "--seed", "7")
            visits = _visits()
            keys = {visit.username: signed_in(User.objects.get(username=visit.username)) for visit in visits}
            with _bare_site() as bare, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
                for visit in visits:
                    _compare(browser, schools, visit, application.url, bare, keys[visit.username])


def _visits() -> list[Visit]:
    """The pages people look at all day."""
    year = CampaignYear.objects.filter(state=CampaignYear.State.OPEN).latest("calendar_year").calendar_year
    school = Participation.objects.get(year__calendar_year=year, school__users__username="editor")
    reviewed = Participation.objects.filter(
        year__calendar_year=year, state="submitted", district__users__username="reviewer"
    )[0]
    first = reviewed.item_scores.filter(applicable=True).earliest("item__order").item.code
    items, listed, few = f"/items/{school.pk}/", "/schools/", "/districts/"
    return [
        Visit("workspace", "editor", reverse("assessment_dimension", args=[year, "D5"]), items),
        Visit(
            "review of a school", "reviewer", reverse("review_item", args=[year, reviewed.school.code, first]), items
        ),
        Visit("list of schools", "officer", reverse("participation_list", args=[year]), listed),
        Visit("overview", "officer", reverse("bureau_dashboard", args=[year]), few),
        Visit("allocation", "officer", reverse("allocation", args=[year]), listed),
    ]


def _compare(browser: Browser, schools: int, visit: Visit, site: str, bare: str, key: str) -> None:
    """Both in turn on both devices; the targets are those of the form page."""
    form = visit.name == "workspace"
    for device in ("desk", "phone"):
        pairs = [
            (_load(browser, device, site + visit.path, key), _load(browser, device, bare + visit.bare, ""))
            for _ in range(ROUNDS)
        ]
        ours = sorted((mine for mine, _ in pairs), key=lambda load: load.paint)[ROUNDS // 2]
        ratio = median(mine.paint / theirs.paint for mine, theirs in pairs)
        plain = median(theirs.paint for _, theirs in pairs)
        what, limit = f"{visit.name}: largest paint / bare page, {device}", 2.5 if form and device == "phone" else None
        remark = f"{ours.paint:.0f} ms against {plain:.0f} ms; layout shift {ours.shift:.3f}"
        say(Line("pages", what, schools, ratio, limit, remark=remark))
    remark = f"{ours.requests} requests, {ours.scripts / 1024:.0f} KB of scripts"
    say(Line("pages", f"{visit.name}: weight", schools, ours.transfer / 1024, 80 if form else None, " KB", remark))


def _load(browser: Browser, device: str, url: str, key: str) -> Load:
    context = browser.new_context(viewport=PHONE if device == "phone" else DESK, locale="zh-CN")
    if key:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])
    page = context.new_page()
    heard = _listen(page, device)
    answer = page.goto(url, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, f"{url}: {answer.status}"
    assert page.url == url, page.url
    paint, shift = page.evaluate(PAINTED)
    context.close()
    scripts = [size for kind, size in heard if kind == "Script"]
    return Load(sum(size for _, size in heard), len(heard), sum(scripts), paint, shift)


def _listen(page: Page, device: str) -> list[tuple[str, float]]:
    """Every finished request of the page as (kind, bytes over the wire), while it is loading."""
    kinds: dict[str, str] = {}
    heard: list[tuple[str, float]] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if device == "phone":
        session.send("Network.emulateNetworkConditions", PHONE_NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: heard.append((kinds.get(event["requestId"], ""), event["encodedDataLength"])),
    )
    return heard


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def _bare_site() -> Iterator[str]:
    """The bare views, served from this process."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="scripts.bench.bare"):
        handler = WSGIHandler()

        def answer(environ: dict[str, Any], start: Any) -> Any:
            try:
                return handler(environ, start)
            finally:
                connection.close()

        server = make_server("127.0.0.1", 0, answer, server_class=_Server, handler_class=_Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
