"""Two people at the same moment: one decision stands, and the caps hold. On PostgreSQL, where rows are locked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event, Thread

import pytest
from django.db import close_old_connections, connection, transaction

from campaigns.models import Participation
from campaigns.record import freeze_when_due, touch
from campaigns.tasks import freeze_due_rosters
from safeschools.designations.actions import runs
from safeschools.designations.actions.runs import FactsMoved
from safeschools.designations.models import AllocationRun, Quota
from safeschools.designations.queries.runs import stars_given
from safeschools.lib.clock import history
from safeschools.lib.errors import DomainError
from scoring.actions.ties import confirm_order, propose_order
from scoring.recompute import settle
from tests.designations.world import TIED, allocatable_year, officer, proposed, tied
from tests.factories import make_participation, make_rated, make_user, make_year

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


def test_of_two_workers_at_the_deadline_one_freezes_and_nobody_who_handed_in_in_time_is_left_out() -> None:
    """quota.snapshot: whoever is just handing in is let finish, and waited for without a lock."""
    year = make_year(now=datetime.now(UTC) - timedelta(days=31), decisions={"quota.snapshot": "deadline"})
    rows = [make_rated(year, 9000), make_participation(year, state="self_assessing")]
    held, go_on = Event(), Event()

    def hand_in() -> None:
        with transaction.atomic(), history():
            Participation.objects.filter(pk=rows[1].pk).update(state="submitted", submitted_at=datetime.now(UTC))
            held.set()
            go_on.wait(timeout=20)
            touch(year.pk, [rows[1].pk])
        connection.close()

    late = Thread(target=hand_in)
    late.start()
    held.wait(timeout=20)
    assert not freeze_when_due(year)
    go_on.set()
    late.join()
    assert together(*[freeze_due_rosters] * 2) == ["done", "done"]
    year.refresh_from_db()
    assert (year.roster_version, year.roster_size) == (1, 2)
