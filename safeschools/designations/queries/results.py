"""A school's result: its line in the approved run, shown after release."""

from campaigns.models import Participation
from safeschools.designations.models import AllocationLine, AllocationRun

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
    lines = AllocationLine.objects.select_related("run")
    return lines.filter(participation=participation, run__state=AllocationRun.State.APPROVED).first()
