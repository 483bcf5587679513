"""A later end for one district, so that nobody loses typed work to a date (proc.deadline)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import CampaignYear, Extension, Phase
from campaigns.record import locked
from safeschools.accounts.roles import Scope
from safeschools.audit.record import record
from safeschools.directory.models import District
from safeschools.lib import clock
from safeschools.lib.errors import Invalid, NotAllowed


@transaction.atomic
def extend_deadline(phase: Phase, *, district: District, by: Any, ends_at: datetime, reason: str) -> Extension:
    """Let a phase end later for one district: a district lead for the own one, the bureau for every one.

    Raises NotAllowed for another district, Invalid where the new end is not later than now and than the present end.
    """
    locked(phase.year, CampaignYear.State.OPEN)
    if not by.can("deadline.extend") or (by.scope == Scope.DISTRICT and by.district_id != district.pk):
        raise NotAllowed(_("You may extend deadlines of your own district only."))
    present = Extension.objects.select_for_update().filter(phase=phase, district=district).first()
    end = max(phase.ends_at, present.ends_at) if present else phase.ends_at
    _check(end, ends_at, reason)
    extension, _created = Extension.objects.update_or_create(
        phase=phase,
        district=district,
        defaults={"ends_at": ends_at, "reason": reason.strip(), "granted_by": by, "granted_at": clock.now()},
    )
    record(
        "deadline.extend",
        extension,
        by=by,
        sentence=gettext_noop("%(actor)s extended “%(phase)s” for %(district)s to %(until)s."),
        reason=reason.strip(),
        data={"before": end.isoformat(), "after": ends_at.isoformat()},
        phase=phase.kind,
        district=district.name,
        until=_shown(ends_at),
    )
    return extension


def _check(end: datetime, ends_at: datetime, reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Give the reason for the extension; it stands in the event log."))
    if ends_at <= clock.now():
        raise Invalid(_("The new end lies in the past. Choose a later day."))
    if ends_at <= end:
        raise Invalid(_("The present end is %(end)s; an extension must be later.") % {"end": _shown(end)})


def _shown(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
