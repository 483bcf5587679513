"""A replay compares everything a run keeps, and answers with the first difference, never with an error."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from safeschools.designations.actions import runs
from safeschools.designations.actions.runs import FactsMoved
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.runs import Replay, replay
from scoring.domain.differing import Difference
from scoring.domain.documents import digest
from tests.designations.world import allocatable_year, browser, lead, officer, proposed, url
from tests.factories import make_user
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db


def tampered(run: AllocationRun, **changes: Any) -> Replay:
    """The replay of the run after somebody changed its stored columns."""
    with rules_asleep():
        AllocationRun.objects.filter(pk=run.pk).update(**changes)
    return replay(AllocationRun.objects.get(pk=run.pk))


@pytest.mark.parametrize(
    ("column", "value", "stored", "recomputed"),
    [
        ("rank", 99, "99", "2"),
        ("score", 9399, "9399", "9400"),
        ("band", 2, "2", "3"),
        ("star", 1, "1", "2"),
        ("code", "PINNED", '"PINNED"', '"AWARDED_LOWER"'),
        ("excluded", "revoked", '"revoked"', '""'),
        ("trail", [], None, '{"outcome":"full","tier":3}'),
    ],
)
def test_every_column_of_a_line_is_compared(column: str, value: Any, stored: str | None, recomputed: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    line = run.lines.get(score=9400)
    with rules_asleep():
        AllocationLine.objects.filter(pk=line.pk).update(**{column: value})
    found = replay(run)
    where = f"lines.{line.participation.school.code}.{column}{'[0]' if column == 'trail' else ''}"
    assert found.difference == Difference(where, stored, recomputed)
    assert (found.same_outcome, found.lines_agree, found.holds) == (True, False, False)


def test_a_line_that_is_gone_is_the_difference() -> None:
    run = runs.run(allocatable_year(), by=officer())
    line = run.lines.get(score=9400)
    with rules_asleep():
        AllocationLine.objects.filter(pk=line.pk).delete()
    found = replay(run).difference
    assert found is not None
    assert (found.path, found.stored) == (f"lines.{line.participation.school.code}", None)


def test_a_decision_nobody_took_is_the_difference() -> None:
    run = proposed(allocatable_year())
    with rules_asleep():
        AllocationLine.objects.filter(run=run, score=6500).update(excluded="group_decision")
    with pytest.raises(FactsMoved):
        runs.approve(run, by=lead())


def _rule(run: AllocationRun, **changes: Any) -> dict[str, Any]:
    return {**run.case, "rule": {**run.case["rule"], **changes}}


CASES: dict[str, Callable[[AllocationRun], object]] = {
    "a rule the engine does not know": lambda run: _rule(run, overflow="x"),
    "no schools": lambda run: {},
    "no object": lambda run: [],
    "a number nobody can hash": lambda run: _rule(run, denominator=10**30),
    "another rule": lambda run: _rule(run, overflow="forfeit"),
}


@pytest.mark.parametrize("what", CASES)
def test_a_changed_case_is_a_difference_and_no_error(what: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    found = tampered(run, case=CASES[what](run))
    assert found.difference is not None
    assert (found.difference.path, found.case_intact) == ("case_hash", False)


def test_a_case_changed_with_its_hash_is_found_by_what_the_engine_says_to_it() -> None:
    run = runs.run(allocatable_year(), by=officer())

    refused = _rule(run, overflow="x")
    found = tampered(run, case=refused, case_hash=digest(refused))
    assert found.difference is not None
    assert (found.difference.path, found.difference.recomputed) == ("case", '"RULE_OVERFLOW, value=x"')
    other = _rule(run, overflow="forfeit")
    found = tampered(run, case=other, case_hash=digest(other))
    assert found.difference is not None
    assert found.difference.path.startswith("outcome.")


OUTCOMES: dict[str, tuple[object, Difference]] = {
    "empty": ({}, Difference("outcome.counts", None, '{"1":1,"2":1,"3":1}')),
    "a list": ([], Difference("outcome", "[]", "")),
    "no number": ({"denominator": True}, Difference("outcome.denominator", "true", "11")),
    "too big a number": ({"denominator": 10**30}, Difference("outcome.denominator", str(10**30), "11")),
}


@pytest.mark.parametrize("what", OUTCOMES)
def test_a_changed_outcome_is_a_difference_and_no_error(what: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    change, due = OUTCOMES[what]
    found = tampered(run, outcome={**run.outcome, **change} if isinstance(change, dict) and change else change)
    assert found.difference is not None
    assert found.difference[:2] == due[:2]
    assert found.difference.recomputed
    assert found.difference.recomputed.startswith(due.recomputed or "")
    assert (found.outcome_intact, found.same_outcome, found.case_intact) == (False, False, True)


def test_the_command_prints_the_first_difference_and_goes_on_with_the_other_runs() -> None:
    year = allocatable_year()
    bad, good = runs.run(year, by=officer()), runs.run(year, by=officer())
    tampered(bad, case={"schools": 1}, outcome={})
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=f"stored: {bad}.$"):
        call_command("replay", "--all", stdout=out, stderr=err)
    assert f"{good}: the same outcome" in out.getvalue()
    assert f"{bad}: first difference at case_hash: stored" in err.getvalue()
    with pytest.raises(CommandError, match="differs"):
        call_command("replay", str(bad), stdout=out, stderr=err)


@pytest.mark.parametrize(("language", "words"), [("en", "First difference"), ("zh-hans", "第一处差异")])
def test_page_and_api_show_the_first_difference(language: str, words: str) -> None:
    run = runs.run(allocatable_year(), by=officer())
    tampered(run, outcome={**run.outcome, "denominator": 12})
    client = browser(make_user("auditor"))
    page = client.get(url("run_replay", run.number), headers={"accept-language": language}).content.decode()
    assert words in page
    assert "outcome.denominator" in page
    path = reverse("api_run_replay", args=[run.year.calendar_year, run.number])
    answer = client.get(path).json()
    assert answer["holds"] is False
    assert answer["difference"] == {"path": "outcome.denominator", "stored": "12", "recomputed": "11"}


def test_a_replay_comes_out_byte_for_byte_and_notices_every_change() -> None:
    run = runs.run(allocatable_year(), by=officer())
    run.refresh_from_db()
    assert replay(run).holds
    out = StringIO()
    call_command("replay", str(run), stdout=out)
    assert run.outcome_hash in out.getvalue()
    another = runs.run(run.year, by=officer())
    call_command("replay", "--all", stdout=out)
    assert f"{another}: the same outcome" in out.getvalue()
    with rules_asleep():
        AllocationLine.objects.filter(run=run, score=9400).update(star=1)
    assert not replay(run).lines_agree
    outcome = run.outcome | {"denominator": 12}
    with rules_asleep():
        AllocationRun.objects.filter(pk=run.pk).update(outcome=outcome)
    run.refresh_from_db()
    assert not replay(run).outcome_intact
    assert not replay(run).same_outcome
    with pytest.raises(CommandError, match="differs"):
        call_command("replay", str(run), stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match=f"stored: {run}.$"):
        call_command("replay", "--all", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="no run"):
        call_command("replay", "2099 #1")
