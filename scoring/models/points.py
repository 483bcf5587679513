"""Points per item in four layers, and the append-only ledger behind them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participation
from safeschools.lib.constraints import from_one, one_of
from scoring.models.standard import Item


class Layer(models.TextChoices):
    """Whose judgement a score is; the effective points are those of the highest layer present (score.final_source)."""

    CLAIMED = "claimed", _("Self-assessed")
    REVIEWED = "reviewed", _("Reviewed")
    VERIFIED = "verified", _("Verified")
    RULED = "ruled", _("Ruled on appeal")


LAYERS_HIGH_TO_LOW = ("ruled", "verified", "reviewed", "claimed")


def effective(suffix: str) -> Coalesce:
    """SQL expression: the value of the highest layer present; suffix is `points`, `max` or `facts`."""
    return Coalesce(*(f"{layer}_{suffix}" for layer in LAYERS_HIGH_TO_LOW))


def _points_within_max(layer: str) -> Q:
    return Q(**{f"{layer}_points__isnull": True, f"{layer}_max__isnull": True}) | Q(
        **{
            f"{layer}_points__gte": 0,
            f"{layer}_points__lte": F(f"{layer}_max"),
            f"{layer}_max__lte": F("max_points"),
        }
    )


class ItemScore(models.Model):
    """One item of one participation, in one row: the school's working answer and the points of each layer.

    Points are integer hundredths; `<layer>_max` is the item's applicable maximum in that layer (0 where a ratio has
    nothing to count and the rule says not applicable). `facts`, `draft_*`, `note` and `version` are the school's
    working copy; submitting copies them to the claimed layer. Items the register rules out have `applicable` false.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="item_scores")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    max_points = models.PositiveSmallIntegerField()
    applicable = models.BooleanField(default=True)

    facts = models.JSONField(default=dict)
    note = models.TextField(_("Explanation"), blank=True)
    draft_points = models.PositiveSmallIntegerField(null=True)
    draft_max = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    claimed_facts = models.JSONField(null=True)
    claimed_points = models.PositiveSmallIntegerField(null=True)
    claimed_max = models.PositiveSmallIntegerField(null=True)
    reviewed_facts = models.JSONField(null=True)
    reviewed_points = models.PositiveSmallIntegerField(null=True)
    reviewed_max = models.PositiveSmallIntegerField(null=True)
    verified_facts = models.JSONField(null=True)
    verified_points = models.PositiveSmallIntegerField(null=True)
    verified_max = models.PositiveSmallIntegerField(null=True)
    ruled_facts = models.JSONField(null=True)
    ruled_points = models.PositiveSmallIntegerField(null=True)
    ruled_max = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("item__order",)
        constraints = (
            models.UniqueConstraint(fields=["participation", "item"], name="one_score_per_item"),
            *(
                models.CheckConstraint(condition=_points_within_max(layer), name=f"{layer}_points_within_max")
                for layer in ("draft", *LAYERS_HIGH_TO_LOW)
            ),
            from_one("version", "score_version_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.participation} {self.item.code}"

    @property
    def answered(self) -> bool:
        return self.draft_points is not None

    def layer(self, name: str) -> tuple[int, int] | None:
        """(points, applicable maximum) of a layer in hundredths, or None where the layer is absent."""
        points, maximum = getattr(self, f"{name}_points"), getattr(self, f"{name}_max")
        return None if points is None else (points, maximum)

    @property
    def effective_layer(self) -> str | None:
        return next(
            (name for name in LAYERS_HIGH_TO_LOW if getattr(self, f"{name}_points") is not None),
            None,
        )

    @property
    def effective_points(self) -> int | None:
        name = self.effective_layer
        return None if name is None else getattr(self, f"{name}_points")


class ScoreEntry(models.Model):
    """The ledger: one line each time a layer of an item is set, with author, time, reason. Only ever added."""

    item_score = models.ForeignKey(ItemScore, on_delete=models.PROTECT, related_name="entries")
    layer = models.CharField(max_length=10, choices=Layer)
    facts = models.JSONField()
    points = models.PositiveSmallIntegerField()
    max_points = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints = (
            one_of("layer", Layer, "entry_layer_known"),
            models.CheckConstraint(condition=Q(points__lte=F("max_points")), name="entry_points_within_max"),
        )

    def __str__(self) -> str:
        return f"{self.item_score} {self.layer}"
