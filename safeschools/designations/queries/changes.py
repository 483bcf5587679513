"""The changes of a what-if in words: what differs from the run, from what to what."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.domain.rule import Denominator, Overflow, Scope, TieResidual
from scoring.domain.whatif import Changes, Frozen

OVERFLOW = {
    Overflow.CASCADE: gettext_lazy("Passed on to the next lower star"),
    Overflow.FORFEIT: gettext_lazy("No star for schools above their star's places"),
    Overflow.OWN_TIER_FIRST: gettext_lazy("Passed on, behind the star's own schools"),
}
RESIDUAL = {
    TieResidual.EXCLUDE: gettext_lazy("The whole group is left out"),
    TieResidual.LOTTERY: gettext_lazy("Drawn by lot"),
    TieResidual.INCLUDE: gettext_lazy("The whole group is admitted, beyond the cap"),
}
DENOMINATOR = {
    Denominator.REGISTERED: gettext_lazy("The schools on the roster"),
    Denominator.QUALIFIED: gettext_lazy("Without vetoed schools and those below the floor"),
}
SCOPE = {
    Scope.CITY: gettext_lazy("One ranking for the city"),
    Scope.DISTRICT_SLOTS: gettext_lazy("District places first, unused ones return to the city"),
}
SLOTS_STAY_EMPTY = gettext_lazy("District places first, unused ones stay empty")
LINES = {
    "3": gettext_lazy("Three stars from"),
    "2": gettext_lazy("Two stars from"),
    "1": gettext_lazy("One star from"),
}
CAPS = {
    "3": gettext_lazy("Cap for three stars"),
    "2": gettext_lazy("Cap for two stars"),
    "1": gettext_lazy("Cap for one star"),
    "total": gettext_lazy("Cap in total"),
}
KEY_WORDS = {
    "key_points": gettext_lazy("Score on key items"),
    "honesty": gettext_lazy("Honesty of the self-assessment"),
    "last_score": gettext_lazy("Last year's score"),
}

Said = tuple[str, str, str]


def said_changes(base: Frozen, changes: Changes) -> list[Said]:
    """What is changed: label, value in the run, value in the what-if."""
    return [*said_policy(base.policy, changes), *said_rule(base.rule, changes.get("rule", {})), *_scores(changes)]


def scope_words(rule: Mapping[str, Any]) -> str:
    """One ranking or district places, and what becomes of unused ones."""
    kept = rule["scope"] == Scope.DISTRICT_SLOTS and not rule["pool_unused"]
    return str(SLOTS_STAY_EMPTY if kept else SCOPE[Scope(rule["scope"])])


def key_words(keys: list[str]) -> str:
    """The tie keys in their order."""
    return " → ".join(str(KEY_WORDS.get(key, key)) for key in keys) or _("None")


def said_policy(policy: Mapping[str, Any], changes: Changes) -> Iterator[Said]:
    """The lines and the caps that are changed."""
    for star, label in LINES.items():
        if star in changes.get("thresholds", {}):
            yield str(label), policy["thresholds"][star], changes["thresholds"][star]
    if "disqualify_below" in changes:
        yield _("Out of this year's selection below"), policy["disqualify_below"], changes["disqualify_below"]
    for star, label in CAPS.items():
        if star in changes.get("caps", {}):
            yield str(label), f"{policy['caps'][star]}%", f"{changes['caps'][star]}%"


def said_rule(before: Mapping[str, Any], changed: Mapping[str, Any]) -> Iterator[Said]:
    """What is changed of the rule; a draw's seed has no words here."""
    after = {**before, **changed}
    if "denominator" in changed:
        yield _("Percentages of"), _denominator(before["denominator"]), _denominator(after["denominator"])
    if "overflow" in changed:
        words = [str(OVERFLOW[Overflow(rule["overflow"])]) for rule in (before, after)]
        yield _("Where a star has no place left"), words[0], words[1]
    if "tie_keys" in changed:
        yield _("Equal scores: keys"), key_words(before["tie_keys"]), key_words(after["tie_keys"])
    if "tie_residual" in changed:
        words = [str(RESIDUAL[TieResidual(rule["tie_residual"])]) for rule in (before, after)]
        yield _("Schools still tied at a line"), words[0], words[1]
    if "scope" in changed or "pool_unused" in changed:
        yield _("Ranking"), scope_words(before), scope_words(after)


def _denominator(value: object) -> str:
    if isinstance(value, int):
        return ngettext("%(n)s school", "%(n)s schools", value) % {"n": value}
    return str(DENOMINATOR[Denominator(str(value))])


def _scores(changes: Changes) -> Iterator[Said]:
    for school, score in changes.get("scores", {}).items():
        yield _("Score of %(school)s") % {"school": school}, "", _("none") if score is None else score
