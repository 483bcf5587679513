"""The evaluation standard: versions, six dimensions (C2.1), items."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeschools.lib.constraints import one_of, paired, within
from safeschools.lib.transitions import table


def _english() -> bool:
    return (get_language() or "").startswith("en")


class StandardState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Standard(models.Model):
    """A version of the standard. Published: immutable, with a content hash, scored items sum to exactly 100."""

    State = StandardState

    MOVES = table(publish=([State.DRAFT], State.PUBLISHED))

    name = models.CharField(_("Name"), max_length=80)
    version = models.CharField(_("Version"), max_length=20, unique=True)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    content_hash = models.CharField(_("Content hash"), max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            one_of("state", StandardState, "standard_state_known"),
            paired("published_at", "published_by", "standard_published_paired"),
            models.CheckConstraint(
                condition=Q(state="draft", content_hash="") | Q(state="published") & ~Q(content_hash=""),
                name="standard_hash_when_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Dimension(models.Model):
    """One of the six tasks of the policy (C2.1.1–C2.1.6)."""

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="dimensions")
    code = models.CharField(_("Code"), max_length=4)
    name = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["standard", "code"], name="one_dimension_per_code"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.name_en if _english() else self.name


class ItemMethod(models.TextChoices):
    DEDUCTION = "deduction", _("Deduction")
    LEVELS = "levels", _("Levels")
    BINARY = "binary", _("Pass or fail")
    RATIO = "ratio", _("Ratio")
    VETO = "veto", _("Veto")


class Item(models.Model):
    """One item: what is judged, how facts become points (`params`, see scoring.domain.points), who answers for it.

    `max_points` is in hundredths; veto items carry none.
    """

    Method = ItemMethod

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="items")
    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("Code"), max_length=10)
    name = models.CharField(_("Item"), max_length=80)
    name_en = models.CharField(max_length=120)
    method = models.CharField(_("Method"), max_length=10, choices=Method)
    max_points = models.PositiveSmallIntegerField(_("Points"))
    is_key = models.BooleanField(_("Key item"), default=False)
    applicable_to = models.CharField(_("Applies to"), max_length=80, default="all")
    rule = models.TextField(_("Scoring rule"))
    rule_en = models.TextField()
    evidence = models.TextField(_("How it is checked"), blank=True)
    evidence_en = models.TextField(blank=True)
    agencies = models.JSONField(_("Responsible agencies"), default=list)
    params = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (
            one_of("method", ItemMethod, "item_method_known"),
            models.UniqueConstraint(fields=["standard", "code"], name="one_item_per_code"),
            within("max_points", 0, 10000, "item_points_range"),
            models.CheckConstraint(condition=~Q(method="veto") | Q(max_points=0), name="veto_carries_no_points"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_veto(self) -> bool:
        return self.method == self.Method.VETO

    @property
    def title(self) -> str:
        return self.name_en if _english() else self.name

    @property
    def rule_text(self) -> str:
        return self.rule_en if _english() else self.rule

    @property
    def evidence_text(self) -> str:
        return self.evidence_en if _english() else self.evidence
