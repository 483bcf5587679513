"""A school's result: its line in the approved run, shown after release."""

from campaigns.models import Participation
from safeschools.designations.models import AllocationLine, AllocationRun
from scoring.domain.bands import Bands
from scoring.domain.explain import Sentence, explain
from scoring.domain.stored import read_reason, read_tiers

RELEASED = (
    Participation.State.ANNOUNCED,
    Participation.State.NAMED,
    Participation.State.NOT_NAMED,
    Participation.State.REVOKED,
)


def released(participation: Participation) -> bool:
    """Whether the school may see its star: from the public notice on."""
    return participation.state in RELEASED


def line_of(participation: Participation) -> AllocationLine | None:
    """The school's line in the approved run of its year, once released."""
    if not released(participation):
        return None
    lines = AllocationLine.objects.select_related("run__year")
    return lines.filter(participation=participation, run__state=AllocationRun.State.APPROVED).first()


def explanation(line: AllocationLine) -> tuple[Sentence, ...]:
    """Why the school got what it got, in sentences that name no other school and no other school's score."""
    outcome = line.run.outcome
    year = line.run.year
    bands = Bands(three=year.band_three, two=year.band_two, one=year.band_one, floor=year.floor)
    reason = read_reason(line.star, {"code": line.code, "band": line.band, "trail": line.trail})
    return explain(line.score, reason, read_tiers(outcome), bands)
