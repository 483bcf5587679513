"""A scene for a verb, and the verb with the states it starts from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from campaigns.models import Participation

State = Participation.State

ANY: frozenset[str] = frozenset(State.values)

CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


@dataclass(frozen=True)
class Scene:
    """An object ready for the verb but for its state, and the verb as people do it."""

    thing: Model
    act: Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """A verb: the states it starts from; `silent`: elsewhere it passes the object over instead of refusing.

    `to`: where the object is afterwards; empty: where it was.
    """

    name: str
    scene: Callable[[], Scene]
    sources: Collection[str]
    to: str = ""
    silent: bool = False


def fresh(thing: Any) -> Any:
    """The object as the database has it now, as a view fetches it."""
    return type(thing)._default_manager.get(pk=thing.pk)
