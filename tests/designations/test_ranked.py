"""The ranked list of the workbench: it goes on in stretches, draws its cut lines once and answers to filters."""

import re
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.queries.ranked import ABOVE, STRETCH, ranked
from tests.designations.world import allocatable_year, officer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
OPEN = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


def desk() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer())
    return client


def address(query: str = "") -> str:
    return reverse("run", args=[CampaignYear.objects.get().calendar_year, 1]) + query


def lines(answer: Any) -> list[int]:
    return [row.line.pk for row in answer.context["rows"]]


def follow(client: Client, answer: Any, word: str) -> Any:
    """What htmx fetches next: the request of the row that leads on (`start`) or back (`before`); None without one."""
    links = re.findall(rf'hx-get="([^"]*[?&;]{word}=[^"]*)"', answer.content.decode())
    return client.get(links[0].replace("&amp;", "&"), headers=HTMX) if links else None


def test_scrolling_down_shows_every_school_once_and_in_order() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + 2 * STRETCH + 5)), by=officer())
    client = desk()
    answer: Any = client.get(address("?line=all"))
    seen, sizes = lines(answer), [len(lines(answer))]
    while answer := follow(client, answer, "start"):
        assert "<html" not in answer.content.decode()
        assert "data-earlier" not in answer.content.decode()  # what comes before is on the screen already
        seen += lines(answer)
        sizes.append(len(lines(answer)))
    assert seen == [line.pk for line in ranked(run.pk)]
    assert sizes == [STRETCH, STRETCH, len(seen) - 2 * STRETCH]


def test_scrolling_up_from_a_line_shows_what_stands_above_it() -> None:
    run = runs.run(allocatable_year(*range(8900, 8900 + 3 * STRETCH), **OPEN), by=officer())
    client = desk()
    answer: Any = client.get(address("?line=3"))
    above = run.lines.filter(star=3).count()
    assert above > ABOVE
    assert [row.cut.star if row.cut else 0 for row in answer.context["rows"]].index(3) == ABOVE
    seen = lines(answer)
    while answer := follow(client, answer, "before"):
        assert follow(client, answer, "start") is None  # what comes after is on the screen already
        seen = lines(answer) + seen
    assert seen == [line.pk for line in ranked(run.pk)][: above - ABOVE + STRETCH]


@pytest.mark.parametrize("three_stars", [STRETCH - 1, STRETCH])
def test_a_cut_line_at_the_edge_of_a_stretch_is_drawn_once(three_stars: int) -> None:
    allocatable_year(*range(9000, 9000 + three_stars), *range(8600, 8605), **OPEN)
    runs.run(CampaignYear.objects.get(), by=officer())
    client = desk()
    first: Any = client.get(address("?line=all"))
    pages = [answer.context["rows"] for answer in (first, follow(client, first, "start"))]
    cuts = [(row.cut.star, row.line.score) for rows in pages for row in rows if row.cut]
    assert cuts == [(3, 8604)]
    assert [len(rows) for rows in pages] == [STRETCH, three_stars + 5 - STRETCH]


def test_without_a_script_the_links_lead_to_whole_pages() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + STRETCH + 5)), by=officer())
    client = desk()
    page: Any = client.get(address(f"?line=all&start={STRETCH}"))
    everyone = [line.pk for line in ranked(run.pk)]
    assert lines(page) == everyone[STRETCH:]
    back = re.search(r'data-earlier href="([^"]*)"', page.content.decode())
    assert back
    assert lines(client.get(back[1].replace("&amp;", "&"))) == everyone[:STRETCH]
    assert "<html" in page.content.decode()


@pytest.mark.parametrize("number", ["-1", "x", "", "9" * 30, "²"])
@pytest.mark.parametrize("word", ["start", "before"])
def test_a_place_that_is_none_is_the_top(word: str, number: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    answer: Any = desk().get(address(f"?line=all&{word}={number}"), headers=HTMX)
    assert answer.status_code == 200
    assert lines(answer) == ([line.pk for line in ranked(run.pk)] if word == "start" else [])


def test_behind_the_last_line_there_is_nothing() -> None:
    runs.run(allocatable_year(), by=officer())
    answer: Any = desk().get(address("?line=all&start=999999999"))
    assert (answer.status_code, lines(answer)) == (200, [])


def test_the_list_filters() -> None:
    runs.run(allocatable_year(), by=officer())
    client = desk()

    def listed(query: str) -> list[int | None]:
        return [row.line.score for row in client.get(address(f"?line=all{query}")).context["rows"]]

    assert len(listed("")) == 11
    assert listed("&star=3") == [9600]
    assert listed("&code=DISQUALIFIED_SCORE") == [6500]
    code = CampaignYear.objects.get().participations.get(rating__score=8800).school.code
    assert listed(f"&text={code}") == [8800]
    assert listed("&district=000000") == []


def test_a_filter_goes_on_by_itself_says_how_many_it_found_and_draws_no_line() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + STRETCH + 15)), by=officer())
    client, wanted = desk(), run.lines.filter(star=0).count()
    answer: Any = client.get(address("?line=all&text=&district=&star=0&code="), headers=HTMX)
    assert f"{wanted} schools match these filters" in answer.content.decode()
    more = follow(client, answer, "start")
    assert parse_qs(urlparse(more.wsgi_request.get_full_path()).query)["star"] == ["0"]
    assert (len(lines(answer)), len(lines(more))) == (STRETCH, wanted - STRETCH)
    assert "match these filters" not in more.content.decode()
    assert not any(row.cut for each in (answer, more) for row in each.context["rows"])


@pytest.mark.parametrize("query", ["?line=all", "?line=all&start=1", "?line=all&before=9", "?line=all&text=1"])
def test_the_statements_of_a_stretch_do_not_grow_with_the_schools(query: str) -> None:
    def statements(schools: int) -> int:
        year = allocatable_year(*(8000 + 10 * number for number in range(schools)))
        runs.run(year, by=officer())
        client, asked = desk(), reverse("run", args=[year.calendar_year, 1]) + query
        client.get(asked, headers=HTMX)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(asked, headers=HTMX).status_code == 200
        CampaignYear.objects.filter(pk=year.pk).update(calendar_year=1990 + schools)
        return len(captured)

    assert statements(2) == statements(30) <= 12
