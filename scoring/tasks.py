"""The alarm clock for the recompute, and the reconcile that needs no broker."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models import CampaignYear, Participation, Phase
from safeschools.accounts.queries import people_of_schools
from safeschools.lib.background import idempotent
from safeschools.lib.clock import now
from safeschools.notify.record import tell
from scoring.queries.ratings import lagging_sheets
from scoring.recompute import settle
from scoring.record import follow_register

REMINDER = timedelta(days=3)
NOT_HANDED_IN = (Participation.State.INVITED, Participation.State.SELF_ASSESSING)
log = logging.getLogger(__name__)


@idempotent
def recompute_year(year_id: int) -> None:
    """Bring open assessments up to the register and the year's rating sheet up to the present revision.

    A no-op when both are current.
    """
    follow_register(Participation.objects.filter(year=year_id))
    settle(year_id)


@idempotent
def remind_of_deadlines() -> None:
    """Tell schools that have not handed in, once for each deadline, when less than three days are left."""
    moment = now()
    rows = Phase.objects.filter(kind=Phase.Kind.SELF_ASSESSMENT, year__state=CampaignYear.State.OPEN)
    for phase in rows.filter(starts_at__lte=moment).select_related("year").prefetch_related("extensions"):
        longer = {extension.district_id: extension.ends_at for extension in phase.extensions.all()}
        waiting = Participation.objects.filter(year=phase.year, state__in=NOT_HANDED_IN)
        _remind(waiting.exclude(district__in=longer), phase.year, phase.ends_at, moment)
        for district, end in longer.items():
            _remind(waiting.filter(district=district), phase.year, max(end, phase.ends_at), moment)


def _remind(waiting: QuerySet[Participation], year: CampaignYear, end: datetime, moment: datetime) -> None:
    if not moment <= end < moment + REMINDER:
        return
    with override(settings.LANGUAGE_CODE):
        until = date_format(timezone.localtime(end), "Y-m-d H:i")
        subject = _("The self-assessment %(year)s ends on %(end)s") % {"year": year, "end": until}
        text = _("Your school has not handed in yet. What was saved is kept; only what is handed in counts.")
        tell(
            people_of_schools(waiting.values("school")),
            kind="deadline",
            dedupe=f"deadline:{year.pk}:{end:%Y%m%d%H%M}",
            subject=subject,
            body=f"{text}\n\n{settings.SITE_URL}",
        )


@idempotent
def settle_lagging() -> None:
    """Follow the register and settle every sheet that lags behind. Plain database: from beat or `manage.py drain`.

    A sheet that cannot be computed keeps nobody else waiting: the failure is on the sheet, the next year goes on.
    """
    follow_register(Participation.objects.all())
    for year_id in lagging_sheets().values_list("year_id", flat=True):
        try:
            settle(year_id, wait=False)
        except OperationalError:
            raise
        except Exception:
            log.exception("the sheet of year %s cannot be computed", year_id)
