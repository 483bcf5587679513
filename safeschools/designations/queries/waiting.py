"""Places of an approved run that are kept for schools on hold (elig.accident_pending)."""

from django.db.models import QuerySet

from campaigns.models import Participation
from safeschools.designations.models import AllocationLine, AllocationRun

#: allocated, and neither named nor passed over for good
ALLOCATED = (Participation.State.ALLOCATED, Participation.State.ANNOUNCED)


def waiting_lines(year_id: int) -> QuerySet[AllocationLine]:
    """Lines with a star of the year's approved run whose school has no designation yet and keeps its place."""
    lines = AllocationLine.objects.filter(run__year=year_id, run__state=AllocationRun.State.APPROVED, star__gte=1)
    kept = lines.filter(participation__designation__isnull=True, participation__state__in=ALLOCATED)
    related = ("participation__school", "participation__district")
    return kept.select_related(*related).order_by("-star", "rank", "participation__school__code")
