"""What one person proposes with document and reason and another decides: columns, states and rules, written once."""

from collections.abc import Iterator

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeschools.lib.constraints import differ, one_of, paired
from safeschools.lib.transitions import table


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


#: what was confirmed may still be rejected, as long as nothing final rests on it
RETRACTABLE = table(
    confirm=([ProposalState.PROPOSED], ProposalState.CONFIRMED),
    reject=([ProposalState.PROPOSED, ProposalState.CONFIRMED], ProposalState.REJECTED),
)


class Proposal(models.Model):
    """Proposed by one person, confirmed or rejected by another; until then it decides nothing."""

    State = ProposalState

    MOVES = table(
        confirm=([State.PROPOSED], State.CONFIRMED),
        reject=([State.PROPOSED], State.REJECTED),
    )

    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PROPOSED)
    document = models.CharField(_("Document number"), max_length=80)
    reason = models.TextField(_("Reason"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class ReasonedProposal(Proposal):
    """One whose decision keeps its own reason beside it."""

    decision_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


def proposal_rules(name: str, *, signed: Q | None = None) -> Iterator[models.CheckConstraint]:
    """What the database holds of one kind, by `name`; `signed` is what a decision needs besides its signature."""
    yield one_of("state", ProposalState, f"{name}_state_known")
    yield differ("proposed_by", "decided_by", f"{name}_four_eyes")
    yield paired("decided_at", "decided_by", f"{name}_decided_paired")
    decided = ~Q(state="proposed") & Q(decided_by__isnull=False)
    yield models.CheckConstraint(
        condition=Q(state="proposed", decided_by__isnull=True) | (decided & signed if signed else decided),
        name=f"{name}_decision_signed",
    )
    yield models.CheckConstraint(condition=~Q(document="") & ~Q(reason=""), name=f"{name}_has_document_and_reason")
