"""Requests through the whole product, in process, against bare views without any middleware."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, set_urlconf

from campaigns.models import CampaignYear, Participation
from scoring.models import ItemScore
from scripts.bench.meter import Pair, in_turn
from scripts.bench.results import Line, say
from scripts.bench.world import make_city, put_back

Call = Callable[[], None]


class Site:
    """The product for one person, called as the server calls it; Django's test client would cost as much again."""

    handler = WSGIHandler()

    def __init__(self, username: str = "") -> None:
        self.requests = RequestFactory(SERVER_NAME="127.0.0.1")
        if username:
            client = Client(SERVER_NAME="127.0.0.1")
            assert client.login(username=username, password="benchmark")
            self.requests.cookies = client.cookies

    def get(self, url: str, expected: int = 200) -> None:
        """Open a page; anything but the page is an error."""
        self.answer(self.requests.get(url), expected)

    def post(self, url: str, data: dict[str, str], expected: int = 200) -> None:
        """Send a form as the product's scripts do; anything but the expected status is an error."""
        self.answer(self.requests.post(url, data, headers={"X-Autosave": "1"}), expected)

    def answer(self, made: WSGIRequest, expected: int) -> None:
        request = self.handler.request_class(made.environ)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        self.prepare(request)
        response = self.handler.get_response(request)
        assert response.status_code == expected, getattr(response, "content", b"").decode()[:500]

    def prepare(self, request: WSGIRequest) -> None:
        """What makes the request one of this site."""


class Bare(Site):
    """The bare views, with an empty list of middleware."""

    def __init__(self) -> None:
        super().__init__()
        with override_settings(MIDDLEWARE=[]):
            self.handler = WSGIHandler()

    def answer(self, made: WSGIRequest, expected: int) -> None:
        super().answer(made, expected)
        set_urlconf(None)

    def prepare(self, request: WSGIRequest) -> None:
        # not by override_settings, which would empty the product's cache of addresses at every call
        request.urlconf = "scripts.bench.bare"


@contextmanager
def counted(what: str, size: int, limit: int) -> Iterator[None]:
    """Say how many statements the block made, without the frames of its transactions."""
    with CaptureQueriesContext(connection) as queries:
        yield
    made = [query for query in queries if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    say(Line("web", f"statements of {what}", size, len(made), limit, unit=""))


def measure(schools: int) -> None:
    """Saving, handing in, and the three pages people look at all day."""
    year = make_city(schools)
    bare = Bare()
    editor, head, officer = (Site(name) for name in ("editor", "head", "officer"))
    school, other = Participation.objects.order_by("school__code")[:2]
    put_back(Participation.objects.filter(pk__in=[school.pk, other.pk]))
    row, bare_row = (_deduction(each) for each in (school, other))
    number = count()

    def bare_save() -> None:
        bare.post(f"/save/{bare_row.pk}/", {"note": f"note {next(number)}"})

    save = saver(editor, year, row)
    with counted("autosave", schools, 8):
        save()
    _say(schools, "autosave / bare save (R)", in_turn(save, bare_save, times=(20, 20)), 2.8)
    _submit(schools, year, school, head, bare_save)
    _pages(schools, year, school, editor, officer, bare)


def _deduction(participation: Participation) -> ItemScore:
    rows = ItemScore.objects.filter(participation=participation, item__method="deduction")
    return rows.select_related("item").order_by("item__order")[0]


def saver(site: Site, year: CampaignYear, row: ItemScore) -> Call:
    """Save the item with another note each time, as the workspace's script does."""
    url = reverse("item_save", args=[year.calendar_year, row.item.code])
    facts = {f"count:{key}": str(value) for key, value in row.facts["counts"].items()}
    number = count(row.version)

    def save() -> None:
        seen = next(number)
        site.post(url, facts | {"note": f"words {seen}", "version": str(seen)})

    return save


def _submit(schools: int, year: CampaignYear, school: Participation, head: Site, bare_save: Call) -> None:
    """Hand in again and again; putting the school back is not counted on either side."""
    url = reverse("assessment_submit", args=[year.calendar_year])

    mine = Participation.objects.filter(pk=school.pk)

    def submit() -> None:
        head.post(url, {"truth": "yes"}, 302)

    def put_back_and_submit() -> None:
        put_back(mine)
        submit()

    with counted("submit", schools, 10):
        submit()
    _say(schools, "submit / bare save (R)", in_turn(put_back_and_submit, bare_save, times=(5, 20)), None)
    put_back(mine)


def _pages(schools: int, year: CampaignYear, school: Participation, editor: Site, officer: Site, bare: Bare) -> None:
    listing = reverse("participation_list", args=[year.calendar_year])
    work = reverse("assessment_dimension", args=[year.calendar_year, "D5"])
    overview = reverse("bureau_dashboard", args=[year.calendar_year])
    pages: list[tuple[str, Site, str, str, int, float]] = [
        ("list of 50 schools / bare list of 50", officer, listing, "/schools/", 8, 3),
        ("last page of the list / bare list of 50", officer, f"{listing}?page=9999", "/schools/", 8, 3.6),
        ("workspace / bare form of a school's items", editor, work, f"/items/{school.pk}/", 8, 4),
        ("overview / bare list of 10", officer, overview, "/districts/", 12, 0),
    ]
    for what, site, url, reference, statements, target in pages:
        site.get(url)
        with counted(what.partition(" /")[0], schools, statements):
            site.get(url)
        pair = in_turn(partial(site.get, url), partial(bare.get, reference), times=(5, 20))
        _say(schools, what, pair, target or None)


def _say(schools: int, what: str, pair: Pair, target: float | None) -> None:
    remark = (
        f"{1000 * pair.ours.python:.1f} + {1000 * pair.ours.postgresql:.1f} ms; bare {1000 * pair.reference.cpu:.1f} ms"
    )
    say(Line("web", what, schools, pair.ratio, target, remark=remark))
