"""Allocation runs: computed on frozen facts, proposed by one person, approved by another (C2.2.5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import seats
from campaigns.models import CampaignYear, Participation
from campaigns.policies import freeze_ahead
from campaigns.record import locked, touch_unchanged
from safeschools.accounts.models import User
from safeschools.accounts.queries import schools_of_person
from safeschools.audit.record import record
from safeschools.designations.models import AllocationLine, AllocationRun, NamingDecision, Quota
from safeschools.designations.queries.runs import ENGINE_VERSION, due_lines, next_number, replay, stars_given
from safeschools.designations.queries.ties import has_open_tie
from safeschools.designations.queries.workbench import results_of
from safeschools.lib.background import wake
from safeschools.lib.bulk import copy
from safeschools.lib.collector import paused
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState
from safeschools.lib.transitions import move
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.case import Case
from scoring.domain.documents import Document, canonical, case_document, digest_of, result_document
from scoring.domain.explain import explain_refusal
from scoring.domain.schools import SchoolFacts
from scoring.models import RatingSheet
from scoring.policies.timing import bar_closed_year
from scoring.queries.cases import caps_of, confirmed_decisions, participating, run_case
from scoring.queries.sentences import say
from scoring.queries.sheet import school_facts
from scoring.tasks import recompute_year

State = Participation.State
RunState = AllocationRun.State

#: schools with a judged score: they are allocated, with or without a star; the others keep their state
JUDGED = Participation.MOVES["allocate"].sources

#: the columns of a line, in the order of `_lines`
LINE = ("run_id", "participation_id", "rank", "score", "band", "star", "code", "trail", "excluded", "decision_id")

APPROVED = noop(
    "%(actor)s approved the allocation %(object)s; places: %(three)s three-star, %(two)s two-star, %(one)s one-star"
)


class RosterNotFrozen(DomainError):
    """Caps are percentages of a frozen roster."""

    default = gettext_lazy("The roster is not frozen yet, so there is nothing to count the places from.")


class FactsMoved(DomainError):
    """Facts changed between the run and this step; only a new run can go on."""

    default = gettext_lazy("The facts have moved on since this run. Run the allocation again and propose that run.")


class UndrawnTie(DomainError):
    """Schools are still tied at a line, and the year's rule is to draw them in public (quota.ties)."""

    default = gettext_lazy("Schools are tied at a line, and the public draw of this year is not confirmed yet.")


class OverCap(DomainError):
    """More stars than places: must be impossible, and nothing is approved if it happens."""

    default = gettext_lazy("The run holds more stars than the year has places. Nothing was approved.")


@paused()
@transaction.atomic
def run(year: CampaignYear, *, by: User) -> AllocationRun:
    """Compute an allocation on the present facts of the frozen roster and keep case, outcome and hashes for ever.

    Raises RosterNotFrozen, FactsMoved (facts keep changing, or the figures cannot be computed), WrongState, Invalid
    where the engine refuses the recorded decisions.
    """
    RatingSheet.objects.select_for_update().get(year=year)
    recompute_year(year.pk)
    present = CampaignYear.objects.select_related("sheet").get(pk=year.pk)
    bar_closed_year(present)
    if present.roster_frozen_at is None:
        ahead = freeze_ahead(present)
        raise RosterNotFrozen(hint=(ahead and ahead.said) or _("Freeze the roster first."))
    schools = school_facts(present)
    case = run_case(present, schools)
    document = case_document(str(present), case.entrants, case.policy, case.rule, case.adjustments)
    allocation = _allocated(case)
    _bar_moved(present, present.sheet.revision)
    if allocation.denominator != present.roster_size:
        raise FactsMoved(hint=_("The roster has another size than when it was frozen."))
    new = _store(present, document, allocation, by)
    copy(AllocationLine, LINE, _lines(new, participating(present, schools), case, allocation))
    sentence = noop("%(actor)s ran the allocation %(object)s on revision %(revision)s of the facts")
    record("allocation.run", new, by=by, sentence=sentence, revision=new.revision, data={"case": new.case_hash})
    return new


def _allocated(case: Case) -> Allocation:
    try:
        return allocate(case.entrants, case.policy, case.rule, case.adjustments)
    except Refusal as refusal:
        raise Invalid(
            say(explain_refusal(refusal)),
            hint=_("Look through the decisions of the leading group and the orders among tied schools."),
        ) from refusal


@transaction.atomic
def propose(run: AllocationRun, *, by: User) -> None:
    """Put a run of an open year forward for approval. Raises FactsMoved, WrongState, UndrawnTie."""
    locked(_locked(run).year, CampaignYear.State.OPEN)
    _bar_moved(run.year, run.revision)
    _bar_undrawn(run)
    move(run, AllocationRun.MOVES, "propose", proposed_by=by, proposed_at=timezone.now())
    record("allocation.propose", run, by=by, sentence=noop("%(actor)s proposed the allocation %(object)s"))


@transaction.atomic
def approve(run: AllocationRun, *, by: User) -> None:
    """Approve a proposed run: the places are fixed, the judged schools allocated, other runs superseded.

    Raises NotAllowed (four eyes, own school), FactsMoved, OverCap, WrongState.
    """
    run = _locked(run)
    bar_closed_year(run.year)
    _bar_involved(run, by)
    if NamingDecision.objects.filter(run__year=run.year_id).exists():
        raise WrongState(_("The stars of this year are named already."))
    caps = _caps_kept(run)
    others = AllocationRun.objects.filter(year=run.year_id, state__in=AllocationRun.MOVES["supersede"].sources)
    others.exclude(pk=run.pk).update(state=RunState.SUPERSEDED)
    move(run, AllocationRun.MOVES, "approve", decided_by=by, decided_at=timezone.now())
    Quota.objects.filter(year=run.year_id).delete()
    Quota.objects.bulk_create(Quota(year_id=run.year_id, star=star, cap=cap) for star, cap in caps.items())
    judged = Participation.objects.filter(allocation_lines__run=run, state__in=JUDGED)
    Participation.objects.filter(pk__in=judged).update(state=State.ALLOCATED, revision=run.revision + 1)
    if not touch_unchanged(run.year_id, run.revision):
        raise FactsMoved()
    record("allocation.approve", run, by=by, sentence=APPROVED, three=caps[3], two=caps[2], one=caps[1])
    wake(recompute_year, run.year_id)


@transaction.atomic
def reject(run: AllocationRun, *, by: User, reason: str) -> None:
    """Send a proposed run back with a reason; it stays on record. Raises NotAllowed, Invalid, WrongState."""
    run = _locked(run)
    locked(run.year, CampaignYear.State.OPEN)
    _bar_involved(run, by)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    said = reason.strip()
    move(run, AllocationRun.MOVES, "reject", decided_by=by, decided_at=timezone.now(), decision_reason=said)
    sentence = noop("%(actor)s rejected the allocation %(object)s")
    record("allocation.reject", run, by=by, sentence=sentence, reason=said)


def _locked(run: AllocationRun) -> AllocationRun:
    """The run as it is stored now; all runs of the year are locked in one order, so that two decisions never cross."""
    runs = AllocationRun.objects.filter(year=run.year_id).order_by("pk")
    present = runs.select_related("year", "proposed_by", "created_by").select_for_update(of=("self",))
    return next(each for each in list(present) if each.pk == run.pk)


def _bar_involved(run: AllocationRun, by: User) -> None:
    """Four eyes, by natural person; nobody decides about the own school."""
    if by.same_person(run.proposed_by) or by.same_person(run.created_by):
        raise NotAllowed(
            _("You ran or proposed this allocation; a second person has to decide."),
            hint=_("Ask a colleague with the same right."),
        )
    if run.lines.filter(participation__school__in=schools_of_person(by)).exists():
        raise NotAllowed(_("One of your own schools is in this allocation, so somebody else has to decide."))


def _bar_moved(year: CampaignYear, revision: int) -> None:
    """Raise FactsMoved where the year's facts are no longer those of `revision`."""
    if CampaignYear.objects.values_list("revision", flat=True).get(pk=year.pk) != revision:
        raise FactsMoved()


def _bar_undrawn(run: AllocationRun) -> None:
    """Raise UndrawnTie where a group is left out only because the year's draw has not been made."""
    if run.year.by_lot and has_open_tie(run, results_of(run)):
        raise UndrawnTie(hint=_("Reveal and confirm the draw on its page, then run the allocation again."))


def _caps_kept(run: AllocationRun) -> dict[int, int]:
    """The places of the year by star (0: all), after checking the run once more against them and against itself."""
    places_now = seats(caps_of(run.year), run.year.roster_size or 0)
    caps = {3: places_now.three, 2: places_now.two, 1: places_now.one, 0: places_now.total}
    given = stars_given(run)
    if any(given[star] > cap for star, cap in caps.items()):
        raise OverCap()
    if not replay(run).holds:
        raise FactsMoved(_("This run no longer comes out as it was stored. Run the allocation again."))
    return caps


def _store(year: CampaignYear, document: Document, allocation: Allocation, by: User) -> AllocationRun:
    """Case and outcome go to the database in the spelling that is hashed: large documents are written out once."""
    outcome = result_document(allocation)
    case_text, outcome_text = canonical(document), canonical(outcome)
    new = AllocationRun.objects.create(
        year=year,
        number=next_number(year),
        revision=year.sheet.revision,
        engine_version=ENGINE_VERSION,
        case=Value(case_text, TextField()),
        case_hash=digest_of(case_text),
        outcome=Value(outcome_text, TextField()),
        outcome_hash=digest_of(outcome_text),
        created_by=by,
    )
    new.case, new.outcome = document, outcome
    return new


def _lines(
    run: AllocationRun, roster: Sequence[SchoolFacts], case: Case, allocation: Allocation
) -> Iterator[tuple[Any, ...]]:
    """One line per school of the roster: place, score, star, reason and trail, and why it was left out or limited."""
    decisions = dict(confirmed_decisions(run.year).values_list("participation", "pk"))
    due = dict(due_lines(case, allocation))
    for facts in roster:
        *said, paper = due[facts.code]
        yield run.pk, facts.id, *said, decisions.get(facts.id) if paper else None
