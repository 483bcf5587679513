"""Reading allocation runs: who may see them, what they hold, and whether they come out the same again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine, AllocationRun
from scoring.domain.adjustments import Adjustment, Kind, binding
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.case import Case, read_case
from scoring.domain.differing import ABSENT, Difference, first_difference
from scoring.domain.documents import digest, reason_documents, result_document
from scoring.domain.placing import places
from scoring.queries.cases import DECIDED

#: changes when the same case may come out differently
ENGINE_VERSION = "1.0"

#: what a line says of its school, and the columns it is read from
DUE = ("rank", "score", "band", "star", "code", "trail", "excluded", "decision")
STORED = (*DUE[:-1], "decision__document")


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


def due_lines(case: Case, allocation: Allocation) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What the line of each school has to say, in the order of DUE: the columns of its result, and under `decision`
    the number of the leading group's paper it rests on.
    """
    ranks, everybody = places(allocation), allocation.roster.by_id
    by_school: dict[str, list[Adjustment]] = {}
    for adjustment in case.adjustments:
        by_school.setdefault(adjustment.school, []).append(adjustment)
    documents = reason_documents(allocation.reasons)
    for school, reason in allocation.reasons.items():
        told, excluded, paper = documents[school], "", ""
        if school in by_school and (rests_on := binding(reason, by_school[school])):
            excluded, paper = _slug(rests_on), rests_on.document
        result = (told["band"], reason.star, told["code"], told["trail"])
        yield school, (ranks.get(school), everybody[school].score, *result, excluded, paper)


def _slug(adjustment: Adjustment) -> str:
    """Why a line is left out or limited; the leading group's own words stand with its decision."""
    if adjustment.kind is Kind.PIN:
        return ""
    return DECIDED if adjustment.document else adjustment.reason


@dataclass(frozen=True)
class Replay:
    """What a replay found: the stored hashes hold, the engine's answer is the stored one, and so is every line.

    `difference` is the first one of all, None where the run comes out again byte for byte.
    """

    case_intact: bool
    outcome_intact: bool
    same_outcome: bool
    lines_agree: bool
    engine_version: str
    difference: Difference | None

    @property
    def holds(self) -> bool:
        return self.difference is None


def replay(run: AllocationRun) -> Replay:
    """Run the stored case again and compare hashes, outcome and every line; nothing is written.

    A case the engine refuses is a difference like any other.
    """
    hashed = first_difference("case_hash", run.case_hash, _digest(run.case))
    hashed_outcome = first_difference("outcome_hash", run.outcome_hash, _digest(run.outcome))
    try:
        case = read_case(run.case)
        allocation = allocate(case.entrants, case.policy, case.rule, case.adjustments)
    except Refusal as refusal:
        refused = first_difference("case", run.case, f"{refusal}")
        return Replay(hashed is None, hashed_outcome is None, False, False, run.engine_version, hashed or refused)
    outcome = first_difference("outcome", run.outcome, result_document(allocation))
    lines = first_difference("lines", _named(_stored_lines(run)), _named(due_lines(case, allocation)))
    return Replay(
        case_intact=hashed is None,
        outcome_intact=hashed_outcome is None,
        same_outcome=outcome is None,
        lines_agree=lines is None,
        engine_version=run.engine_version,
        difference=hashed or outcome or hashed_outcome or lines,
    )


def _digest(document: object) -> object:
    """Its digest; a document that nobody could have hashed has none."""
    try:
        return digest(document)
    except TypeError:
        return ABSENT


def _stored_lines(run: AllocationRun) -> Iterator[tuple[str, tuple[Any, ...]]]:
    lines = AllocationLine.objects.filter(run=run).values_list("participation__school__code", *STORED)
    return ((school, (*said, paper or "")) for school, *said, paper in lines)


def _named(lines: Iterable[tuple[str, tuple[Any, ...]]]) -> dict[str, dict[str, Any]]:
    """Lines by school, each thing said by its name."""
    return {school: dict(zip(DUE, said, strict=True)) for school, said in lines}


def stars_given(run: AllocationRun) -> dict[int, int]:
    """Lines of the run per star, counted in the database; 0 holds all stars together."""
    counted = run.lines.filter(star__gt=0).values_list("star").annotate(number=Count("pk"))
    stars = {3: 0, 2: 0, 1: 0} | dict(counted)
    return stars | {0: sum(stars.values())}
