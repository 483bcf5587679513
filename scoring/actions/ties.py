"""Orders of tied schools: proposed by one person, confirmed by another, in force from the next run on (quota.ties)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.directory.models import School
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, WrongState
from safeschools.lib.transitions import move
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.explain import explain_refusal
from scoring.models import RatingSheet, TieOrder
from scoring.policies.duties import bar_own_school, bar_same_person
from scoring.policies.timing import bar_closed_year
from scoring.queries.cases import run_case
from scoring.queries.sentences import say
from scoring.queries.sheet import school_facts
from scoring.tasks import recompute_year


@transaction.atomic
def propose_order(year: CampaignYear, *, by: User, schools: Sequence[str], document: str, reason: str) -> TieOrder:
    """Put a complete order of one tied group forward, best first, by school codes.

    Raises Invalid without document or reason, or where the schools are not one whole tied group; NotAllowed for the
    own school; WrongState for a closed year, and for one whose ties are drawn by lot.
    """
    bar_closed_year(year)
    if year.by_lot:
        raise WrongState(
            _("The ties of %(year)s are drawn by lot, so nobody records an order of them.") % {"year": year}
        )
    if not document.strip() or not reason.strip():
        raise Invalid(_("An order among tied schools needs a document number and a reason."))
    _bar_own(by, schools)
    _check(year, Adjustment(Kind.TIE_ORDER, reason, schools=tuple(schools)))
    order = TieOrder.objects.create(
        year=year, schools=list(schools), document=document.strip(), reason=reason.strip(), proposed_by=by
    )
    sentence = gettext_noop("%(actor)s proposed by document %(document)s an order among tied schools: %(object)s.")
    _record("propose", order, by, sentence, order.reason)
    return order


@transaction.atomic
def confirm_order(order: TieOrder, *, by: User) -> None:
    """The second person's signature. Raises NotAllowed (four eyes, own school), Invalid, WrongState."""
    _alone_with(order)
    bar_closed_year(order.year)
    bar_same_person(by, order.proposed_by)
    _bar_own(by, order.schools)
    move(order, TieOrder.MOVES, "confirm", decided_by=by, decided_at=now())
    _check(order.year)
    _moved(order)
    _record("confirm", order, by, gettext_noop("%(actor)s confirmed the order among tied schools: %(object)s."))


@transaction.atomic
def reject_order(order: TieOrder, *, by: User, reason: str) -> None:
    """Not this order, or no longer: it stays on record. Raises NotAllowed, Invalid without a reason, WrongState."""
    _alone_with(order)
    bar_closed_year(order.year)
    bar_same_person(by, order.proposed_by)
    _bar_own(by, order.schools)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    move(order, TieOrder.MOVES, "reject", decided_by=by, decided_at=now(), decision_reason=reason.strip())
    _moved(order)
    sentence = gettext_noop("%(actor)s rejected the order among tied schools: %(object)s.")
    _record("reject", order, by, sentence, reason.strip())


def _alone_with(order: TieOrder) -> None:
    """Nobody runs, names or decides in this year meanwhile; year and order as they are stored now.

    Of two orders of one group that are confirmed at once, the second is judged beside the first.
    """
    RatingSheet.objects.select_for_update().get(year=order.year_id)
    order.year = CampaignYear.objects.get(pk=order.year_id)
    order.refresh_from_db(fields=["state"])


def _bar_own(by: User, schools: Sequence[str]) -> None:
    bar_own_school(by, set(School.objects.filter(code__in=schools).values_list("pk", flat=True)))


def _check(year: CampaignYear, *proposed: Adjustment) -> None:
    """Let the engine judge whether every order in force, and the one proposed, is a complete one of one tied group on
    the present facts.
    """
    case = run_case(year, school_facts(year))
    try:
        allocate(case.entrants, case.policy, case.rule, (*case.adjustments, *proposed))
    except Refusal as refusal:
        raise Invalid(say(explain_refusal(refusal))) from refusal


def _moved(order: TieOrder) -> None:
    """A run made before does not know of the decision, so the facts have moved on since it."""
    touch(order.year_id)
    wake(recompute_year, order.year_id)


def _record(step: str, order: TieOrder, by: User, sentence: str, reason: str = "") -> None:
    data = {"schools": order.schools}
    record(f"tie_order.{step}", order, by=by, sentence=sentence, reason=reason, data=data, document=order.document)
