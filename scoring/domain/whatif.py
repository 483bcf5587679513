"""What if: the frozen input of a run under other bands, caps, rules or single scores. Nothing of the run changes.

Changes are plain data in the words of a case, and only what differs is said: `thresholds`, `disqualify_below`, `caps`,
`rule` (all but slots, which follow from the frozen districts), `scores` (school → points, None: not scored).
Recorded orders of tied schools that no longer hold under the changes fall away, and the trial says which.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, NamedTuple

from campaigns.domain.refusal import Refusal
from scoring.domain.adjustments import Adjustment
from scoring.domain.allocation import Allocation, LineUp, allocate, line_up, participants
from scoring.domain.case import read_case, read_policy, read_rule
from scoring.domain.numbers import hundredths
from scoring.domain.orders import Decisions, orders_that_hold
from scoring.domain.ranking import ID, Entrant, Roster, roster
from scoring.domain.rule import Policy, Rule, Scope, reserved_slots

Changes = Mapping[str, Any]

CHANGES: Final = frozenset({"thresholds", "disqualify_below", "caps", "rule", "scores"})


@dataclass(frozen=True, slots=True)
class Frozen:
    """A run's input, read once: its name, the schools lined up, policy and rule as documents, the recorded decisions.

    The name of a year's case is the year, the public seed of its district places.
    """

    name: str
    lined_up: LineUp
    policy: Mapping[str, Any]
    rule: Mapping[str, Any]
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What comes of the changes; `overtaken` are the orders of tied schools that no longer hold under them."""

    policy: Policy
    rule: Rule
    allocation: Allocation
    overtaken: Decisions


class Move(NamedTuple):
    """A school whose star differs."""

    school: str
    before: int
    after: int


def freeze(document: Mapping[str, Any]) -> Frozen:
    """The input of a stored case."""
    case = read_case(document)
    lined_up = line_up(case.entrants, case.policy.bands, case.rule, case.adjustments)
    return Frozen(str(document["id"]), lined_up, document["policy"], document["rule"], case.adjustments)


def what_if(base: Frozen, changes: Changes) -> Trial:
    """The policy, the rule and the allocation that come of the changes. Refusal as in `read_case` and `allocate`;
    CHANGE_FORMAT, CHANGE_SCHOOL.
    """
    if not set(changes) <= CHANGES:
        raise Refusal("CHANGE_FORMAT", unknown=", ".join(sorted(set(changes) - CHANGES)))
    policy = read_policy(_changed_policy(base.policy, changes))
    changed = {**base.rule, **_part(changes, "rule")}
    rule = read_rule({**changed, "scope": Scope.CITY.value, "slots": {}})
    schools = _changed_roster(base, rule.tie_keys, _part(changes, "scores"))
    if changed.get("scope") == Scope.DISTRICT_SLOTS:
        rule = _with_slots(rule, schools, policy, base.name)
    lined_up, decisions = base.lined_up, base.adjustments
    overtaken: Decisions = ()
    if schools is not lined_up.roster or policy.bands != lined_up.bands:
        decisions, overtaken = orders_that_hold(schools, policy.bands, rule, base.adjustments)
    as_they_were = lined_up if schools is lined_up.roster else schools
    return Trial(policy, rule, allocate(as_they_were, policy, rule, decisions), overtaken)


def moves(before: Allocation, after: Allocation) -> list[Move]:
    """The schools whose star differs, in the rank order of `after`."""
    was = before.reasons
    moved = {
        school: Move(school, was[school].star, now.star)
        for school, now in after.reasons.items()
        if was[school] is not now and was[school].star != now.star
    }
    schools = map(ID, chain.from_iterable(after.roster.groups))
    return [moved[school] for school in schools if school in moved]


def _part(changes: Changes, name: str) -> Mapping[str, Any]:
    """One of the parts that are objects; empty where nothing of it is changed."""
    part = changes.get(name, {})
    if not isinstance(part, Mapping):
        raise Refusal("CHANGE_FORMAT", part=name)
    return part


def _changed_policy(policy: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    parts = {
        name: {**policy.get(name, {}), **_part(changes, name)} for name in ("thresholds", "caps") if name in changes
    }
    if any(set(part) != set(policy.get(name, {})) for name, part in parts.items()):
        raise Refusal("CHANGE_FORMAT")
    floor = {name: changes[name] for name in ("disqualify_below",) if name in changes}
    return {**policy, **parts, **floor}


def _changed_roster(base: Frozen, keys: tuple[str, ...], scores: Mapping[str, Any]) -> Roster:
    """The frozen order itself where nothing changes it, else the changed schools put in order again."""
    before = tuple(base.rule["tie_keys"])
    if unknown := set(scores) - set(base.lined_up.roster.by_id):
        raise Refusal("CHANGE_SCHOOL", school=min(unknown))
    if not set(keys) <= set(before):
        raise Refusal("RULE_TIE_KEYS")
    if not scores and keys == before:
        return base.lined_up.roster
    changed = {school: None if score is None else hundredths(score) for school, score in scores.items()}
    places = [before.index(key) for key in keys]

    def entrant(old: Entrant) -> Entrant:
        return old._replace(score=changed.get(old.id, old.score), keys=tuple(old.keys[place] for place in places))

    return roster(map(entrant, base.lined_up.roster.by_id.values()), len(keys))


def _with_slots(rule: Rule, schools: Roster, policy: Policy, seed: str) -> Rule:
    """District places by controlled rounding of the participating schools (decision quota.districts)."""
    sizes = Counter(entrant.district for entrant in schools.by_id.values() if entrant.participating)
    seats = policy.seats(participants(schools.by_id, policy, rule))
    return replace(rule, scope=Scope.DISTRICT_SLOTS, slots=reserved_slots(sizes, seats, seed=seed))
