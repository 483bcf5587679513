"""The alarm clock for the recompute, and the reconcile that needs no broker."""

import logging

from django.db import OperationalError
from django.db.models import F

from campaigns.models import CampaignYear, Participation
from safeschools.lib.background import idempotent
from scoring.recompute import settle
from scoring.record import follow_register

log = logging.getLogger(__name__)


@idempotent
def recompute_year(year_id: int) -> None:
    """Bring open assessments up to the register and the year's rating sheet up to the present revision.

    A no-op when both are current.
    """
    follow_register(Participation.objects.filter(year=year_id))
    settle(year_id)


@idempotent
def settle_lagging() -> None:
    """Follow the register and settle every sheet that lags behind. Plain database: from beat or `manage.py drain`.

    A sheet that cannot be computed keeps nobody else waiting: the failure is on the sheet, the next year goes on.
    """
    follow_register(Participation.objects.all())
    lagging = CampaignYear.objects.exclude(state=CampaignYear.State.CLOSED).filter(sheet__revision__lt=F("revision"))
    for year_id in lagging.values_list("id", flat=True):
        try:
            settle(year_id)
        except OperationalError:
            raise
        except Exception:
            log.exception("the sheet of year %s cannot be computed", year_id)
