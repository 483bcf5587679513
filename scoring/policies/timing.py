"""When a step of the year may be taken: the year is open, and the phase, with extension and grace, has not ended."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import CampaignYear, Phase
from campaigns.queries import deadline
from safeschools.lib.clock import now
from safeschools.lib.errors import WrongState


def bar_closed_year(year: CampaignYear) -> None:
    """Raise WrongState unless the year is open: closed years are frozen."""
    if not year.is_open:
        raise WrongState(
            _("The year %(year)s is not open, so nothing in it can be changed.") % {"year": year},
            hint=_("Choose the open year in the top bar."),
        )


def bar_late_review(year: CampaignYear, district_id: int) -> None:
    """Raise WrongState when the district's review has ended, extension and grace included (decision proc.deadline)."""
    bar_closed_year(year)
    bar_past(deadline(year, Phase.Kind.DISTRICT_REVIEW, district_id))


def bar_past(limit: tuple[datetime, datetime] | None) -> None:
    """The same of a deadline already read: its announced end and the last second accepted."""
    if limit is not None and now().replace(microsecond=0) > limit[1]:
        raise WrongState(
            _("The district review ended on %(end)s.")
            % {"end": date_format(timezone.localtime(limit[0]), "Y-m-d H:i")},
            hint=_("The district lead or the city's office can extend the deadline with a reason."),
        )
