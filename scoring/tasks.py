"""The alarm clock for the recompute, and the reconcile that needs no broker."""

import logging

from django.db import OperationalError
from django.db.models import F

from campaigns.models import CampaignYear
from safeschools.lib.background import idempotent
from scoring.recompute import settle

log = logging.getLogger(__name__)


@idempotent
def recompute_year(year_id: int) -> None:
    """Bring the year's rating sheet up to the present revision; a no-op when it is current."""
    settle(year_id)


@idempotent
def settle_lagging() -> None:
    """Settle every sheet that lags behind its year. Runs on plain database, from beat or `manage.py drain`.

    A sheet that cannot be computed keeps nobody else waiting: the failure is on the sheet, the next year goes on.
    """
    lagging = CampaignYear.objects.exclude(state=CampaignYear.State.CLOSED).filter(sheet__revision__lt=F("revision"))
    for year_id in lagging.values_list("id", flat=True):
        try:
            settle(year_id)
        except OperationalError:
            raise
        except Exception:
            log.exception("the sheet of year %s cannot be computed", year_id)
