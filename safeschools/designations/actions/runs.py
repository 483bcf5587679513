"""Allocation runs: computed on frozen facts, proposed by one person, approved or rejected by another (C2.2.5)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.designations.models import AllocationLine, AllocationRun, Quota
from safeschools.designations.record import compute, lines_of
from safeschools.lib.clock import now
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from safeschools.lib.transitions import move
from scoring.domain.documents import digest
from scoring.models import RatingSheet

State = Participation.State
ENGINE_VERSION = "1"


class RosterOpen(DomainError):
    """Caps are percentages of the frozen roster; without it there is no run."""

    default = gettext_lazy("Freeze the roster first: the caps are percentages of it.")


class NotCurrent(DomainError):
    """The rating sheet or the run lags behind the facts."""

    default = gettext_lazy("Facts have moved on since this run. Run the allocation again and propose the new run.")


class OverCap(DomainError):
    """The run would break a cap; it must never happen, and nothing is approved if it does."""

    default = gettext_lazy("The run holds more stars than the caps allow. Nothing was approved.")


@transaction.atomic
def run(year: CampaignYear, *, by: User) -> AllocationRun:
    """Compute the stars from the facts as they are now and store input, rule and result with their hashes.

    Raises RosterOpen, NotCurrent while the rating sheet is being recomputed, WrongState for a year that is not open.
    """
    year = CampaignYear.objects.select_for_update().get(pk=year.pk)
    _open_and_frozen(year)
    case, outcome, rows = compute(year)
    number = (AllocationRun.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1
    made = AllocationRun.objects.create(
        year=year,
        number=number,
        revision=year.revision,
        engine_version=ENGINE_VERSION,
        case=case,
        case_hash=digest(case),
        outcome=outcome,
        outcome_hash=digest(outcome),
        created_by=by,
    )
    AllocationLine.objects.bulk_create(lines_of(made, case, outcome, rows), batch_size=2000)
    sentence = noop("%(actor)s ran allocation %(object)s on revision %(revision)s.")
    record("run.make", made, by=by, sentence=sentence, data={"outcome": made.outcome_hash}, revision=year.revision)
    return made


@transaction.atomic
def propose(run: AllocationRun, *, by: User) -> None:
    """Put the run up for approval. Raises NotCurrent when facts have moved on, WrongState."""
    year = CampaignYear.objects.select_for_update().get(pk=run.year_id)
    if run.revision != year.revision:
        raise NotCurrent()
    AllocationRun.objects.filter(year=year, state=AllocationRun.State.PROPOSED).update(
        state=AllocationRun.State.SUPERSEDED
    )
    move(run, AllocationRun.MOVES, "propose", proposed_by=by, proposed_at=now())
    record("run.propose", run, by=by, sentence=noop("%(actor)s proposed allocation %(object)s."))


@transaction.atomic
def approve(run: AllocationRun, *, by: User) -> None:
    """Approve somebody else's proposal: caps are checked once more under a lock, places are fixed, schools allocated.

    Raises NotAllowed (own run or same person), NotCurrent, OverCap, WrongState.
    """
    year = CampaignYear.objects.select_for_update().get(pk=run.year_id)
    run = (
        AllocationRun.objects.select_for_update(of=("self",)).select_related("proposed_by", "created_by").get(pk=run.pk)
    )
    _second_person(run, by)
    if run.revision != year.revision:
        raise NotCurrent()
    move(run, AllocationRun.MOVES, "approve", decided_by=by, decided_at=now())
    AllocationRun.objects.filter(year=year, state=AllocationRun.State.DRAFT).update(
        state=AllocationRun.State.SUPERSEDED
    )
    _fix_places(run, year)
    states = Participation.MOVES["allocate"].sources
    Participation.objects.filter(year=year, on_roster=True, state__in=states).update(state=State.ALLOCATED)
    touch(year.pk)
    record("run.approve", run, by=by, sentence=noop("%(actor)s approved allocation %(object)s."))


@transaction.atomic
def reject(run: AllocationRun, *, by: User, reason: str) -> None:
    """Send a proposal back with a reason. Raises NotAllowed, Invalid, WrongState."""
    run = (
        AllocationRun.objects.select_for_update(of=("self",)).select_related("proposed_by", "created_by").get(pk=run.pk)
    )
    _second_person(run, by)
    if not reason.strip():
        raise Invalid(_("Say why the proposal is rejected."))
    move(run, AllocationRun.MOVES, "reject", decided_by=by, decided_at=now(), decision_reason=reason.strip())
    record("run.reject", run, by=by, sentence=noop("%(actor)s rejected allocation %(object)s."), reason=reason)


def _open_and_frozen(year: CampaignYear) -> None:
    if not year.is_open:
        raise WrongState(_("The year %(year)s is not open.") % {"year": year})
    if year.roster_frozen_at is None:
        raise RosterOpen()
    if RatingSheet.objects.values_list("revision", flat=True).get(year=year) != year.revision:
        raise NotCurrent(_("The ratings are being recomputed. Try again in a moment."))


def _second_person(run: AllocationRun, by: User) -> None:
    if by.same_person(run.proposed_by) or by.same_person(run.created_by):
        raise NotAllowed(_("Whoever made or proposed the run cannot decide about it; another person must."))


def _fix_places(run: AllocationRun, year: CampaignYear) -> None:
    quotas: dict[str, Any] = run.outcome["quotas"]
    caps = {3: quotas["3"], 2: quotas["2"], 1: quotas["1"], 0: quotas["total"]}
    stars = list(run.lines.filter(star__gte=1).values_list("star", flat=True))
    if len(stars) > caps[0] or any(stars.count(star) > caps[star] for star in (1, 2, 3)):
        raise OverCap()
    for star, cap in caps.items():
        Quota.objects.update_or_create(year=year, star=star, defaults={"cap": cap})
