"""State changes as data: a table of verb → (from states, to state), applied by compare-and-set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from safeschools.lib.errors import WrongState


@dataclass(frozen=True)
class Move:
    """One verb of a transition table: allowed from any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


Table = Mapping[str, Move]


def table(**moves: tuple[Collection[str], str]) -> dict[str, Move]:
    """Build a transition table from `verb=((sources…), target)`."""
    return {verb: Move(frozenset(sources), target) for verb, (sources, target) in moves.items()}


def allowed(state: str, moves: Table) -> frozenset[str]:
    """The verbs that may be applied in `state`."""
    return frozenset(verb for verb, move in moves.items() if state in move.sources)


def move(obj: Model, moves: Table, verb: str, *, field: str = "state", **changes: Any) -> None:
    """Apply `verb` to `obj` in one UPDATE … WHERE state = <the state seen>, together with `changes`.

    Raises WrongState when the verb does not start from the present state, or somebody was faster.
    """
    seen, step = getattr(obj, field), moves[verb]
    values = {field: step.target, **changes}
    fresh = type(obj)._default_manager.filter(pk=obj.pk, **{field: seen})
    if seen not in step.sources or fresh.update(**values) != 1:
        labels = dict(obj._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
        raise WrongState(
            _("%(object)s is now “%(state)s”; this step does not start from there.")
            % {"object": obj, "state": labels.get(seen, seen)}
        )
    for name, value in values.items():
        setattr(obj, name, value)
