"""Scenes about what the leading group decides in a year: about one school, among tied ones, by lot in public."""

from collections.abc import Callable
from typing import Any

from campaigns.models import CampaignYear, Draw
from scoring.actions import draws, group_decisions, ties
from scoring.actions.group_decisions import Paper
from scoring.tasks import recompute_year
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    bound,
    committed,
    lead,
    lottery_year,
    officer,
    participation,
    tied,
)
from tests.states.scene import Scene, fresh

#: what nobody has entered yet
BLANK: dict[str, Any] = {
    **dict.fromkeys(("revealed_by", "revealed_at", "confirmed_by", "confirmed_at", "withdrawn_by", "withdrawn_at")),
    **dict.fromkeys(("seed", "secret", "withheld", "withdrawal_reason"), ""),
    "results": [],
}


def _computed(year: CampaignYear) -> CampaignYear:
    recompute_year(year.pk)
    return year


def of_draw(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        draw, _secret = (bound if verb == "withdraw" else committed)(lottery_year(*TIED))
        acts: dict[str, Callable[[Draw], object]] = {
            "reveal": lambda d: draws.reveal(d, by=officer(), secret="", withheld="遗失", results=RESULTS),
            "send_back": lambda d: draws.send_back(d, by=lead(), reason="抄错"),
            "confirm": lambda d: draws.confirm(d, by=lead(), seed=d.seed),
            "withdraw": lambda d: draws.withdraw(d, by=lead(), reason="漏校"),
        }
        return Scene(draw, lambda: acts[verb](fresh(draw)))

    return make


def of_decision(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        row = participation(_computed(allocatable_year()), 9600)
        paper = Paper("9号", "调查中")
        decision = group_decisions.propose(row, by=officer(), kind="exclude", star=None, paper=paper)
        acts: dict[str, Callable[[], object]] = {
            "confirm": lambda: group_decisions.confirm(fresh(decision), by=lead()),
            "reject": lambda: group_decisions.reject(fresh(decision), by=lead(), reason="不实"),
        }
        return Scene(decision, acts[verb])

    return make


def of_order(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        year = _computed(allocatable_year(*TIED))
        order = ties.propose_order(year, by=officer(), schools=tied(year), document="9号", reason="集体研究")
        acts: dict[str, Callable[[], object]] = {
            "confirm": lambda: ties.confirm_order(fresh(order), by=lead()),
            "reject": lambda: ties.reject_order(fresh(order), by=lead(), reason="重排"),
        }
        return Scene(order, acts[verb])

    return make
