"""What-if previews of a run: its frozen input read once, other parameters tried, nothing written."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.domain.refusal import Refusal
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.workbench import panel
from safeschools.lib.collector import paused
from safeschools.lib.errors import Invalid
from scoring.domain.adjustments import Adjustment, binding
from scoring.domain.allocation import Allocation
from scoring.domain.explain import Setting, explain_refusal, explain_step, headline
from scoring.domain.placing import places
from scoring.domain.whatif import Changes, Frozen, Move, Trial, freeze, moves, what_if
from scoring.queries.sentences import say


@dataclass(frozen=True)
class Base:
    """A run as the what-if starts from it."""

    frozen: Frozen
    trial: Trial

    @property
    def allocation(self) -> Allocation:
        return self.trial.allocation


@dataclass(frozen=True)
class Preview:
    """What would come of the changes: gauges before and after, and the schools that move, best rank first."""

    base: Base
    trial: Trial
    moves: Sequence[Move]

    @property
    def allocation(self) -> Allocation:
        return self.trial.allocation

    @property
    def before(self) -> dict[str, Any]:
        return _panel(self.base.trial)

    @property
    def after(self) -> dict[str, Any]:
        return _panel(self.trial)

    @property
    def overtaken(self) -> list[str]:
        """A sentence for every order of tied schools that no longer holds under the changes."""
        text = _("The order by document %(document)s no longer holds and is left out: %(schools)s.")
        between = pgettext("between names", ", ")
        return [
            text % {"document": order.document, "schools": between.join(order.schools)}
            for order in self.trial.overtaken
        ]

    @property
    def pairs(self) -> list[tuple[dict[str, Any], dict[str, Any], int]]:
        """Star by star, then all together: before, after, and the difference in stars given."""
        before, after = self.before, self.after
        rows = [*zip(before["tiers"], after["tiers"], strict=True), (before["total"], after["total"])]
        return [(was, now, now["used"] - was["used"]) for was, now in rows]

    @property
    def rising(self) -> int:
        """How many schools would have a better star."""
        return sum(1 for move in self.moves if move.after > move.before)


@dataclass(frozen=True)
class MovedRow:
    """A school that moves, as the table shows it: the run's line, and rank, score, star and reason in the what-if."""

    line: AllocationLine
    rank: int | None
    score: int | None
    star: int
    why: Sequence[str]


def base_of(run: AllocationRun) -> Base:
    """The frozen input of the run. A run never changes, so a process reads the newest ones once."""
    return _read(run.case_hash, run.pk)


@lru_cache(maxsize=2)
def _read(case_hash: str, pk: int) -> Base:
    frozen = freeze(AllocationRun.objects.values_list("case", flat=True).get(pk=pk, case_hash=case_hash))
    return Base(frozen, what_if(frozen, {}))


@paused()
def preview(run: AllocationRun, changes: Changes) -> Preview:
    """The run under these changes. Raises Refusal where they contradict each other."""
    base = base_of(run)
    trial = what_if(base.frozen, changes)
    return Preview(base, trial, moves(base.allocation, trial.allocation))


def checked(run: AllocationRun, changes: Changes) -> Preview:
    """The same; raises Invalid with the engine's sentence."""
    try:
        return preview(run, changes)
    except Refusal as refusal:
        raise Invalid(say(explain_refusal(refusal))) from refusal


def moved_rows(run: AllocationRun, found: Preview, shown: Iterable[Move]) -> list[MovedRow]:
    """These moves with names and reasons."""
    wanted = list(shown)
    lines = AllocationLine.objects.filter(run=run, participation__school__code__in=[move.school for move in wanted])
    related = lines.select_related("participation__school", "participation__district")
    by_code = {line.participation.school.code: line for line in related}
    ranks, recorded = places(found.allocation), _recorded(found.allocation, by_code)
    return [_row(found.trial, by_code, ranks, recorded, move) for move in wanted]


def _recorded(allocation: Allocation, schools: Container[str]) -> dict[str, str]:
    """What the results of these schools rest on by the facts alone, and not by a document."""
    about: dict[str, list[Adjustment]] = {}
    for each in allocation.lined_up.adjustments:
        if each.school in schools:
            about.setdefault(each.school, []).append(each)
    rest_on = {school: binding(allocation.reasons[school], found) for school, found in about.items()}
    return {school: found.reason for school, found in rest_on.items() if found and not found.document}


def _row(
    trial: Trial,
    lines: Mapping[str, AllocationLine],
    ranks: Mapping[str, int],
    recorded: Mapping[str, str],
    move: Move,
) -> MovedRow:
    """The sentence of the new result, and what happened at the star that decided it."""
    reason = trial.allocation.reasons[move.school]
    score = trial.allocation.roster.by_id[move.school].score
    said = [headline(score, reason, trial.policy.bands, recorded.get(move.school, ""))]
    if reason.trail and (step := explain_step(reason.trail[-1], score, reason, _setting(trial))):
        said.append(step)
    return MovedRow(lines[move.school], ranks.get(move.school), score, move.after, [say(each) for each in said])


def _setting(trial: Trial) -> Setting:
    return Setting(trial.allocation.tiers, trial.policy.bands, trial.rule.overflow, trial.rule.scope)


def _panel(trial: Trial) -> dict[str, Any]:
    found = trial.allocation
    return panel(found.tiers, found.seats.total, trial.policy, len(found.ranking))
