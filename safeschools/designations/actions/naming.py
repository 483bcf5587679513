"""Recording what the commission decided: naming and revocation. The software confers nothing (body.naming)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.designations.domain import new_number
from safeschools.designations.models import AllocationRun, Designation, NamingDecision, Quota
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import DomainError, Invalid, NotAllowed
from safeschools.lib.transitions import move
from scoring.tasks import recompute_year

State = Participation.State


class NoApprovedRun(DomainError):
    """Naming needs an approved allocation run."""

    default = gettext_lazy("Only an approved allocation can be named. Have it proposed and approved first.")


class OverCap(DomainError):
    """The run holds more stars than places; the database would refuse it too."""

    default = gettext_lazy("The run holds more stars than the year has places. Nothing was named.")


@transaction.atomic
def record_naming(run: AllocationRun, *, by: User, document: str, decided_on: date) -> NamingDecision:
    """Record the commission's document: every star of the approved run becomes a numbered designation.

    Raises NoApprovedRun, OverCap, NotAllowed (the approver of the run cannot also record the naming), Invalid.
    """
    rows = AllocationRun.objects.select_for_update(of=("self",))
    run = rows.select_related("year__campaign", "created_by", "proposed_by", "decided_by").get(pk=run.pk)
    if run.state != AllocationRun.State.APPROVED or hasattr(run, "naming"):
        raise NoApprovedRun()
    if any(by.same_person(person) for person in (run.created_by, run.proposed_by, run.decided_by)):
        raise NotAllowed(_("Whoever proposed or approved the allocation cannot also record its naming."))
    if not document.strip():
        raise Invalid(_("Enter the number of the naming document."))
    _not_in_future(decided_on)
    _still_allocated(run)
    naming = NamingDecision.objects.create(run=run, document=document.strip(), decided_on=decided_on, recorded_by=by)
    named = _designate(run, naming)
    allocated = Participation.objects.filter(year=run.year, state__in=[State.ALLOCATED, State.ANNOUNCED])
    allocated.filter(designation__isnull=False).update(state=State.NAMED)
    allocated.filter(designation__isnull=True).update(state=State.NOT_NAMED)
    touch(run.year_id)
    wake(recompute_year, run.year_id)
    record(
        "naming.record",
        naming,
        by=by,
        sentence=noop("%(actor)s recorded the naming of %(count)s schools of %(year)s by document %(object)s."),
        count=named,
        year=run.year.calendar_year,
    )
    return naming


def _not_in_future(day: date) -> None:
    if day > timezone.localdate(now()):
        raise Invalid(_("The date of the document lies in the future."))


def _still_allocated(run: AllocationRun) -> None:
    """A school that lost its place since the approval, by a veto for example, is never named."""
    starred = run.lines.filter(star__gte=1).select_related("participation__school")
    lost = starred.exclude(participation__state__in=[State.ALLOCATED, State.ANNOUNCED])
    if names := [line.participation.school.name for line in lost[:5]]:
        raise NoApprovedRun(
            _("%(schools)s can no longer be named. Run the allocation again and have it approved.")
            % {"schools": "、".join(names)}
        )


def _designate(run: AllocationRun, naming: NamingDecision) -> int:
    """Number the places of each star in rank order, within the caps of the year."""
    caps = dict(Quota.objects.filter(year=run.year).values_list("star", "cap"))
    lines = run.lines.filter(star__gte=1).order_by("-star", "rank", "participation__school__code")
    places: dict[int, int] = {}
    rows = []
    for line in lines.values("participation_id", "star"):
        star = line["star"]
        places[star] = places.get(star, 0) + 1
        rows.append(
            Designation(
                year_id=run.year_id,
                participation_id=line["participation_id"],
                naming=naming,
                star=star,
                place=places[star],
                certificate=new_number(run.year.calendar_year),
            )
        )
    if any(count > caps.get(star, 0) for star, count in places.items()) or len(rows) > caps.get(0, 0):
        raise OverCap()
    Designation.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


@transaction.atomic
def revoke(designation: Designation, *, by: User, document: str, reason: str, revoked_on: date) -> None:
    """Record a revocation; the certificate page says so at once. The place is not refilled (elig.accident_after)."""
    if not document.strip() or not reason.strip():
        raise Invalid(_("A revocation needs the document number and a reason."))
    _not_in_future(revoked_on)
    if revoked_on < designation.naming.decided_on:
        raise Invalid(_("The revocation cannot be dated before the naming."))
    move(
        designation,
        Designation.MOVES,
        "revoke",
        revoked_on=revoked_on,
        revocation_document=document.strip(),
        revocation_reason=reason.strip(),
    )
    participation = designation.participation
    move(participation, Participation.MOVES, "revoke")
    touch(designation.year_id)
    wake(recompute_year, designation.year_id)
    record(
        "naming.revoke",
        designation,
        by=by,
        sentence=noop("%(actor)s recorded the revocation of %(object)s (%(school)s) by document %(document)s."),
        reason=reason,
        school=participation.school.name,
        document=document,
    )
