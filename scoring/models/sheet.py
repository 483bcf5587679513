"""The year's rating sheet: figures the machine derives from the facts, stamped with the revision it used."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.expressions import Expression
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear, Participation
from safeschools.lib.constraints import within
from scoring.domain.overview import VERSION
from scoring.models.standard import Standard


class ReportField(models.JSONField):
    """A compliance report. One that another version of the program stored reads as none: its keys are not today's."""

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        found = super().from_db_value(value, expression, connection)
        if isinstance(expression, KeyTransform) or not found:
            return found
        return found if found.get("version") == VERSION else {}


class RatingSheet(models.Model):
    """One per year: the standard in force and the state of the recompute. Current when `revision` equals the year's.

    `report` is the compliance report (scoring.recompute); `failures` and `error` speak of attempts since the last
    success, the last of them at `failed_at`.
    """

    year = models.OneToOneField(CampaignYear, on_delete=models.PROTECT, related_name="sheet")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="sheets")
    revision = models.BigIntegerField(default=-1)
    computed_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    report = ReportField(default=dict)

    def __str__(self) -> str:
        return f"{self.year} r{self.revision}"


class RatingBasis(models.TextChoices):
    CLAIMED = "claimed", _("Self-assessed")
    REVIEWED = "reviewed", _("Reviewed")
    VERIFIED = "verified", _("Verified")
    RULED = "ruled", _("Ruled on appeal")


class Rating(models.Model):
    """What the facts of one participation amount to: the band of the score and, as a projection, the star by quota.

    Rating and designation are different things: `projected_star` is a forecast by the year's rule, never an honour.
    `secured_star` is what the school keeps whatever schools without a judged score still get (theorem T5),
    `highest_star` what it can reach by how an open tie is decided (theorem T4).
    Scores are integer hundredths. `basis` is the highest layer that any item has. `weak_keys` counts the key items that
    limit the star, by the points that count, `reviewed_weak_keys` by the district's alone; 0 where the year has no such
    limit (decision score.key_items).
    """

    Basis = RatingBasis

    participation = models.OneToOneField(
        Participation, on_delete=models.CASCADE, related_name="rating", primary_key=True
    )
    year = models.ForeignKey(CampaignYear, on_delete=models.CASCADE, related_name="ratings")
    earned = models.PositiveIntegerField(default=0)
    applicable = models.PositiveIntegerField(default=0)
    score = models.PositiveSmallIntegerField(_("Score"), null=True)
    claimed_score = models.PositiveSmallIntegerField(null=True)
    reviewed_score = models.PositiveSmallIntegerField(null=True)
    key_points = models.PositiveSmallIntegerField(null=True)
    weak_keys = models.PositiveSmallIntegerField(default=0)
    reviewed_weak_keys = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    vetoed = models.BooleanField(default=False)
    band = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True)
    projected_star = models.PositiveSmallIntegerField(default=0)
    secured_star = models.PositiveSmallIntegerField(default=0)
    highest_star = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["year", "-score"], name="rating_by_score"),
            models.Index(fields=["year", "projected_star"], name="rating_by_star"),
        )
        constraints = (
            within("score", 0, 10000, "rating_score_range"),
            within("band", 0, 3, "rating_band_range"),
            models.CheckConstraint(
                condition=Q(
                    secured_star__lte=F("projected_star"),
                    projected_star__lte=F("highest_star"),
                    highest_star__lte=F("band"),
                ),
                name="projection_within_band",
            ),
            models.CheckConstraint(condition=Q(earned__lte=F("applicable")), name="earned_within_applicable"),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.score}"
