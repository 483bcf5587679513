"""Spot checks: visits by joint teams and what they found, item by item (C5.3b, C5.3c)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participation
from safeschools.lib.constraints import from_one, one_of, paired
from safeschools.lib.transitions import table
from scoring.models import Item


class VisitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    STARTED = "started", _("In progress")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class VisitOrigin(models.TextChoices):
    RANDOM = "random", _("Drawn at random")
    DIRECTED = "directed", _("Directed")
    COMPLAINT = "complaint", _("After a complaint")


class Visit(models.Model):
    """A planned visit to one school. Confirmed: its verified points have been posted to the ledger."""

    State = VisitState

    Origin = VisitOrigin

    MOVES = table(
        start=([State.PLANNED], State.STARTED),
        confirm=([State.STARTED], State.CONFIRMED),
        cancel=([State.PLANNED, State.STARTED], State.CANCELLED),
    )

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="visits")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PLANNED)
    origin = models.CharField(_("Chosen"), max_length=10, choices=Origin, default=Origin.RANDOM)
    planned_on = models.DateField(_("Date"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    school_present = models.CharField(_("Present for the school"), max_length=80, blank=True)
    school_objection = models.TextField(_("Objection of the school"), blank=True)
    remark = models.TextField(_("Remark"), blank=True)

    class Meta:
        ordering = ("planned_on", "id")
        constraints = (
            one_of("state", VisitState, "visit_state_known"),
            one_of("origin", VisitOrigin, "visit_origin_known"),
            paired("confirmed_at", "confirmed_by", "visit_confirmed_paired"),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state__in=["planned", "started"]),
                name="one_open_visit_per_participation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation.school} {self.planned_on:%Y-%m-%d}"


class VisitMember(models.Model):
    """An inspector of the team; signs at the end. One of them is the recorder."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members")
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visit_memberships")
    is_recorder = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["visit", "inspector"], name="one_seat_per_inspector"),)

    def __str__(self) -> str:
        return f"{self.inspector} @ {self.visit_id}"


class VisitItemVerdict(models.TextChoices):
    AGREE = "agree", _("As the district found")
    DIFFER = "differ", _("Different")


class VisitItem(models.Model):
    """What the team found for one item. `client_id` makes a repeated sending from a phone harmless."""

    Verdict = VisitItemVerdict

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    facts = models.JSONField(null=True)
    points = models.PositiveSmallIntegerField(null=True)
    max_points = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(_("Reason"), blank=True)
    client_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("item__order",)
        constraints = (
            models.UniqueConstraint(fields=["visit", "item"], name="one_finding_per_item"),
            models.CheckConstraint(condition=Q(verdict__in=["", "agree", "differ"]), name="visit_verdict_known"),
            models.CheckConstraint(condition=~Q(verdict="differ") | ~Q(reason=""), name="difference_has_reason"),
            paired("points", "max_points", "visit_points_paired"),
            models.CheckConstraint(condition=Q(points__lte=F("max_points")), name="visit_points_within_max"),
            from_one("version", "finding_version_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item.code}"
