"""The papers of the way up: submissions, returns, recommendations, veto findings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear, Participation
from safeschools.directory.models import District
from safeschools.lib.constraints import one_of, paired, within
from safeschools.lib.transitions import table
from scoring.models.points import ItemScore
from scoring.models.proposals import Proposal, ReasonedProposal, proposal_rules
from scoring.models.standard import Item


class Submission(models.Model):
    """What a school handed in, frozen: facts, notes and points of every item, with a receipt hash of that content."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    receipt = models.CharField(_("Receipt hash"), max_length=64)
    score = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["participation", "number"], name="one_submission_per_number"),
            within("score", 0, 10000, "submission_score_range"),
        )

    def __str__(self) -> str:
        return f"{self.participation} #{self.number}"


class ReturnNote(models.Model):
    """Why the district sent an item (or, without an item, the whole assessment) back; the school may reply."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="return_notes")
    item_score = models.ForeignKey(
        ItemScore, null=True, blank=True, on_delete=models.CASCADE, related_name="return_notes"
    )
    submission_number = models.PositiveSmallIntegerField()
    text = models.TextField(_("Reason for the return"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    sent = models.BooleanField(default=False)
    reply = models.TextField(_("Reply"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="return_has_text"),)

    def __str__(self) -> str:
        return self.text[:60]


class RecommendationListState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    SUBMITTED = "submitted", _("Submitted to the city")


class RecommendationList(models.Model):
    """A district's list of one year: who is recommended, who is not and why (C5.3c, proc.recommend)."""

    State = RecommendationListState

    MOVES = table(submit=([State.DRAFT], State.SUBMITTED))

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="recommendation_lists")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            one_of("state", RecommendationListState, "list_state_known"),
            models.UniqueConstraint(fields=["year", "district"], name="one_list_per_district"),
            paired("submitted_at", "submitted_by", "list_submitted_paired"),
        )

    def __str__(self) -> str:
        return f"{self.district} {self.year}"


class Recommendation(models.Model):
    """A line of the list. Refused schools keep their line, with the reason."""

    list = models.ForeignKey(RecommendationList, on_delete=models.CASCADE, related_name="lines")
    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="recommendation")
    recommended = models.BooleanField()
    star = models.PositiveSmallIntegerField(_("Star recommended"), default=0)
    reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(recommended=True, star__gte=1, star__lte=3) | Q(recommended=False, star=0) & ~Q(reason=""),
                name="recommended_with_star_refused_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.star}"

    @property
    def said(self) -> tuple[bool | None, int, str]:
        """What its district said of the school, with star and reason: nothing, None, while its list is a draft."""
        return (
            self.recommended if self.list.state == RecommendationListState.SUBMITTED else None,
            self.star,
            self.reason,
        )


class Veto(Proposal):
    """A veto finding: proposed with a document by one person, confirmed by another (elig.unlisted_vetoes, C5.3f).

    Only a confirmed veto takes the school out of the selection; a proposed one is a hold.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="vetoes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            *proposal_rules("veto"),
            models.UniqueConstraint(
                fields=["participation", "item"],
                condition=~Q(state="rejected"),
                name="one_live_veto_per_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.item.code}"


class Disqualification(ReasonedProposal):
    """A school's exit from the year for a judged score below the floor (C2.2.4, elig.below70_basis).

    Proposed with a document by one person, confirmed by another after the school's right to reply, never by the
    software. `score` is the judged score in hundredths the proposal rests on; the school may reply until `reply_until`.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="disqualifications")
    score = models.PositiveSmallIntegerField(_("Score"))
    reply_until = models.DateTimeField(_("The school may reply until"))
    reply = models.TextField(_("Reply"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            *proposal_rules("disqualification", signed=~Q(decision_reason="")),
            paired("replied_at", "replied_by", "disqualification_replied_paired"),
            within("score", 0, 10000, "disqualification_score_range"),
            models.UniqueConstraint(
                fields=["participation"], condition=~Q(state="rejected"), name="one_live_disqualification"
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.document}"


class Hold(models.Model):
    """The bureau's flag beside a school's state while a case is open (C5.3f).

    Set and lifted with a reason (proc.objection); what becomes of its place, the year says (elig.accident_pending).
    Undecided veto findings hold a school too.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("Reason"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            paired("lifted_at", "lifted_by", "hold_lifted_paired"),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(lifted_at__isnull=True), name="one_open_hold_per_participation"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & (Q(lifted_at__isnull=True) | ~Q(lift_reason="")), name="hold_has_reasons"
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.reason}"
