"""The leading group's orders of schools that are exactly tied at a line (decision quota.ties)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear
from safeschools.lib.constraints import differ, one_of, paired
from safeschools.lib.transitions import table


class TieOrderState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


class TieOrder(models.Model):
    """A complete order of one tied group, best first, by school codes; an input of the next run, never an edit of one.

    Proposed with reason and document by one person, confirmed by another; rejected, even after that, with a reason.
    """

    State = TieOrderState

    MOVES = table(
        confirm=([State.PROPOSED], State.CONFIRMED), reject=([State.PROPOSED, State.CONFIRMED], State.REJECTED)
    )

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="tie_orders")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PROPOSED)
    schools = models.JSONField()
    document = models.CharField(_("Document number"), max_length=80)
    reason = models.TextField(_("Reason"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            one_of("state", TieOrderState, "tie_order_state_known"),
            differ("proposed_by", "decided_by", "tie_order_four_eyes"),
            paired("decided_at", "decided_by", "tie_order_decided_paired"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False) & (~Q(state="rejected") | ~Q(decision_reason="")),
                name="tie_order_decision_signed",
            ),
            models.CheckConstraint(condition=~Q(document="") & ~Q(reason=""), name="tie_order_has_document_and_reason"),
        )

    def __str__(self) -> str:
        return f"{self.year} {', '.join(self.schools)}"
