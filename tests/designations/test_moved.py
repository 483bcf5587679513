"""Facts that have moved on since a run are listed on its page, school by school, and never alter it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.actions.years import close_year
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.moved import FIRST, moved_since
from safeschools.designations.queries.runs import replay
from scoring.actions import draws
from scoring.actions.ties import confirm_order, propose_order
from scoring.models import Item, Recommendation, RecommendationList, Veto
from scoring.recompute import settle
from tests.designations.group_decisions import decided
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    browser,
    committed,
    lead,
    lottery_year,
    officer,
    participation,
    proposed,
    tied,
    url,
)
from tests.factories import make_scores, put
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db
NOTHING_READ = "Only the revision has moved on. Nothing this run read is different now."


def listed_year() -> CampaignYear:
    """The same year with every school on its district's list, as states after the approval need it."""
    year = allocatable_year()
    listed = RecommendationList.objects.create(
        year=year, district=year.participations.earliest("pk").district, state="submitted"
    )
    for each in year.participations.all():
        Recommendation.objects.create(list=listed, participation=each, recommended=True, star=3)
    return year


def rescored(row: Participation, score: int) -> None:
    """Another reviewed score than before, and the sheet knows it."""
    row.item_scores.update(reviewed_points=0)
    make_scores(row, score, "reviewed")
    touch(row.year_id, [row.pk])
    settle(row.year_id)


def said(run: AllocationRun) -> dict[str, list[tuple[str, str, str]]]:
    """What has moved since the run, by school code; the year's own under no code."""
    found = moved_since(AllocationRun.objects.get(pk=run.pk), CampaignYear.objects.get(pk=run.year_id))
    assert found is not None
    assert found.total == len(found.rows)
    return {row.code: row.said for row in found.rows} | ({"": found.whole} if found.whole else {})


def text(run: AllocationRun, language: str = "en") -> str:
    page = browser(officer()).get(url("run", run.number), headers={"accept-language": language})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize("state", ["draft", "proposed", "approved", "rejected", "superseded"])
def test_another_score_is_told_from_what_to_what_whatever_the_runs_state(state: str) -> None:
    year = listed_year()
    run = runs.run(year, by=officer()) if state == "draft" else proposed(year)
    if state == "rejected":
        runs.reject(run, by=lead(), reason="x")
    elif state in ("approved", "superseded"):
        other = proposed(year)
        runs.approve(run if state == "approved" else other, by=lead())
    row = participation(year, 9400)
    rescored(row, 8600)
    run.refresh_from_db()
    assert run.state == state
    assert said(run) == {row.school.code: [("得分", "94.00", "86.00"), ("可达", "三星", "二星")]}
    page = text(run)
    assert "Facts have moved on since this run" in page
    assert "1 school with other facts" in page
    assert re.search(rf"{row.school.name}.{{0,80}}Score 94.00 → 86.00 Reaches three stars → two stars", page)
    assert "试算之后" in text(run, "zh-hans")
    assert "94.00 → 86.00" in text(run, "zh-hans")
    assert replay(run).holds


def test_where_only_the_revision_moved_the_page_says_exactly_that() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    assert NOTHING_READ not in text(run)
    touch(year.pk)
    assert NOTHING_READ not in text(run)
    assert "still being computed" in text(run)
    settle(year.pk)
    assert NOTHING_READ in text(run)
    assert "Facts have moved on" not in text(run)


def test_an_approval_itself_moves_nothing_the_run_read() -> None:
    year = listed_year()
    run = proposed(year)
    runs.approve(run, by=lead())
    settle(year.pk)
    assert NOTHING_READ in text(run)


def test_decisions_lists_vetoes_and_withdrawals_are_told() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    gone, limited, lowered, moved, vetoed = (participation(year, score) for score in (9600, 9400, 9200, 9000, 8800))
    listed = RecommendationList.objects.create(year=year, district=lowered.district, state="submitted")
    put(gone, "withdrawn")
    decided(limited, "max_star", 1)
    Recommendation.objects.create(list=listed, participation=lowered, recommended=True, star=1, reason="x")
    with rules_asleep():
        Participation.objects.filter(pk=moved.pk).update(district=lowered.district)
    item = Item.objects.filter(standard__sheets__year=year, method="veto").earliest("pk")
    veto = Veto.objects.create(participation=vetoed, item=item, document="1", reason="x", proposed_by=officer())
    veto.state, veto.decided_by, veto.decided_at = Veto.State.CONFIRMED, lead(), timezone.now()
    veto.save()
    before = run.case["schools"]
    touch(year.pk, [vetoed.pk])
    settle(year.pk)
    found = said(run)
    assert found.pop(gone.school.code)[-1] == ("不列入排名", "–", "学校已退出。")
    assert found.pop(vetoed.school.code) == [("一票否决", "否", "是")]
    assert found.pop(limited.school.code) == [("领导小组决定", "–", "最高一星（测综委〔2025〕7号）")]
    assert found.pop(lowered.school.code) == [("区县推荐", "–", "最高一星")]
    was = next(row["district"] for row in before if row["id"] == moved.school.code)
    assert found == {moved.school.code: [("区县", moved.district.name, lowered.district.name)]}
    assert was == moved.district.code


def test_a_new_order_among_tied_schools_is_told() -> None:
    year = allocatable_year(*TIED)
    run = runs.run(year, by=officer())
    order = propose_order(year, by=officer(), schools=tied(year), document="测综委〔2025〕8号", reason="x")
    confirm_order(order, by=lead())
    settle(year.pk)
    names = [year.participations.get(school__code=code).school.short_name for code in tied(year)]
    assert said(run) == {"": [("同分学校排序（测综委〔2025〕8号）", "–", " → ".join(names))]}
    assert " → ".join(names) in text(run)


def test_a_draw_made_since_is_told() -> None:
    year = lottery_year(*TIED)
    draw, secret = committed(year)
    run = runs.run(year, by=officer())
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    settle(year.pk)
    labels = [label for label, _before, _after in said(run)[""]]
    assert labels[0] == "公开抽签"


def test_the_first_fifty_are_listed_and_all_are_counted() -> None:
    year = allocatable_year(*range(8000, 8000 + FIRST + 3))
    run = runs.run(year, by=officer())
    rows = list(year.participations.all())
    for row in rows:
        first = row.item_scores.filter(reviewed_points__gt=0).earliest("pk")
        row.item_scores.filter(pk=first.pk).update(reviewed_points=0)
    touch(year.pk, [row.pk for row in rows])
    settle(year.pk)
    page = text(run)
    assert f"{FIRST + 3} schools with other facts · the first {FIRST} are listed" in page
    assert len(re.findall(r"Score 8\d\.\d\d → ", page)) == FIRST


def test_the_statements_do_not_grow_with_what_has_moved() -> None:
    def statements(number: int) -> int:
        year = allocatable_year(*range(9000, 9000 + number))
        run = runs.run(year, by=officer())
        for row in year.participations.all():
            decided(row, "max_star", 1)
        settle(year.pk)
        present = CampaignYear.objects.select_related("sheet").get(pk=year.pk)
        with CaptureQueriesContext(connection) as captured:
            found = moved_since(run, present)
        assert found is not None
        assert found.total == number
        return len(captured)

    assert statements(1) == statements(20)


def test_a_closed_year_has_nothing_to_tell() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    rescored(participation(year, 9400), 8600)
    close_year(year, by=officer())
    assert moved_since(run, CampaignYear.objects.get(pk=year.pk)) is None
    assert "moved on" not in text(run)


def test_a_stored_case_that_is_none_is_said_to_be_unreadable() -> None:
    year = allocatable_year()
    run = runs.run(year, by=officer())
    touch(year.pk)
    with rules_asleep():
        AllocationRun.objects.filter(pk=run.pk).update(case={**run.case, "schools": 1})
    assert "The stored facts of this run cannot be read" in text(run)
