"""A run whose places were reserved for the districts: their lines, ties inside one, what-ifs on the same places."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.actions.runs import UndrawnTie
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.runs import replay
from safeschools.designations.queries.ties import has_open_tie, tied_groups
from safeschools.designations.queries.whatif import preview
from safeschools.designations.queries.workbench import results_of
from safeschools.directory.models import District
from scoring.actions.ties import confirm_order, propose_order
from scoring.models import RatingSheet
from scoring.tasks import recompute_year
from tests.designations.world import bound, browser, frozen, lead, officer
from tests.factories import make_district, make_rated, make_school, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

#: two places of each star, one for each of two districts of five schools
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one"), 2000) | {"cap_total": 6000}
BIG, SMALL = (9800, 9700, 9600, 9500, 9400), (9100, 8600, 8200, 8100, 7500)


def strict_year(
    one: tuple[int, ...] = BIG, other: tuple[int, ...] = SMALL, *, caps: dict[str, Any] = CAPS, **answers: str
) -> tuple[CampaignYear, District, District]:
    year = make_year(decisions={"quota.districts": "strict"} | answers, **caps)
    districts = make_district(), make_district()
    for district, scores in zip(districts, (one, other), strict=True):
        for score in scores:
            make_rated(year, score, school=make_school(district))
    if year.by_lot:
        bound(year)
    else:
        frozen(year)
    recompute_year(year.pk)
    return CampaignYear.objects.get(pk=year.pk), *districts


def given(run: AllocationRun, district: District) -> list[int]:
    return list(run.lines.filter(participation__district=district).order_by("rank").values_list("star", flat=True))


def rows(page: Any) -> list[tuple[int, int | None, int | None]]:
    """Score, star of the line before it, and distance to the nearest line of every row."""
    return [(row.line.score, row.cut.star if row.cut else None, row.gap) for row in page.context["rows"]]


def test_every_district_has_its_own_lines_and_the_city_has_none() -> None:
    year, big, small = strict_year()
    run = runs.run(year, by=officer())
    assert (given(run, big), given(run, small)) == ([3, 2, 1, 0, 0], [3, 2, 1, 0, 0])
    client, address = browser(officer()), reverse("run", args=[year.calendar_year, 1])
    page: Any = client.get(address + "?line=3")
    text = page.content.decode()
    assert "none is drawn through the whole city" in text
    assert "Three-star line" not in text
    assert 'class="cut"' not in text
    assert [tier["cutoff"] for tier in page.context["gauges"]["tiers"]] == [None, None, None]
    assert all(gap is None for _score, _cut, gap in rows(page))
    own: Any = client.get(f"{address}?line=all&district={small.code}")
    assert rows(own) == [
        (9100, None, 100),  # nobody of the district was refused: the standard lines count
        (8600, 3, 100),
        (8200, 2, 0),
        (8100, 1, -100),
        (7500, None, None),
    ]
    assert "One star: 1 in this district, 1 reserved for it" in own.content.decode()
    school = run.lines.get(score=8100).participation.school.code
    why: Any = client.get(reverse("run_why", args=[year.calendar_year, 1, school]))
    assert why.context["reach"] == "In its district this run took 82.00 points for one star; 1.00 are missing."
    narrowed: Any = client.get(f"{address}?line=all&district={small.code}&star=2")
    assert rows(narrowed) == [(8600, None, 100)]


def test_the_list_of_a_district_reads_as_often_for_more_schools() -> None:
    counts = []
    for more in (0, 30):
        year, big, _small = strict_year((*BIG, *range(7000, 7000 + more)))
        run = runs.run(year, by=officer())
        client = browser(officer())
        address = reverse("run", args=[year.calendar_year, run.number])
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"{address}?line=all&district={big.code}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_tie_inside_a_district_is_shown_and_an_order_of_it_is_obeyed() -> None:
    """One of two tied schools would have the district's place; as they do not fit, a better school elsewhere has it."""
    year, big, _small = strict_year(BIG, (9100, 9100, 8600, 8200, 7500))
    alarms = RatingSheet.objects.get(year=year).report["alarms"]
    tie = {"kind": "tie", "star": 3, "cap": 2, "score": 9100, "size": 2, "left": 1}
    assert tie in alarms
    assert {"kind": "cap_reached", "star": 3, "cap": 2, "left_over": 5} in alarms
    run = runs.run(year, by=officer())
    assert given(run, big)[:2] == [3, 3]
    assert not results_of(run).tiers[3].tie
    groups = {group.tier.star: group for group in tied_groups(run, results_of(run))}
    tied = [line.participation.school.code for line in groups[3].lines]
    assert [line.score for line in groups[3].lines] == [9100, 9100]
    assert groups[3].tier.tie
    assert (groups[3].tier.tie.size, groups[3].tier.tie.slots_left) == (2, 1)
    client = browser(officer())
    assert (
        "2 schools tied for 1 places" in client.get(reverse("tie_orders", args=[year.calendar_year])).content.decode()
    )
    order = propose_order(year, by=officer(), schools=tied[::-1], document="7号", reason="会议研究")
    confirm_order(order, by=lead())
    year.refresh_from_db()
    after = runs.run(year, by=officer())
    assert after.lines.get(participation__school__code=tied[1]).star == 3
    assert given(after, big)[:2] == [3, 2]
    recompute_year(year.pk)
    assert tie not in RatingSheet.objects.get(year=year).report["alarms"]
    assert 3 not in {group.tier.star for group in tied_groups(after, results_of(after))}
    assert replay(after).holds


def test_a_tie_inside_a_district_waits_for_the_public_draw() -> None:
    three_only = CAPS | {"cap_two": 0, "cap_one": 0, "cap_total": 2000}
    scores = (9100, 9100, 8600, 8200, 7500)
    year, _big, _small = strict_year(BIG, scores, caps=three_only, **{"quota.ties": "lottery"})
    run = runs.run(year, by=officer())
    assert not any(tier.tie for tier in results_of(run).tiers.values())
    assert has_open_tie(run, results_of(run))
    with pytest.raises(UndrawnTie):
        runs.propose(run, by=officer())


def test_a_what_if_keeps_the_places_of_the_year_and_makes_them_anew_under_other_caps() -> None:
    year, big, small = strict_year()
    run = runs.run(year, by=officer())
    nothing = preview(run, {})
    assert not nothing.moves
    assert nothing.trial.rule.slots == {
        code: {int(star): places for star, places in own.items()} for code, own in run.case["rule"]["slots"].items()
    }
    city = preview(run, {"rule": {"scope": "city"}})
    assert sorted(move.after - move.before for move in city.moves) == [-2, -2, -1, 1, 1, 1, 2]
    other = preview(run, {"caps": {"3": "40", "2": "0", "1": "0", "total": "40"}})
    assert other.trial.rule.slots == {code: {3: 2, 2: 0, 1: 0} for code in (big.code, small.code)}


def test_the_report_says_whose_lines_they_are() -> None:
    year, _big, _small = strict_year()
    client = browser(officer())
    page = client.get(reverse("compliance", args=[year.calendar_year])).content.decode()
    assert "Every district has its own" in page
    assert "Projected / reserved places" in page
    assert "the ranking is that of the whole city" not in page
    assert (page.count('<details class="lines">'), page.count("Cut-off for")) == (2, 6)
    dashboard = client.get(reverse("bureau_dashboard", args=[year.calendar_year])).content.decode()
    assert "Every district has its own" in dashboard
    for name in ("compliance_xlsx", "compliance_pdf"):
        assert client.get(reverse(name, args=[year.calendar_year])).status_code == 200
