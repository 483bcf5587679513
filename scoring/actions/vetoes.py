"""Veto findings: proposed with a document by one person, decided by another (C5.3f, elig.unlisted_vetoes)."""

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
from safeschools.lib.transitions import allowed, move
from scoring.models import Item, Veto
from scoring.policies.duties import bar_own_school, bar_same_person
from scoring.policies.timing import bar_closed_year
from scoring.queries.vetoes import veto_items
from scoring.record import write_hold
from scoring.tasks import recompute_year

State = Participation.State

#: states in which a veto no longer changes this year's result; after naming there is revocation
SETTLED = (State.WITHDRAWN, State.NAMED, State.NOT_NAMED, State.REVOKED)


@transaction.atomic
def propose(participation: Participation, *, by: User, item: Item, document: str, reason: str) -> Veto:
    """Propose that a veto item holds, naming the document that found it; until decided the school is on hold.

    Raises Invalid without document or reason, for an item that is not a veto of this year, or for one already
    proposed or confirmed; WrongState once the year's result stands; NotAllowed for the own school.
    """
    _bar(participation, by, "veto.propose")
    if participation.state in SETTLED:
        raise WrongState(_("The result of %(object)s stands; a veto no longer changes it.") % {"object": participation})
    if not document.strip() or not reason.strip():
        raise Invalid(_("A veto finding needs the number of the document that found it, and a reason."))
    if not veto_items(participation.year_id).filter(pk=item.pk).exists():
        raise Invalid(_("%(item)s is not a veto item of this year's standard.") % {"item": item})
    try:
        with transaction.atomic():
            veto = Veto.objects.create(
                participation=participation,
                item=item,
                document=document.strip(),
                reason=reason.strip(),
                proposed_by=by,
                proposed_at=now(),
            )
    except IntegrityError as error:
        raise Invalid(
            _("%(item)s has already been proposed or confirmed for this school.") % {"item": item},
            hint=_("See the list of veto findings."),
        ) from error
    sentence = gettext_noop("%(actor)s proposed the veto %(item)s for %(object)s by document %(document)s.")
    record(
        "veto.propose",
        participation,
        by=by,
        sentence=sentence,
        reason=veto.reason,
        item=item.code,
        document=veto.document,
    )
    _settle_hold(participation)
    return veto


@transaction.atomic
def confirm(veto: Veto, *, by: User) -> None:
    """Confirm a finding somebody else proposed: the school is out of this year's selection, its score stays recorded.

    It leaves by the state `disqualified` and stays a participant (elig.below70_effect). One that has not handed in yet
    keeps its state: the finding is enough to keep it from a star. Raises WrongState when it has been decided or the
    year's result stands, NotAllowed for the proposer's own finding or the own school.
    """
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=veto.participation_id)
    if participation.state in SETTLED:
        raise WrongState(_("The result of %(object)s stands; a veto no longer changes it.") % {"object": participation})
    _decide(veto, "confirm", by)
    if "disqualify" in allowed(participation.state, Participation.MOVES):
        move(participation, Participation.MOVES, "disqualify")
    sentence = gettext_noop("%(actor)s confirmed the veto %(item)s for %(object)s by document %(document)s.")
    record(
        "veto.confirm",
        veto.participation,
        by=by,
        sentence=sentence,
        reason=veto.reason,
        item=veto.item.code,
        document=veto.document,
    )
    _settle_hold(veto.participation)


@transaction.atomic
def reject(veto: Veto, *, by: User, reason: str) -> None:
    """Reject a finding with a reason; the hold ends. Raises as `confirm`, and Invalid without a reason."""
    if not reason.strip():
        raise Invalid(_("Say why the finding does not hold; the person who proposed it will read it."))
    _decide(veto, "reject", by)
    sentence = gettext_noop("%(actor)s rejected the veto %(item)s for %(object)s.")
    record(
        "veto.reject",
        veto.participation,
        by=by,
        sentence=sentence,
        reason=reason.strip(),
        data={"veto": veto.pk},
        item=veto.item.code,
    )
    _settle_hold(veto.participation)


def _bar(participation: Participation, by: User, permission: str) -> None:
    if not by.can(permission):
        raise NotAllowed
    bar_closed_year(participation.year)
    bar_own_school(by, [participation.school_id])


def _decide(veto: Veto, verb: str, by: User) -> None:
    _bar(veto.participation, by, "veto.confirm")
    bar_same_person(by, veto.proposed_by)
    move(veto, Veto.MOVES, verb, decided_by=by, decided_at=now())


def _settle_hold(participation: Participation) -> None:
    write_hold(participation)
    touch(participation.year_id, [participation.pk])
    wake(recompute_year, participation.year_id)
