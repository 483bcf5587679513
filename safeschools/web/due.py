"""The day work is due: in words, and how urgent it is."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignYear, Phase
from campaigns.policies import freeze_ahead
from safeschools.web.tags.formats import shanghai

#: a deadline with open work is urgent from so many days before it
SOON = 7


def due_words(ends: datetime | None) -> tuple[str, str]:
    """Tone (amber when urgent or past, else blue) and words of work due at this moment; without one, no words."""
    if ends is None:
        return "blue", ""
    day, left = shanghai(ends, "day"), (timezone.localdate(ends) - timezone.localdate()).days
    if left < 0:
        return "amber", _("The phase ended on %(day)s") % {"day": day}
    words = ngettext("Until %(day)s, %(n)s day left", "Until %(day)s, %(n)s days left", left)
    return ("amber" if left <= SOON else "blue"), words % {"day": day, "n": left}


def end_of(phases: Iterable[Phase], kind: str) -> datetime | None:
    """When a phase ends for the whole city."""
    return next((phase.ends_at for phase in phases if phase.kind == kind), None)


def begun(phases: Iterable[Phase], kind: str) -> bool:
    """Whether a phase has begun."""
    return any(phase.kind == kind and phase.starts_at <= timezone.now() for phase in phases)


def open_roster(year: CampaignYear, phases: Iterable[Phase]) -> tuple[str, str] | None:
    """That the roster is not frozen, and more words; None where it is, or where nothing is to be done about it yet.

    Where the system freezes it, only what is lacking is for people (quota.snapshot).
    """
    if year.roster_frozen_at:
        return None
    ahead = freeze_ahead(year)
    waits = ahead.is_due or ahead.lacks if ahead and ahead.is_first else over(phases, Phase.Kind.SELF_ASSESSMENT)
    note = (ahead and ahead.said) or _("The caps are percentages of the schools on it")
    return (_("The roster is not frozen yet"), note) if waits else None


def over(phases: Iterable[Phase], kind: str) -> bool:
    """Whether a phase has ended for the whole city."""
    return any(phase.kind == kind and phase.ends_at < timezone.now() for phase in phases)
