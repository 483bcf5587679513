"""What the leading group decided about single schools: left out, limited, or placed (allocation.md section 7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participation
from safeschools.lib.constraints import one_of
from scoring.domain.adjustments import Kind
from scoring.models.proposals import RETRACTABLE, ReasonedProposal, proposal_rules


class GroupDecisionKind(models.TextChoices):
    EXCLUDE = Kind.EXCLUDE.value, _("Left out of the ranking")
    MAX_STAR = Kind.MAX_STAR.value, _("Limited to a star")
    PIN = Kind.PIN.value, _("Placed at a star")


class GroupDecision(ReasonedProposal):
    """A decision of the leading group about one school; an input of the next run, never an edit of one.

    Proposed with document and reason by one person, confirmed by another; rejected, even after that, with a reason.
    `star` is the highest one open to the school (MAX_STAR) or the one it is placed at (PIN, decision quota.pins).
    """

    Kind = GroupDecisionKind

    MOVES = RETRACTABLE

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="group_decisions")
    kind = models.CharField(_("Decision"), max_length=10, choices=Kind)
    star = models.PositiveSmallIntegerField(_("Star"), null=True, blank=True)
    evidence = models.URLField(_("Link to the evidence"), max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            *proposal_rules("group_decision", signed=~Q(state="rejected") | ~Q(decision_reason="")),
            one_of("kind", GroupDecisionKind, "group_decision_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="exclude", star__isnull=True)
                | Q(kind="max_star", star__isnull=False, star__gte=0, star__lte=2)
                | Q(kind="pin", star__isnull=False, star__gte=1, star__lte=3),
                name="group_decision_star_fits",
            ),
            models.CheckConstraint(
                condition=Q(evidence="") | Q(evidence__startswith="https://"), name="group_decision_evidence_https"
            ),
            models.UniqueConstraint(
                fields=["participation"], condition=~Q(state="rejected"), name="one_live_group_decision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.document}"
