"""Every state × every verb: the verb succeeds from the states of its table, and answers 409 from every other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from campaigns.models import Draw, Participation
from safeschools.designations.models import AllocationRun, Designation
from safeschools.lib.errors import DomainError
from scoring.models import Disqualification, GroupDecision, Standard, TieOrder, Veto
from tests.designations.world import lead, officer
from tests.factories import make_user
from tests.states.decisions import BLANK
from tests.states.pairs import OTHERS, PAIRS, PARTICIPATION
from tests.states.scene import Pair, Scene
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db

#: verbs of a table that no action of this corridor does: the public notice has its own
UNBUILT = {"announce"}


def entered() -> dict[str, Any]:
    """The results of a draw whose secret was withheld."""
    return {"revealed_by": officer(), "revealed_at": timezone.now(), "seed": "0" * 64, "withheld": "遗失"}


#: what a draw of this state holds besides the blanks
SIGNED: dict[str, Callable[[], dict[str, Any]]] = {
    Draw.State.REVEALED: entered,
    Draw.State.CONFIRMED: lambda: entered() | {"confirmed_by": lead(), "confirmed_at": timezone.now()},
    Draw.State.WITHDRAWN: lambda: {
        "withdrawn_by": lead(),
        "withdrawn_at": timezone.now(),
        "withdrawal_reason": "漏校",
    },
}
DECIDED = ("approved", "rejected", "confirmed")


def beside(kind: type[Model], state: str) -> dict[str, Any]:
    """What a row of this state also holds, so that the database accepts it."""
    if kind is Participation and state in (Participation.State.INVITED, Participation.State.SELF_ASSESSING):
        return {"submitted_at": None}
    if kind is Designation and state == Designation.State.REVOKED:
        return {"revoked_on": "2025-10-01", "revocation_document": "9号", "revocation_reason": "事故"}
    if kind is Standard and state == Standard.State.PUBLISHED:
        return {"content_hash": "0" * 64}
    if kind is Draw:
        return BLANK | SIGNED.get(state, dict)()
    if kind in (AllocationRun, Veto, Disqualification, GroupDecision, TieOrder):
        if state in DECIDED:
            reason = {} if kind is Veto else {"decision_reason": "重算"}
            return {"decided_by": make_user("bureau_lead"), "decided_at": timezone.now()} | reason
        return {"decided_by": None, "decided_at": None}
    return {}


def states(kind: Any) -> list[str]:
    return list(kind.State.values)


def forced(scene: Scene, state: str) -> None:
    """Put the object into the state, whatever was before."""
    kind: Any = type(scene.thing)
    with rules_asleep():
        kind._default_manager.filter(pk=scene.thing.pk).update(state=state, **beside(kind, state))


def tried(scene: Scene) -> int:
    """The HTTP status of the verb; 200 where it went through."""
    try:
        with transaction.atomic():
            scene.act()
    except DomainError as error:
        return error.status
    return 200


def found(scene: Scene) -> str:
    kind: Any = type(scene.thing)
    row = kind._default_manager.filter(pk=scene.thing.pk).values_list("state", flat=True).first()
    return "gone" if row is None else str(row)


@pytest.mark.parametrize(("kind", "pair"), PAIRS, ids=lambda value: getattr(value, "name", None) or value.__name__)
def test_a_verb_in_every_state(kind: type[Model], pair: Pair) -> None:
    scene = pair.scene()
    results = {}
    for state in states(kind):
        point = transaction.savepoint()
        forced(scene, state)
        status = tried(scene)
        results[state] = (status, found(scene))
        transaction.savepoint_rollback(point)
    refused = (200, 409) if pair.silent else (409,)
    for state, (status, after) in results.items():
        if state in pair.sources:
            assert (status, after) == (200, pair.to or state), f"{state}: {results}"
        else:
            assert status in refused, f"{state}: {results}"
            assert after == state, f"{state}: {results}"


def test_every_verb_of_every_table_is_tried() -> None:
    tables: list[Any] = [model for model in apps.get_models() if hasattr(model, "MOVES")]
    assert set(tables) == {Participation, *OTHERS}
    for kind in set(tables) - {Participation}:
        assert set(kind.MOVES) <= {pair.name for pair in OTHERS[kind]}, kind
    tried_verbs = {pair.name.split(" ")[0] for pair in PARTICIPATION}
    assert set(Participation.MOVES) - UNBUILT <= tried_verbs
    assert not UNBUILT & tried_verbs
