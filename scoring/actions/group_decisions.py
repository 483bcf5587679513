"""Decisions of the leading group about single schools: proposed by one person, confirmed by another (quota.pins).

They are inputs of the next run and of the projection, never edits of a result (allocation.md section 7).
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain.decisions import chosen
from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, WrongState
from safeschools.lib.transitions import move
from scoring.actions.vetoes import SETTLED
from scoring.domain.allocation import allocate
from scoring.domain.explain import explain_refusal
from scoring.models import GroupDecision, RatingSheet
from scoring.policies.duties import bar_own_school, bar_same_person
from scoring.policies.timing import bar_closed_year
from scoring.queries.cases import adjustment_of, run_case
from scoring.queries.sentences import say
from scoring.queries.sheet import school_facts
from scoring.tasks import recompute_year

Kind = GroupDecision.Kind
State = Participation.State

#: the commission has named the year's schools; until then a decision after the approval asks for another run
NAMED = (State.NAMED, State.NOT_NAMED, State.REVOKED)


@dataclass(frozen=True)
class Paper:
    """What stands in the leading group's paper: its number, the reason, a link to the evidence (https, or empty)."""

    document: str
    reason: str
    evidence: str = ""


@transaction.atomic
def propose(participation: Participation, *, by: User, kind: str, star: int | None, paper: Paper) -> GroupDecision:
    """Put a decision about a school forward.

    Raises Invalid without document or reason, for a link that is not https, a star that does not fit, a place the year
    does not allow (quota.pins), or what the engine refuses; NotAllowed for the own school; WrongState in a closed year,
    once the school's result stands, and while another decision about it lives.
    """
    _bar(participation, by)
    if not paper.document.strip() or not paper.reason.strip():
        raise Invalid(_("A decision of the leading group needs a document number and a reason."))
    if paper.evidence and not paper.evidence.startswith("https://"):
        raise Invalid(_("The link to the evidence must begin with https://."))
    decision = GroupDecision(
        participation=participation,
        kind=kind,
        star=None if kind == Kind.EXCLUDE else star,
        document=paper.document.strip(),
        reason=paper.reason.strip(),
        evidence=paper.evidence,
        proposed_by=by,
        proposed_at=now(),
    )
    _check(decision)
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise WrongState(
            _("There is a decision about %(object)s already.") % {"object": participation},
            hint=_("Reject that one first, with a reason."),
        ) from error
    sentence = gettext_noop("%(actor)s proposed by document %(document)s a decision about %(object)s.")
    _record("propose", decision, by, sentence, decision.reason)
    return decision


@transaction.atomic
def confirm(decision: GroupDecision, *, by: User) -> None:
    """The second person's signature. Raises NotAllowed (four eyes, own school), Invalid, WrongState."""
    _alone_with(decision)
    _bar(decision.participation, by)
    bar_same_person(by, decision.proposed_by)
    move(decision, GroupDecision.MOVES, "confirm", decided_by=by, decided_at=now())
    _check(decision)
    _moved(decision)
    sentence = gettext_noop("%(actor)s confirmed by document %(document)s the decision about %(object)s.")
    _record("confirm", decision, by, sentence)


@transaction.atomic
def reject(decision: GroupDecision, *, by: User, reason: str) -> None:
    """Not this decision, or no longer: it stays on record. Raises NotAllowed, Invalid without a reason, WrongState.

    A proposal can always be rejected, a decision in force until stars rest on it.
    """
    _alone_with(decision)
    bar_closed_year(decision.participation.year)
    bar_own_school(by, [decision.participation.school_id])
    if decision.state == GroupDecision.State.CONFIRMED and _named(decision.participation.year):
        raise _stands(decision.participation)
    bar_same_person(by, decision.proposed_by)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    move(decision, GroupDecision.MOVES, "reject", decided_by=by, decided_at=now(), decision_reason=reason.strip())
    _moved(decision)
    sentence = gettext_noop("%(actor)s rejected the decision about %(object)s.")
    _record("reject", decision, by, sentence, reason.strip())


def _bar(participation: Participation, by: User) -> None:
    bar_closed_year(participation.year)
    bar_own_school(by, [participation.school_id])
    if participation.state in SETTLED or _named(participation.year):
        raise _stands(participation)


def _named(year: CampaignYear) -> bool:
    return Participation.objects.filter(year=year, state__in=NAMED).exists()


def _stands(participation: Participation) -> WrongState:
    return WrongState(_("The result of %(object)s stands; no decision changes it.") % {"object": participation})


def _alone_with(decision: GroupDecision) -> None:
    """Nobody runs, names or decides in this year meanwhile; school and decision as they are stored now.

    The sheet first, as a run takes it, then the school; the year's row stays free for whoever saves.
    """
    RatingSheet.objects.select_for_update().get(year=decision.participation.year_id)
    rows = Participation.objects.select_for_update(of=("self",)).select_related("year", "school")
    decision.participation = rows.get(pk=decision.participation_id)
    decision.refresh_from_db(fields=["state"])


def _check(decision: GroupDecision) -> None:
    """Let the year's rule, and on the present facts the engine, judge the decision beside those in force."""
    year = decision.participation.year
    if decision.kind == Kind.PIN and chosen(year.decisions, "quota.pins").slug != "on":
        raise Invalid(_("By this year's rules nobody is placed by decision."), hint=_("See the rules of the year."))
    if decision.kind == Kind.MAX_STAR and decision.star not in (0, 1, 2):
        raise Invalid(_("Limit the school to no star, one star or two stars."))
    case = run_case(year, school_facts(year))
    new = () if decision.state == GroupDecision.State.CONFIRMED else (adjustment_of(decision),)
    try:
        allocate(case.entrants, case.policy, case.rule, (*case.adjustments, *new))
    except Refusal as refusal:
        raise Invalid(say(explain_refusal(refusal))) from refusal


def _moved(decision: GroupDecision) -> None:
    """A run made before does not know of the decision, so the facts have moved on since it."""
    year_id = decision.participation.year_id
    touch(year_id, [decision.participation_id])
    wake(recompute_year, year_id)


def _record(step: str, decision: GroupDecision, by: User, sentence: str, reason: str = "") -> None:
    record(
        f"group_decision.{step}",
        decision.participation,
        by=by,
        sentence=sentence,
        reason=reason,
        data={"decision": decision.pk, "kind": decision.kind, "star": decision.star},
        document=decision.document,
    )
