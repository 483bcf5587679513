"""What each decision of the leading group did to a run: the run's frozen input, tried again without it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from campaigns.models import CampaignYear, Participation
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.group_decisions import decision_words
from safeschools.designations.queries.whatif import base_of
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.effects import Effect, effects
from scoring.domain.explain import explain_refusal
from scoring.queries.sentences import say

Named = Mapping[str, Participation]


@dataclass(frozen=True)
class Told:
    """One decision with names: what it says, about whom, who moved from star to star, and who was passed over for whom.

    `refused` is the engine's sentence where the run would not come out without the decision.
    """

    adjustment: Adjustment
    words: str
    schools: Sequence[Participation]
    moves: Sequence[tuple[Participation, int, int]]
    passed: Sequence[tuple[Participation, Sequence[Participation]]]
    refused: str


def told_effects(run: AllocationRun, year: CampaignYear) -> list[Told]:
    """Every decision of the leading group the run followed, in the order of its case; two statements."""
    found = _effects(run.case_hash, run)
    codes = {code for effect in found for code in _codes(effect)}
    rows = Participation.objects.filter(year=year, school__code__in=codes).select_related("school", "district")
    named = {row.school.code: row for row in rows}
    return [_told(effect, named) for effect in found]


@lru_cache(maxsize=4)
def _effects(case_hash: str, run: AllocationRun) -> Sequence[Effect]:
    """A run never changes, so a process works the newest ones out once."""
    base = base_of(run)
    return tuple(effects(base.frozen, base.allocation))


def _codes(effect: Effect) -> Iterator[str]:
    yield from _about(effect.adjustment)
    yield from (move.school for move in effect.moves)
    yield from (school for envy in effect.envy for school in (envy.school, envy.other))


def _about(adjustment: Adjustment) -> Iterable[str]:
    return adjustment.schools if adjustment.kind is Kind.TIE_ORDER else (adjustment.school,)


def _told(effect: Effect, named: Named) -> Told:
    adjustment = effect.adjustment
    return Told(
        adjustment=adjustment,
        words=decision_words(adjustment.kind.value, adjustment.star),
        schools=[named[code] for code in _about(adjustment)],
        moves=[(named[move.school], move.before, move.after) for move in effect.moves],
        passed=_passed(effect, named),
        refused=say(explain_refusal(effect.refused)) if effect.refused else "",
    )


def _passed(effect: Effect, named: Named) -> list[tuple[Participation, Sequence[Participation]]]:
    """The schools placed before better ones, each with those."""
    by_other: dict[str, list[Participation]] = {}
    for envy in effect.envy:
        by_other.setdefault(envy.other, []).append(named[envy.school])
    return [(named[other], schools) for other, schools in by_other.items()]
