"""What a run's frozen case holds against what it would hold today: school by school, and for the year as a whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from scoring.domain.adjustments import Kind
from scoring.domain.case import read_case, read_policy
from scoring.domain.keys import BY_KEYS
from scoring.domain.numbers import hundredths

Document = Mapping[str, Any]

#: facts of a school beside the fields of its row in the case and its tie keys
ROSTER: Final = "roster"
BAND: Final = "band"
DECISION: Final = "decision"
KEYS: Final = "weak_keys"
#: the fields of a school's row, in the order they are shown
FIELDS: Final = ("score", "veto", "participating", "district")


class Fact(NamedTuple):
    """One fact, then and now; None where there was or is none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Moved:
    """Everything that differs: the facts of the schools by code, orders among tied schools (then, now), the rule."""

    schools: Mapping[str, Sequence[Fact]]
    orders: Sequence[Fact]
    policy: Document
    rule: Document

    def __bool__(self) -> bool:
        return bool(self.schools or self.orders or self.policy or self.rule)


def moved(before: Document, after: Document) -> Moved:
    """What differs between a stored case and the present one. Raises Refusal where the stored one is no case."""
    read_case(before)
    rows_then, rows_now = ({row["id"]: row for row in case["schools"]} for case in (before, after))
    alike = {school for school, row in rows_now.items() if rows_then.get(school) == row}
    old, new = _facts(before, alike), _facts(after, alike)
    schools = {school: tuple(_differing(old.get(school, {}), new.get(school, {}))) for school in sorted({*old, *new})}
    policy = _changed(before["policy"], after["policy"])
    return Moved(
        schools={school: facts for school, facts in schools.items() if facts},
        orders=tuple(_orders(before, after)),
        policy={name: _changed(before["policy"].get(name), part) for name, part in policy.items()},
        rule=_changed(before.get("rule", {}), after["rule"]),
    )


def _differing(old: Document, new: Document) -> Iterator[Fact]:
    """A school that came or went says that alone."""
    if (ROSTER in old) != (ROSTER in new):
        yield Fact(ROSTER, ROSTER in old, ROSTER in new)
        return
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Fact(name, old.get(name), new.get(name))


def _facts(case: Document, alike: Collection[str]) -> dict[str, dict[str, Any]]:
    """The facts of every school: its row and the band of its score, unless the rows are `alike`, and the decisions
    that bind it.
    """
    bands = read_policy(case["policy"]).bands
    found: dict[str, dict[str, Any]] = {}
    for row in case["schools"]:
        if row["id"] in alike:
            continue
        keys, score = row.get("tie_keys", {}), row.get("score")
        band = None if score is None else bands.band(hundredths(score))
        found[row["id"]] = {ROSTER: True, **{name: row.get(name) for name in FIELDS}, BAND: band, **keys}
    for row in case.get("adjustments", []):
        if row["kind"] != Kind.TIE_ORDER:
            name, value = _binding(row)
            found.setdefault(row["school"], {})[name] = value
    return found


def _binding(row: Document) -> tuple[str, object]:
    """What follows from the facts by itself goes by its kind; what the leading group decided, by its paper."""
    if row.get("document"):
        return DECISION, (row["kind"], row.get("star"), row["document"], row["reason"])
    if row["reason"] in BY_KEYS:
        return KEYS, row["reason"]
    return row["kind"], row["reason"] if row["kind"] == Kind.EXCLUDE else row.get("star")


def _orders(before: Document, after: Document) -> Iterator[Fact]:
    """Orders that are no longer in force, then those that are new: the schools best first, and the paper."""
    old, new = (
        {
            (tuple(row["schools"]), row.get("document", ""))
            for row in case.get("adjustments", [])
            if row["kind"] == Kind.TIE_ORDER
        }
        for case in (before, after)
    )
    yield from (Fact(Kind.TIE_ORDER, order, None) for order in sorted(old - new))
    yield from (Fact(Kind.TIE_ORDER, None, order) for order in sorted(new - old))


def _changed(before: Any, after: Any) -> Any:
    """Of an object the members that differ, as they are now; of anything else, the value."""
    if not isinstance(after, Mapping) or not isinstance(before, Mapping):
        return after
    return {name: value for name, value in after.items() if before.get(name) != value}
