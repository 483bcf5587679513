"""What-if on the workbench: other lines, caps, rules and scores on a run's frozen facts, and nothing is written."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.audit.models import Event
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.whatif import preview
from scoring.actions.ties import confirm_order, propose_order
from scoring.tasks import recompute_year
from tests.designations.world import TIED, allocatable_year, lead, officer, tied
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def made(*scores: int, **fields: Any) -> AllocationRun:
    return runs.run(allocatable_year(*scores, **fields), by=officer())


def address(run: AllocationRun) -> str:
    return reverse("run_what_if", args=[run.year.calendar_year, run.number])


def client(role: str = "") -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(make_user(role) if role else officer())
    return browser


def page(run: AllocationRun, role: str = "", **query: Any) -> str:
    return client(role).get(address(run), query).content.decode()


def code(run: AllocationRun, score: int) -> str:
    return str(run.lines.get(score=score).participation.school.code)


def test_as_it_stands_nothing_moves() -> None:
    text = page(made())
    assert "No school moves" in text
    assert 'value="90.00"' in text
    assert 'value="10.00"' in text


def test_a_higher_cap_says_who_rises_and_why() -> None:
    run = made()
    text = page(run, cap_three="20")
    assert "Cap for three stars" in text
    assert "10.00%" in text
    assert "20.00%" in text
    moved = preview(run, {"caps": {"3": "20.00"}}).moves
    assert [(move.before, move.after) for move in moved] == [(2, 3), (1, 2)]  # the total cap is used up
    assert run.lines.get(score=9400).participation.school.name in text
    assert "94.00 points: three stars." in text
    assert "three stars: the cut-off is 94.00; 2 of 2 places are used." in text


def test_a_single_score_moves_others_too() -> None:
    run = made()
    school = code(run, 7600)
    moved = preview(run, {"scores": {school: "99.00"}}).moves
    assert [(move.before, move.after) for move in moved] == [(0, 3), (3, 2), (2, 1), (1, 0)]
    text = page(run, scores=f"{school} 99")
    assert "76.00" in text
    assert "99.00" in text


def test_lines_denominator_overflow_ties_and_districts_can_be_changed() -> None:
    run = made(9500, 9500, *range(8000, 8900, 100))
    query = {
        "line_one": "82",
        "participants": "40",
        "overflow": "own_tier_first",
        "tie_residual": "lottery",
        "scope": "stay_empty",
    }
    text = page(run, **query)
    for words in ("One star from", "40 schools", "behind the star", "Drawn by lot", "unused ones stay empty"):
        assert words in text
    assert "Changed" in text


def test_admitting_a_whole_tie_may_break_a_cap_and_says_so() -> None:
    text = page(made(9500, 9500, *range(8000, 8900, 100)), tie_residual="include")
    assert "A cap is exceeded" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"line_one": "95"}, "The lines must rise"),
        ({"cap_three": "abc"}, "Enter a number from 0 to 100"),
        ({"scores": "9999 90"}, "The school 9999 is not among the schools of the run."),
        ({"scores": "9999"}, "is not a school code and points"),
        ({"overflow": "spill"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_what_cannot_be_tried_says_why(query: dict[str, str], words: str) -> None:
    text = page(made(), **query)
    assert words in text
    assert "Schools that move" not in text


def ordered() -> AllocationRun:
    """A run in which three tied schools stand in a recorded order."""
    year = allocatable_year(*TIED)
    recompute_year(year.pk)
    confirm_order(propose_order(year, by=officer(), schools=tied(year), document="7号", reason="minutes"), by=lead())
    year.refresh_from_db()
    return runs.run(year, by=officer())


def test_an_order_of_tied_schools_that_no_longer_holds_is_left_out_and_said() -> None:
    run = ordered()
    best, *others = tied(run.year)
    text = page(run, scores=f"{best} 96")
    said = f"The order by document 7号 no longer holds and is left out: {', '.join([best, *others])}."
    assert said in text
    assert "Schools that move" in text
    assert preview(run, {"scores": {best: "96.00"}}).overtaken != []
    assert "no longer holds" not in page(run, cap_three="20")


def test_htmx_gets_the_outcome_alone() -> None:
    answer = client().get(address(made()), {"cap_three": "20"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert text.startswith('<div class="stack" id="sim"')
    assert 'name="cap_three"' not in text
    assert answer["Vary"].count("HX-Request") == 1


def test_nothing_is_written() -> None:
    run = made()
    events, lines = Event.objects.count(), list(AllocationLine.objects.values())
    page(run, cap_three="20", line_one="70", scores=f"{code(run, 9600)} 60")
    assert (Event.objects.count(), list(AllocationLine.objects.values())) == (events, lines)
    assert AllocationRun.objects.values_list("state", "case_hash", "outcome_hash").get() == (
        run.state,
        run.case_hash,
        run.outcome_hash,
    )


@pytest.mark.parametrize("role", ["auditor", "naming_authority", "bureau_lead"])
def test_whoever_sees_runs_may_try(role: str) -> None:
    assert "Schools that move" in page(made(), role)


def test_the_case_holds_the_districts() -> None:
    run = made()
    homes = {row["id"]: row["district"] for row in run.case["schools"]}
    lines = run.lines.values_list("participation__school__code", "participation__district__code")
    assert homes == dict(lines)


def test_the_statements_do_not_grow_with_the_schools() -> None:
    def statements(schools: int) -> int:
        run = made(*(8000 + 10 * number for number in range(schools)))
        browser = client()
        browser.get(address(run))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(run), {"cap_three": "100", "cap_total": "100"}).status_code == 200
        run.year.__class__.objects.filter(pk=run.year_id).update(calendar_year=1990 + schools)
        return len(captured)

    assert statements(1) == statements(30) <= 12


def test_the_workbench_offers_the_lines_and_caps_of_its_run_to_be_moved() -> None:
    """The form beside the list tries on the what-if page; untouched, it is the run."""
    run, officers = made(band_three=9150), client()
    shown = officers.get(reverse("run", args=[run.year.calendar_year, run.number]))
    offered = shown.context["numbers"].initial
    assert offered == offered | {"line_three": "91.50", "cap_total": "30.00"}
    assert f'action="{address(run)}"' in shown.content.decode()
    assert all(f'name="{name}"' in shown.content.decode() for name in offered)
    assert officers.get(address(run), offered).context["said"] == []
    assert officers.get(address(run), offered | {"cap_three": "20"}).context["said"]
