"""The revision counter: every change of a year's facts passes here, in the transaction of the change."""

from collections.abc import Sequence

from django.db.models import F

from campaigns.models import CampaignYear, Participation


def touch(year_id: int, participation_ids: Sequence[int] = ()) -> int:
    """Bump the year's revision and stamp it on the participations whose facts changed; returns the new revision.

    The recompute may skip item sums of participations not stamped since the sheet's revision; never the ranking.
    """
    CampaignYear.objects.filter(pk=year_id).update(revision=F("revision") + 1)
    revision = CampaignYear.objects.values_list("revision", flat=True).get(pk=year_id)
    if participation_ids:
        Participation.objects.filter(pk__in=participation_ids).update(revision=revision)
    return revision
