"""Evidence: a file once, used for many items and years; never compulsory (proc.evidence)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeschools.directory.models import School
from scoring.models.points import ItemScore


def stored_name(evidence: "Evidence", filename: str) -> str:
    """A random name; what the person called the file is only shown, never a path."""
    return f"evidence/{evidence.school_id}/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """A file of a school, identified by its content; metadata such as positions is stripped from images."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to=stored_name, max_length=200)
    name = models.CharField(_("File name"), max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["school", "sha256"], name="one_file_per_content"),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(sha256="") & ~Q(name=""), name="evidence_complete"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


class EvidenceLink(models.Model):
    """A file attached to an item."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="links")
    item_score = models.ForeignKey(ItemScore, on_delete=models.CASCADE, related_name="evidence_links")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["evidence", "item_score"], name="one_link_per_item"),)

    def __str__(self) -> str:
        return f"{self.evidence} → {self.item_score_id}"
