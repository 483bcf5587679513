"""Writing down whom a unit has named for daily coordination (C3)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.directory.models import Agency, Liaison
from safeschools.directory.queries import liaison_of
from safeschools.lib.errors import Invalid, WrongState


@transaction.atomic
def name_liaison(agency: Agency, *, by: Any, name: str, phone: str, since: date) -> Liaison:
    """Write down the unit's liaison. Raises WrongState where it has one, or has no seat (C4, body.fda)."""
    if not agency.has_seat:
        raise WrongState(_("This body has duties only and names no liaison."))
    if _present(agency):
        raise WrongState(_("This unit has a liaison already; end that one first."))
    liaison = Liaison.objects.create(agency=agency, name=name, phone=phone, since=since)
    sentence = noop("%(actor)s wrote down %(name)s as the liaison of %(object)s.")
    record("liaison.name", agency, by=by, sentence=sentence, name=name, data={"since": since.isoformat()})
    return liaison


@transaction.atomic
def end_liaison(agency: Agency, *, by: Any, until: date) -> None:
    """The unit's liaison is it no longer. Raises WrongState where there is none, Invalid for a day before the first."""
    liaison = _present(agency)
    if liaison is None:
        raise WrongState(_("This unit has no liaison."))
    if until < liaison.since:
        raise Invalid(_("The last day cannot lie before the first."))
    liaison.until = until
    liaison.save(update_fields=["until"])
    sentence = noop("%(actor)s wrote down that %(name)s is no longer the liaison of %(object)s.")
    record("liaison.end", agency, by=by, sentence=sentence, name=liaison.name, data={"until": until.isoformat()})


def _present(agency: Agency) -> Liaison | None:
    """The unit's liaison, the unit locked: two people naming one at once come one after the other."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    return liaison_of(agency)
