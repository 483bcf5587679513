"""Recording what the commission decided: naming and revocation. The software confers nothing (body.naming)."""

from collections.abc import Container
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.utils.translation import gettext_noop as noop

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.accounts.queries import people_of_schools
from safeschools.audit.record import record
from safeschools.designations.domain import new_number
from safeschools.designations.models import AllocationLine, AllocationRun, Designation, NamingDecision, Quota
from safeschools.designations.policies import check_bar
from safeschools.designations.queries.waiting import ALLOCATED, waiting_lines
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from safeschools.lib.transitions import move
from safeschools.notify.record import tell
from scoring.domain.adjustments import Kind
from scoring.models import RatingSheet
from scoring.policies.duties import bar_own_school
from scoring.queries.cases import recorded_decisions
from scoring.queries.sheet import school_facts
from scoring.tasks import recompute_year

State = Participation.State


class NoApprovedRun(DomainError):
    """Naming needs an approved allocation run."""

    default = gettext_lazy("Only an approved allocation can be named. Have it proposed and approved first.")


class NoTitles(DomainError):
    """The campaign assesses and grades without naming, the form such a year has where no document allows titles."""

    default = gettext_lazy("This campaign assesses and grades without naming: it confers no title and no certificate.")


class OverCap(DomainError):
    """The run holds more stars than places; the database would refuse it too."""

    default = gettext_lazy("The run holds more stars than the year has places. Nothing was named.")


@transaction.atomic
def record_naming(run: AllocationRun, *, by: User, document: str, decided_on: date) -> NamingDecision:
    """Record the commission's document: every star of the approved run becomes a numbered designation.

    A school on hold is passed over and its place kept for `record_later` or `release`, unless the year names it all the
    same, or releases its place: then the run has to be made anew (elig.accident_pending). Raises NoTitles,
    NoApprovedRun, OverCap, NotAllowed (the approver of the run cannot also record the naming), Invalid.
    """
    run = _locked(run)
    if not run.year.campaign.confers_titles:
        raise NoTitles()
    if run.state != AllocationRun.State.APPROVED or hasattr(run, "naming"):
        raise NoApprovedRun()
    _bar(run, by, document, decided_on)
    _still_allocated(run)
    _still_decided(run)
    naming = NamingDecision.objects.create(run=run, document=document.strip(), decided_on=decided_on, recorded_by=by)
    rows = _named_from(run)
    free = rows if run.year.names_held_schools else rows.filter(participation__hold="")
    named = _designate(run, naming, set(free.values_list("participation", flat=True)))
    allocated = Participation.objects.filter(year=run.year, state__in=ALLOCATED)
    kept = list(waiting_lines(run.year_id).values_list("participation", flat=True))
    allocated.filter(designation__isnull=False).update(state=State.NAMED)
    allocated.filter(designation__isnull=True).exclude(pk__in=kept).update(state=State.NOT_NAMED)
    _changed(run.year_id)
    record(
        "naming.record",
        naming,
        by=by,
        sentence=noop(
            "%(actor)s recorded the naming of %(count)s schools of %(year)s by document %(object)s; %(held)s on hold"
            " keep their places."
        ),
        count=named,
        year=run.year.calendar_year,
        held=len(kept),
    )
    _tell_schools(naming, run.year.calendar_year)
    return naming


@transaction.atomic
def record_later(naming: NamingDecision, *, by: User, document: str, decided_on: date) -> NamingDecision:
    """Record a later document: schools that were on hold at the naming and no longer are take the places kept for them.

    Raises WrongState where no such school waits, and as `record_naming`.
    """
    run = _locked(AllocationRun(pk=naming.run_id))
    _bar(run, by, document, decided_on)
    if decided_on < naming.decided_on:
        raise Invalid(_("A later document cannot be dated before the naming."))
    free = set(waiting_lines(run.year_id).filter(participation__hold="").values_list("participation", flat=True))
    if not free:
        raise WrongState(
            _("No school whose hold was lifted waits for its naming."),
            hint=_("Lift the hold first, with a reason."),
        )
    values = {"document": document.strip(), "decided_on": decided_on, "recorded_by": by}
    later = NamingDecision.objects.create(supplements=naming, **values)
    named = _designate(run, later, free)
    Participation.objects.filter(pk__in=free).update(state=State.NAMED)
    _changed(run.year_id)
    record(
        "naming.record_later",
        later,
        by=by,
        sentence=noop("%(actor)s recorded the later naming of %(count)s schools of %(year)s by document %(object)s."),
        count=named,
        year=run.year.calendar_year,
    )
    _tell_schools(later, run.year.calendar_year)
    return later


@transaction.atomic
def release(participation: Participation, *, by: User, document: str, reason: str) -> None:
    """Give up the place kept for a school on hold: it is not named, by a decision of the leading group.

    The place stays empty; nobody is named by the software (body.naming). Raises NotAllowed (right, own school),
    Invalid, WrongState where no place is kept.
    """
    if not by.can("naming.revoke"):
        raise NotAllowed
    bar_own_school(by, [participation.school_id])
    if not document.strip() or not reason.strip():
        raise Invalid(_("Giving up a place needs the document number and a reason."))
    present = Participation.objects.select_for_update(of=("self",)).select_related("school").get(pk=participation.pk)
    named = NamingDecision.objects.filter(run__year=present.year_id).exists()
    if not named or not waiting_lines(present.year_id).filter(participation=present).exists():
        raise WrongState(_("No place is kept for %(school)s.") % {"school": present.school})
    move(present, Participation.MOVES, "not_name")
    _changed(present.year_id)
    record(
        "naming.release",
        present,
        by=by,
        sentence=noop("%(actor)s recorded by document %(document)s that the place kept for %(object)s is given up."),
        reason=reason.strip(),
        document=document.strip(),
    )


def _locked(run: AllocationRun) -> AllocationRun:
    """The run as it is stored now, with its starred schools, until the end of the transaction."""
    RatingSheet.objects.select_for_update().get(year__runs=run.pk)
    rows = AllocationRun.objects.select_for_update(of=("self",))
    present = rows.select_related("year__campaign", "created_by", "proposed_by", "decided_by").get(pk=run.pk)
    starred = Participation.objects.filter(pk__in=_named_from(present).values("participation")).order_by("pk")
    list(starred.select_for_update().values_list("pk"))
    return present


def _bar(run: AllocationRun, by: User, document: str, decided_on: date) -> None:
    if any(by.same_person(person) for person in (run.created_by, run.proposed_by, run.decided_by)):
        raise NotAllowed(_("Whoever proposed or approved the allocation cannot also record its naming."))
    if not document.strip():
        raise Invalid(_("Enter the number of the naming document."))
    _not_in_future(decided_on)


def _changed(year_id: int) -> None:
    touch(year_id)
    wake(recompute_year, year_id)


def _tell_schools(naming: NamingDecision, year: int) -> None:
    with override(settings.LANGUAGE_CODE):
        text = _("Document %(document)s. Sign in to see the star and to print the certificate.")
        tell(
            people_of_schools(naming.designations.values("participation__school")),
            kind="named",
            dedupe=f"named:{naming.pk}",
            subject=_("Your school was named a Safe School of %(year)s") % {"year": year},
            body=f"{text % {'document': naming.document}}\n\n{settings.SITE_URL}",
        )


def _not_in_future(day: date) -> None:
    if day > timezone.localdate(now()):
        raise Invalid(_("The date of the document lies in the future."))


def _named_from(run: AllocationRun) -> QuerySet[AllocationLine]:
    """The lines with a star, in the order in which places are numbered."""
    return run.lines.filter(star__gte=1).order_by("-star", "rank", "participation__school__code")


def _still_allocated(run: AllocationRun) -> None:
    """A school that lost its place since the approval, by a veto or a hold that releases it, is never named."""
    gone = ~Q(participation__state__in=ALLOCATED)
    if run.year.releases_places:
        gone |= ~Q(participation__hold="")
    lost = _named_from(run).filter(gone).select_related("participation__school")
    if names := [line.participation.school.name for line in lost[:5]]:
        raise NoApprovedRun(
            _("%(schools)s can no longer be named. Run the allocation again and have it approved.")
            % {"schools": "、".join(names)}
        )


def _still_decided(run: AllocationRun) -> None:
    """What the leading group decided since the run, or took back, is followed by another run and not by this naming."""
    obeyed = {
        (row["kind"], row.get("school", ""), row.get("star"), tuple(row.get("schools", ())))
        for row in run.case["adjustments"]
        if row.get("document") or row["kind"] == Kind.TIE_ORDER
    }
    present = recorded_decisions(run.year, school_facts(run.year))
    if obeyed != {(each.kind, each.school, each.star, each.schools) for each in present}:
        raise NoApprovedRun(
            _("The leading group has decided something else since this run."),
            hint=_("Run the allocation again and have it approved."),
        )


def _designate(run: AllocationRun, naming: NamingDecision, free: Container[int]) -> int:
    """Number the places of each star in rank order, within the caps of the year; those `free` of a hold take theirs."""
    caps = dict(Quota.objects.filter(year=run.year).values_list("star", "cap"))
    places: dict[int, int] = {}
    rows = []
    for participation_id, star in _named_from(run).values_list("participation_id", "star"):
        places[star] = places.get(star, 0) + 1
        if participation_id in free:
            rows.append(
                Designation(
                    year_id=run.year_id,
                    participation_id=participation_id,
                    naming=naming,
                    star=star,
                    place=places[star],
                    cap=caps.get(star, 0),
                    place_in_all=sum(places.values()),
                    cap_in_all=caps.get(0, 0),
                    certificate=new_number(run.year.calendar_year),
                )
            )
    if any(count > caps.get(star, 0) for star, count in places.items()) or sum(places.values()) > caps.get(0, 0):
        raise OverCap()
    Designation.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


@transaction.atomic
def revoke(
    designation: Designation, *, by: User, document: str, reason: str, revoked_on: date, after_accident: bool = False
) -> None:
    """Record a revocation; the certificate page says so at once. The place is not refilled (elig.accident_after).

    It may come after the year was closed, whose figures then stay as they were closed. `after_accident`: the school
    takes no part in the next year either, where the year says so and the next one is not open yet.
    """
    if not document.strip() or not reason.strip():
        raise Invalid(_("A revocation needs the document number and a reason."))
    _not_in_future(revoked_on)
    if revoked_on < designation.naming.decided_on:
        raise Invalid(_("The revocation cannot be dated before the naming."))
    if after_accident:
        check_bar(designation.year)
    move(
        designation,
        Designation.MOVES,
        "revoke",
        revoked_on=revoked_on,
        revocation_document=document.strip(),
        revocation_reason=reason.strip(),
        bars_next_year=after_accident,
    )
    participation = designation.participation
    move(participation, Participation.MOVES, "revoke")
    if CampaignYear.objects.select_for_update().get(pk=designation.year_id).is_open:
        _changed(designation.year_id)
    record(
        "naming.revoke",
        designation,
        by=by,
        sentence=noop("%(actor)s recorded the revocation of %(object)s (%(school)s) by document %(document)s."),
        reason=reason,
        school=participation.school.name,
        document=document,
        data={"bars_next_year": True} if after_accident else {},
    )
