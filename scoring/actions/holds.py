"""Putting a school on hold and lifting the hold: a flag beside the state, set by people (elig.accident_pending)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from scoring.models import Hold
from scoring.policies.duties import bar_own_school
from scoring.policies.timing import bar_closed_year
from scoring.record import write_hold
from scoring.tasks import recompute_year

State = Participation.State

#: states in which a hold keeps nothing any more: out of the year, or its result stands
OVER = (State.WITHDRAWN, State.DISQUALIFIED, State.NAMED, State.NOT_NAMED, State.REVOKED)


@transaction.atomic
def set_hold(participation: Participation, *, by: User, reason: str) -> Hold:
    """Put a school on hold; what becomes of its place, the year has decided (elig.accident_pending).

    Raises NotAllowed (right, own school), Invalid without a reason, WrongState when it is on hold already, has left the
    year, or its result stands.
    """
    state = _bar(participation, by)
    if not reason.strip():
        raise Invalid(_("Say why the school is put on hold; it stands in the event log."))
    if state in OVER:
        raise WrongState(_("The result of %(object)s stands; a hold no longer keeps it.") % {"object": participation})
    try:
        with transaction.atomic():
            hold = Hold.objects.create(participation=participation, reason=reason.strip(), set_by=by, set_at=now())
    except IntegrityError as error:
        raise WrongState(_("%(object)s is on hold already.") % {"object": participation}) from error
    sentence = gettext_noop("%(actor)s put %(object)s on hold.")
    record("hold.set", participation, by=by, sentence=sentence, reason=hold.reason)
    _changed(participation)
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, by: User, reason: str) -> None:
    """Lift a hold with a reason. Raises NotAllowed, Invalid without a reason, WrongState when it is lifted already."""
    _bar(hold.participation, by)
    if not reason.strip():
        raise Invalid(_("Say why the hold ends; it stands in the event log."))
    lifted = {"lifted_by": by, "lifted_at": now(), "lift_reason": reason.strip()}
    if not Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(**lifted):
        raise WrongState(_("This hold has been lifted already."))
    sentence = gettext_noop("%(actor)s lifted the hold on %(object)s.")
    record("hold.lift", hold.participation, by=by, sentence=sentence, reason=reason.strip())
    _changed(hold.participation)


def _bar(participation: Participation, by: User) -> str:
    """The state of the participation, locked, once right, year and own school are checked."""
    if not by.can("hold.set"):
        raise NotAllowed
    bar_closed_year(participation.year)
    bar_own_school(by, [participation.school_id])
    return Participation.objects.select_for_update().values_list("state", flat=True).get(pk=participation.pk)


def _changed(participation: Participation) -> None:
    write_hold(participation)
    touch(participation.year_id, [participation.pk])
    wake(recompute_year, participation.year_id)
