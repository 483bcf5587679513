"""The seat of a body that has duties and is no member by the document (C4, decision body.fda)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.directory.actions.liaisons import end_liaison
from safeschools.directory.models import Agency
from safeschools.directory.queries import liaison_of
from safeschools.lib import clock


@transaction.atomic
def seat(given: bool, *, by: Any) -> None:
    """Give the bodies with duties only a seat, or take it from them again with their liaison; no change, no event."""
    for body in Agency.objects.select_for_update().filter(role=Agency.Role.DUTY_ONLY, seated=not given):
        if not given and (liaison := liaison_of(body)):
            end_liaison(body, by=by, until=max(timezone.localdate(clock.now()), liaison.since))
        body.seated = given
        body.save(update_fields=["seated"])
        if given:
            sentence = noop("%(actor)s opened a year in which %(object)s has a seat in the leading group.")
        else:
            sentence = noop("%(actor)s opened a year in which %(object)s has no seat in the leading group any more.")
        record("agency.seat", body, by=by, sentence=sentence, data={"seated": given})
