"""Reading allocation runs: who may see them, what they hold, and whether they come out the same again."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine, AllocationRun
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.case import read_case
from scoring.domain.documents import canonical, digest, result_document

#: changes when the same case may come out differently
ENGINE_VERSION = "1.0"


def visible_runs(user: Any, year: CampaignYear) -> QuerySet[AllocationRun]:
    """The year's runs, newest first, without their large documents; nobody without the right sees one."""
    runs = AllocationRun.objects.filter(year=year).select_related("created_by", "proposed_by", "decided_by", "naming")
    return runs.defer("case", "outcome") if user.can("allocation.view") else runs.none()


def approved_run(year: CampaignYear) -> AllocationRun | None:
    """The run of the year that was approved, None before."""
    runs = AllocationRun.objects.select_related("proposed_by", "decided_by")
    return runs.filter(year=year, state=AllocationRun.State.APPROVED).first()


def next_number(year: CampaignYear) -> int:
    """The number of the year's next run."""
    highest = AllocationRun.objects.filter(year=year).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def computed(case: dict[str, Any]) -> Allocation:
    """The pure engine on a stored case."""
    read = read_case(case)
    return allocate(read.entrants, read.policy, read.rule, read.adjustments)


@dataclass(frozen=True)
class Replay:
    """What a replay found: the stored hashes hold, the engine's answer is the stored one byte for byte."""

    case_intact: bool
    outcome_intact: bool
    same_outcome: bool
    lines_agree: bool
    engine_version: str

    @property
    def holds(self) -> bool:
        return self.case_intact and self.outcome_intact and self.same_outcome and self.lines_agree


def replay(run: AllocationRun) -> Replay:
    """Run the stored case again and compare byte for byte; nothing is written."""
    again = result_document(computed(run.case))
    stored = {school: reason["code"] for school, reason in run.outcome["reasons"].items()}
    lines = AllocationLine.objects.filter(run=run).values_list("participation__school__code", "star", "code")
    return Replay(
        case_intact=digest(run.case) == run.case_hash,
        outcome_intact=digest(run.outcome) == run.outcome_hash,
        same_outcome=canonical(again) == canonical(run.outcome),
        lines_agree={school: (star, code) for school, star, code in lines}
        == {school: (run.outcome["stars"][school], code) for school, code in stored.items()},
        engine_version=run.engine_version,
    )


def stars_given(run: AllocationRun) -> dict[int, int]:
    """Lines of the run per star, counted in the database; 0 holds all stars together."""
    counted = run.lines.filter(star__gt=0).values_list("star").annotate(number=Count("pk"))
    stars = {3: 0, 2: 0, 1: 0} | dict(counted)
    return stars | {0: sum(stars.values())}
