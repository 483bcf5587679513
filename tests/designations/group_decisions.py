"""Decisions of the leading group as tests make them: by the officer, confirmed by the lead."""

from campaigns.models import Participation
from safeschools.accounts.models import User
from scoring.actions.group_decisions import Paper, confirm, propose
from scoring.models import GroupDecision
from tests.designations.world import lead, officer

PAPER = Paper("测综委〔2025〕7号", "组长会议研究", "https://example.org/7")


def proposed(row: Participation, kind: str, star: int | None = None, by: User | None = None) -> GroupDecision:
    return propose(row, by=by or officer(), kind=kind, star=star, paper=PAPER)


def decided(row: Participation, kind: str, star: int | None = None) -> GroupDecision:
    decision = proposed(row, kind, star)
    confirm(decision, by=lead())
    row.year.refresh_from_db()
    return decision
