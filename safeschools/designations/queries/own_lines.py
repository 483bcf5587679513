"""The stars of a run as one district sees them: where places were reserved for districts, each has its own lines."""

from collections.abc import Mapping
from dataclasses import replace

from campaigns.domain.seats import STARS
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import reason_of
from safeschools.designations.queries.workbench import Results
from scoring.domain.explain import Setting
from scoring.domain.tiers import Closed, Tier
from scoring.domain.trail import Code, Outcome, Step, refused_at


def tiers_of(run: AllocationRun, results: Results, district: str) -> dict[int, Tier]:
    """Each star with the district's own schools; `quota` are the places reserved for it, and `awarded` may be more by
    places that others left.
    """
    lines = list(run.lines.filter(participation__district__code=district, band__gt=0).defer("excluded"))
    reserved = results.slots.get(district, {})
    return {star: _tier(results.tiers[star], lines, reserved.get(star, 0)) for star in STARS}


def own_setting(run: AllocationRun, results: Results, district: str) -> Setting | None:
    """What parts the district's schools, as if they were all; None where the whole city has one line."""
    if not results.by_district:
        return None
    tiers = {star: replace(tier, reserved_used=None) for star, tier in tiers_of(run, results, district).items()}
    return replace(results.setting, tiers=tiers)


def own_lines(tiers: Mapping[int, Tier], results: Results) -> list[int | None]:
    """The lines of such stars: the lowest score admitted, or the threshold where nobody of the district was refused."""
    bands = results.setting.bands
    return [bands.line(star) if tier.closed_by is Closed.NONE else tier.cutoff for star, tier in tiers.items()]


def _tier(tier: Tier, lines: list[AllocationLine], reserved: int) -> Tier:
    admitted = [line for line in lines if line.star == tier.star]
    scores = [line.score for line in admitted if line.score is not None and line.code != Code.PINNED]
    reasons = list(map(reason_of, lines))
    refused = [
        line.score
        for line, reason in zip(lines, reasons, strict=True)
        if line.score is not None and refused_at(reason, tier.star)
    ]
    tied = any(Step(tier.star, Outcome.TIED_AT_CUTOFF) in reason.trail for reason in reasons)
    return replace(
        tier,
        quota=reserved,
        awarded=len(admitted),
        pinned=len(admitted) - len(scores),
        candidates=len(scores) + len(refused),
        closed_by=Closed.QUOTA if refused else Closed.NONE,
        cutoff=min(scores, default=None),
        first_out=max(refused, default=None),
        tie=tier.tie if tied else None,
    )
