"""The alarm clock for rosters that are frozen at the deadline."""

import logging

from django.db import OperationalError

from campaigns.models import CampaignYear
from campaigns.record import freeze_when_due
from safeschools.lib.background import idempotent

log = logging.getLogger(__name__)


@idempotent
def freeze_due_rosters() -> None:
    """Freeze the roster of every year whose deadline is over (quota.snapshot). From beat or `manage.py drain`.

    A year whose freeze lacks something is left for the next time; its officers read what on their pages.
    """
    waiting = CampaignYear.objects.filter(state=CampaignYear.State.OPEN, roster_version=0, roster_frozen_at=None)
    for year in waiting:
        if not year.freezes_at_deadline:
            continue
        try:
            freeze_when_due(year)
        except OperationalError:
            raise
        except Exception:
            log.exception("the roster of year %s cannot be frozen", year.pk)
