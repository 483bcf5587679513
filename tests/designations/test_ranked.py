"""The ranked list of the workbench: it goes on in stretches, draws its cut lines once and answers to filters."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.queries.ranked import ABOVE, STRETCH, ranked, stretches
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


def fetched(client: Client, page: Any) -> list[Any]:
    """Every stretch the page leaves to htmx, in order: each is fetched when somebody scrolls to it."""
    links = re.findall(r'hx-get="([^"]*stop=[^"]*)"', page.content.decode())
    return [client.get(link.replace("&amp;", "&"), headers=HTMX) for link in links]


def test_scrolling_shows_every_school_once_and_in_order() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + 2 * STRETCH + 5)), by=officer())
    client = desk()
    page: Any = client.get(address("?line=all"))
    parts = [page, *fetched(client, page)]
    assert [len(lines(part)) for part in parts] == [STRETCH, STRETCH, 5]
    assert [pk for part in parts for pk in lines(part)] == [line.pk for line in ranked(run.pk)]
    assert all("<html" not in part.content.decode() for part in parts[1:])


def test_a_line_is_opened_in_its_place_with_all_that_stands_above_and_below_it() -> None:
    run = runs.run(allocatable_year(*range(8900, 8900 + 3 * STRETCH), **OPEN), by=officer())
    client, above = desk(), run.lines.filter(star=3).count()
    page: Any = client.get(address("?line=3"))
    assert [row.cut.star if row.cut else 0 for row in page.context["rows"]].index(3) == ABOVE
    parts = [lines(part) for part in fetched(client, page)]
    parts.insert(2, lines(page))  # two stretches are above it: a short one and a whole one
    assert [len(part) for part in parts] == [above - ABOVE - STRETCH, STRETCH, STRETCH, 180 - (above - ABOVE + STRETCH)]
    assert [pk for part in parts for pk in part] == [line.pk for line in ranked(run.pk)]
    assert page.content.decode().count('<tbody class="only-desk"><tr class="gap">') == 2


@given(total=st.integers(0, 500), start=st.integers(0, 500))
def test_stretches_cover_every_place_once(total: int, start: int) -> None:
    parts = stretches(total, min(start, max(total - 1, 0)))
    assert [place for part in parts for place in part] == list(range(total))
    assert all(0 < len(part) <= STRETCH for part in parts)
    assert total == 0 or min(start, total - 1) in [part.start for part in parts]


@pytest.mark.parametrize("three_stars", [STRETCH - 1, STRETCH])
def test_a_cut_line_at_the_edge_of_a_stretch_is_drawn_once(three_stars: int) -> None:
    allocatable_year(*range(9000, 9000 + three_stars), *range(8600, 8605), **OPEN)
    runs.run(CampaignYear.objects.get(), by=officer())
    client = desk()
    first: Any = client.get(address("?line=all"))
    pages = [answer.context["rows"] for answer in (first, *fetched(client, first))]
    cuts = [(row.cut.star, row.line.score) for rows in pages for row in rows if row.cut]
    assert cuts == [(3, 8604)]
    assert [len(rows) for rows in pages] == [STRETCH, three_stars + 5 - STRETCH]


def test_without_a_script_links_lead_to_whole_pages() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + STRETCH + 5)), by=officer())
    client = desk()
    first: Any = client.get(address("?line=all"))
    link = re.search(r'<a href="([^"]*)">61–65</a>', first.content.decode())
    assert link
    second: Any = client.get(link[1].replace("&amp;", "&"))
    assert "<html" in second.content.decode()
    assert lines(first) + lines(second) == [line.pk for line in ranked(run.pk)]


@pytest.mark.parametrize("number", ["-1", "x", "", "9" * 30, "²", "0"])
def test_a_place_that_is_none_is_the_top(number: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    everyone = [line.pk for line in ranked(run.pk)]
    client = desk()
    assert lines(client.get(address(f"?line=all&start={number}"))) == everyone
    assert lines(client.get(address(f"?line=all&start={number}&stop=4"), headers=HTMX)) == everyone[:4]
    assert lines(client.get(address(f"?line=all&start=4&stop={number}"), headers=HTMX)) == []


def test_nobody_fetches_more_than_a_stretch_at_once_and_behind_the_last_line_stands_nothing() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + STRETCH + 5)), by=officer())
    client = desk()
    assert len(lines(client.get(address("?line=all&start=0&stop=999999"), headers=HTMX))) == STRETCH
    assert lines(client.get(address("?line=all&start=999&stop=1200"), headers=HTMX)) == []
    assert lines(client.get(address("?line=all&start=999"))) == [ranked(run.pk)[STRETCH + 4].pk]


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


def test_a_filter_is_answered_alone_says_how_many_it_found_and_draws_no_line() -> None:
    run = runs.run(allocatable_year(*range(8000, 8000 + STRETCH + 15)), by=officer())
    client, wanted = desk(), run.lines.filter(star=0).count()
    answer: Any = client.get(address("?line=all&text=&district=&star=0&code="), headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert f"{wanted} schools match these filters" in answer.content.decode()
    (rest,) = fetched(client, answer)
    assert (len(lines(answer)), len(lines(rest))) == (STRETCH, wanted - STRETCH)
    assert {row.line.star for part in (answer, rest) for row in part.context["rows"]} == {0}
    assert not any(row.cut for part in (answer, rest) for row in part.context["rows"])


@pytest.mark.parametrize("query", ["?line=all", "?line=all&start=1", "?line=all&start=1&stop=9", "?line=all&text=1"])
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
