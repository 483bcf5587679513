"""What was done for the safety of the data: backups taken, drills passed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeschools.lib.constraints import one_of


class SafeguardKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore drill")


class Safeguard(models.Model):
    """A backup that was finished, or a drill: a backup restored elsewhere whose results and log came out right.

    `backup` is the name of the backup's folder, `sha256` that of its manifest.
    """

    Kind = SafeguardKind

    kind = models.CharField(max_length=10, choices=Kind)
    backup = models.CharField(_("Backup"), max_length=200)
    sha256 = models.CharField(max_length=64)
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("Time"), default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["kind", "-at"], name="safeguard_newest"),)
        constraints = (
            one_of("kind", SafeguardKind, "safeguard_kind_known"),
            models.CheckConstraint(condition=~Q(backup="") & ~Q(sha256=""), name="safeguard_named"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.backup}"
