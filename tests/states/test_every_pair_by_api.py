"""Every state × every verb by the API: a verb in a wrong state is answered 409 as a problem, and changes nothing."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.test import Client

from tests.states.by_api import CALLS, NO_CALL
from tests.states.pairs import PAIRS
from tests.states.scene import Pair, fresh
from tests.states.test_every_pair import forced, found, states

pytestmark = pytest.mark.django_db
CALLED = [(kind, pair) for kind, pair in PAIRS if (kind, pair.name) in CALLS]


def test_every_verb_has_its_request() -> None:
    """A verb that passes objects over in silence is a step at something else, which is tried there."""
    without = {pair.name for kind, pair in PAIRS if (kind, pair.name) not in CALLS and not pair.silent}
    assert without == NO_CALL
    assert CALLS.keys() == {(kind, pair.name) for kind, pair in CALLED}


def ask(kind: type[Model], pair: Pair, thing: Any) -> Any:
    """The answer to the verb's request."""
    call = CALLS[kind, pair.name](fresh(thing))
    client = Client()
    client.force_login(call.who)
    cache.clear()
    with transaction.atomic():
        return getattr(client, call.method)(f"/api/v1/{call.path}", call.body, content_type="application/json")


@pytest.mark.parametrize(("kind", "pair"), CALLED, ids=lambda value: getattr(value, "name", None) or value.__name__)
def test_a_request_in_every_state(kind: type[Model], pair: Pair) -> None:
    scene, faults = pair.scene(), {}
    for state in states(kind):
        point = transaction.savepoint()
        forced(scene, state)
        answer = ask(kind, pair, scene.thing)
        after, said = found(scene), answer.headers.get("Content-Type", "")
        if state in pair.sources:
            right = answer.status_code < 300 and after == (pair.to or state)
        else:
            right = (answer.status_code, said, after) == (409, "application/problem+json", state)
        if not right:
            faults[state] = (answer.status_code, after, answer.content.decode()[:300])
        transaction.savepoint_rollback(point)
    assert faults == {}
