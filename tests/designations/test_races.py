"""Two people at the same moment: one decision stands, and the caps hold. On PostgreSQL, where rows are locked."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection

from campaigns.record import touch
from safeschools.designations.actions import runs
from safeschools.designations.actions.runs import FactsMoved
from safeschools.designations.models import AllocationRun, Quota
from safeschools.designations.queries.runs import stars_given
from safeschools.lib.errors import DomainError
from scoring.actions.ties import confirm_order, propose_order
from scoring.recompute import settle
from tests.designations.world import TIED, allocatable_year, officer, proposed, tied
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
RunState = AllocationRun.State


def together(*acts: Callable[[], object]) -> list[str]:
    """Start all at once; returns what became of each: done, or the name of the refusal."""
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def work(index: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes[index] = "done"
        except DomainError as error:
            outcomes[index] = type(error).__name__
        finally:
            close_old_connections()
            connection.close()

    threads = [Thread(target=work, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_approvals_of_one_run_one_stands() -> None:
    run = proposed(allocatable_year())
    leads = [make_user("bureau_lead") for _ in range(2)]
    outcomes = together(*(partial(runs.approve, run, by=by) for by in leads))
    assert sorted(outcomes) == ["WrongState", "done"]


def test_of_two_runs_approved_at_once_one_stands_and_the_caps_hold() -> None:
    year = allocatable_year()
    both = [proposed(year), proposed(year)]
    leads = [make_user("bureau_lead") for _ in range(2)]
    pairs = zip(both, leads, strict=True)
    outcomes = together(*(partial(runs.approve, run, by=by) for run, by in pairs))
    assert outcomes.count("done") == 1
    approved = AllocationRun.objects.get(state=RunState.APPROVED)
    caps = dict(Quota.objects.values_list("star", "cap"))
    assert all(given <= caps[star] for star, given in stars_given(approved).items())


def test_a_change_of_facts_during_the_approval_either_waits_or_stops_it() -> None:
    year = allocatable_year()
    run = proposed(year)
    by = make_user("bureau_lead")
    outcomes = together(partial(runs.approve, run, by=by), partial(touch, year.pk))
    assert outcomes in (["done", "done"], [FactsMoved.__name__, "done"])


def test_two_runs_at_once_get_two_numbers() -> None:
    year = allocatable_year()
    by = officer()
    assert together(*[partial(runs.run, year, by=by)] * 3) == ["done"] * 3
    assert sorted(AllocationRun.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_of_two_orders_of_one_tied_group_confirmed_at_once_one_stands() -> None:
    for _attempt in range(4):
        year = allocatable_year(*TIED)
        settle(year.pk)
        codes, by = tied(year), officer()
        both = [propose_order(year, by=by, schools=each, document="x", reason="x") for each in (codes, codes[::-1])]
        leads = [make_user("bureau_lead") for _ in range(2)]
        outcomes = together(*(partial(confirm_order, order, by=lead) for order, lead in zip(both, leads, strict=True)))
        assert sorted(outcomes) == ["Invalid", "done"]
        assert runs.run(year, by=by).pk
