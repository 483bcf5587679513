"""A school's result: its line in the approved run, shown after release, and how its points came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.models import CampaignYear, Participation
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries import explain
from safeschools.designations.queries.workbench import results_of
from scoring.domain.lift import Mark, lift
from scoring.models import ItemScore, Rating
from scoring.queries.cases import bands_of
from scoring.queries.schools import ItemLine, item_lines

RELEASED = (
    Participation.State.ANNOUNCED,
    Participation.State.NAMED,
    Participation.State.NOT_NAMED,
    Participation.State.REVOKED,
)


def released(participation: Participation) -> bool:
    """Whether the school may see its star: from the public notice on.

    Without a naming an allocated school keeps that state, and sees its grade once the year is closed.
    """
    graded = participation.state == Participation.State.ALLOCATED
    return participation.state in RELEASED or (graded and participation.year.state == CampaignYear.State.CLOSED)


def line_of(participation: Participation) -> AllocationLine | None:
    """The school's line in the approved run of its year, once released; without the run's long lists."""
    if not released(participation):
        return None
    lines = AllocationLine.objects.select_related("run__year", "decision").defer("run__case", "run__outcome")
    return lines.filter(participation=participation, run__state=AllocationRun.State.APPROVED).first()


def decision(line: AllocationLine) -> dict[str, Any]:
    """Why the school got what it got, naming no other school and no other's score: `sentence`, `steps`, `missed` (the
    published line of the star its score reaches, where it stands above the score).
    """
    year, setting = line.run.year, results_of(line.run).setting
    return {
        "sentence": explain.sentence(line, year),
        "steps": explain.steps(line, setting, year),
        "missed": explain.missed(line, setting),
        "missed_star": line.band,
    }


def change_since_last_year(participation: Participation, score: int | None) -> int | None:
    """Score minus that of the year before in the same campaign, in hundredths; None where either is missing."""
    before = Rating.objects.filter(
        participation__school_id=participation.school_id,
        participation__year__campaign_id=participation.year.campaign_id,
        participation__year__index=participation.year.index - 1,
    ).values_list("score", flat=True)
    last = before.first()
    return None if score is None or last is None else score - last


@dataclass
class DimensionSum:
    """A dimension of the school: earned, claimed and most, in hundredths of a point."""

    title: str
    earned: int = 0
    claimed: int = 0
    most: int = 0

    @property
    def claimed_percent(self) -> int:
        """Where the self-assessment stood, in whole percent of the maximum."""
        return self.claimed * 100 // self.most if self.most else 0


def composition(participation: Participation) -> dict[str, Any]:
    """The points item by item: `changed` lines with their reasons, how many `agreed`, sums by `dimensions`.

    `visited`: whether a spot check set any of the changed ones. `lift`: which of these items would have led to the next
    standard line.
    """
    year, whole = participation.year, item_lines(participation)
    lines = [line for line in whole if line.score.applicable]
    changed = [line for line in lines if _changed(line)]
    marks = (_mark(line.score) for line in lines)
    return {
        "changed": changed,
        "agreed": len(lines) - len(changed),
        "visited": any(line.score.verified_points is not None for line in changed),
        "dimensions": _by_dimension(whole if year.scale.full_points else lines),
        "lift": lift(
            marks, bands_of(year), year.scale, advised=year.advises_without_star, capped=year.caps_by_key_items
        ),
    }


def _by_dimension(lines: Iterable[ItemLine]) -> list[DimensionSum]:
    sums: dict[int, DimensionSum] = {}
    for line in lines:
        dimension = line.score.item.dimension
        row = sums.setdefault(dimension.pk, DimensionSum(dimension.title))
        row.earned += line.counts or 0
        row.claimed += line.points("claimed") or 0
        row.most += line.score.max_points
    return list(sums.values())


def _mark(score: ItemScore) -> Mark:
    points, most = (score.effective_layer and score.layer(score.effective_layer)) or (0, score.max_points)
    return Mark(score.item.code, score.item.title, score.item.dimension.code, points, most, score.item.is_key)


def _changed(line: ItemLine) -> bool:
    return bool(line.review_delta or line.visit_delta)
