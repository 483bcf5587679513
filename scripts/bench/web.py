"""Requests through the whole product, in process, against bare views without any middleware."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, set_urlconf

from campaigns.models import CampaignYear, Participation
from scoring.models import ItemScore
from scripts.bench.meter import Pair, in_turn
from scripts.bench.results import Line, say
from scripts.bench.world import make_city

State = Participation.State
Call = Callable[[], None]


class Bare:
    """The bare views, called through Django's own handler with an empty list of middleware."""

    def __init__(self) -> None:
        with override_settings(MIDDLEWARE=[], ROOT_URLCONF="scripts.bench.bare"):
            self.handler = WSGIHandler()
        self.requests = RequestFactory()

    def get(self, url: str) -> None:
        self._answer(self.requests.get(url).environ)

    def post(self, url: str, data: dict[str, str]) -> None:
        self._answer(self.requests.post(url, data).environ)

    def _answer(self, environ: dict[str, object]) -> None:
        with override_settings(ROOT_URLCONF="scripts.bench.bare"):
            response = self.handler.get_response(self.handler.request_class(environ))
            assert response.status_code == 200
        set_urlconf(None)


@contextmanager
def counted(what: str, size: int, limit: int) -> Iterator[None]:
    """Say how many statements the block made."""
    with CaptureQueriesContext(connection) as queries:
        yield
    say(Line("web", f"statements of {what}", size, len(queries), limit, unit=""))


def measure(schools: int) -> None:
    """Saving, handing in, and the three pages people look at all day."""
    year = make_city(schools)
    bare = Bare()
    editor, head, officer = (_signed_in(name) for name in ("editor", "head", "officer"))
    school = Participation.objects.select_related("school").order_by("school__code")[0]
    Participation.objects.filter(pk=school.pk).update(state=State.SELF_ASSESSING, submitted_at=None, reviewed_at=None)
    row = ItemScore.objects.filter(participation=school, item__method="deduction").select_related("item").first()
    assert row is not None
    number = count()

    def bare_save() -> None:
        bare.post(f"/save/{row.pk}/", {"note": f"note {next(number)}"})

    save = saver(editor, year, row)
    with counted("autosave", schools, 8):
        save()
    _say(schools, "autosave / bare save (R)", in_turn(save, bare_save, times=(20, 20)), 2.8)
    _submit(schools, year, school, head, bare_save)
    _pages(schools, year, school, editor, officer, bare)


def saver(client: Client, year: CampaignYear, row: ItemScore) -> Call:
    """Save the item with another note each time, as the workspace's script does."""
    url = reverse("item_save", args=[year.calendar_year, row.item.code])
    facts = {f"count:{key}": str(value) for key, value in row.facts["counts"].items()}
    number = count()

    def save() -> None:
        version = ItemScore.objects.values_list("version", flat=True).get(pk=row.pk)
        data = facts | {"note": f"words {next(number)}", "version": str(version)}
        response = client.post(url, data, headers={"X-Autosave": "1"})
        assert response.status_code == 200, response.content.decode()[:500]

    return save


def _submit(schools: int, year: CampaignYear, school: Participation, head: Client, bare_save: Call) -> None:
    """Hand in again and again; putting the school back is not counted on either side."""
    url = reverse("assessment_submit", args=[year.calendar_year])

    def put_back() -> None:
        Participation.objects.filter(pk=school.pk).update(state=State.SELF_ASSESSING, submitted_at=None)

    def submit() -> None:
        put_back()
        response = head.post(url, {"truth": "yes"})
        assert response.status_code == 302, response.content.decode()[:500]

    put_back()
    with counted("submit", schools, 10):
        submit()
    _say(schools, "submit / bare save (R)", in_turn(submit, bare_save, times=(5, 20)), None)
    put_back()


def _pages(
    schools: int, year: CampaignYear, school: Participation, editor: Client, officer: Client, bare: Bare
) -> None:
    listing = reverse("participation_list", args=[year.calendar_year])
    work = reverse("assessment_dimension", args=[year.calendar_year, "D5"])
    overview = reverse("bureau_dashboard", args=[year.calendar_year])
    pages: list[tuple[str, Client, str, str, int, float]] = [
        ("list of 50 schools / bare list of 50", officer, listing, "/schools/", 8, 3),
        ("last page of the list / bare list of 50", officer, f"{listing}?page=9999", "/schools/", 8, 3.6),
        ("workspace / bare list of a school's items", editor, work, f"/items/{school.pk}/", 8, 4),
        ("overview / bare list of 10", officer, overview, "/districts/", 12, 0),
    ]
    for what, client, url, reference, statements, target in pages:
        get(client, url)()
        with counted(what.partition(" /")[0], schools, statements):
            get(client, url)()
        _say(schools, what, in_turn(get(client, url), partial(bare.get, reference), times=(5, 20)), target or None)


def get(client: Client, url: str) -> Call:
    """Open the page; anything but the page is an error."""

    def page() -> None:
        response = client.get(url)
        assert response.status_code == 200, url

    return page


def _signed_in(username: str) -> Client:
    client = Client()
    assert client.login(username=username, password="benchmark")
    return client


def _say(schools: int, what: str, pair: Pair, target: float | None) -> None:
    remark = (
        f"{1000 * pair.ours.python:.1f} + {1000 * pair.ours.postgresql:.1f} ms; bare {1000 * pair.reference.cpu:.1f} ms"
    )
    say(Line("web", what, schools, pair.ratio, target, remark=remark))
