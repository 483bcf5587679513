"""The leading group's orders of schools that are exactly tied at a line (decision quota.ties)."""

from django.db import models
from django.db.models import Q

from campaigns.models import CampaignYear
from scoring.models.proposals import RETRACTABLE, ReasonedProposal, proposal_rules


class TieOrder(ReasonedProposal):
    """A complete order of one tied group, best first, by school codes; an input of the next run, never an edit of one.

    Proposed with reason and document by one person, confirmed by another; rejected, even after that, with a reason.
    """

    MOVES = RETRACTABLE

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="tie_orders")
    schools = models.JSONField()

    class Meta:
        ordering = ("-pk",)
        constraints = (*proposal_rules("tie_order", signed=~Q(state="rejected") | ~Q(decision_reason="")),)

    def __str__(self) -> str:
        return f"{self.year} {', '.join(self.schools)}"
