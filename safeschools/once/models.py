"""Answers kept for a day, so that a request sent twice has one effect."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from safeschools.lib.constraints import paired


class Answer(models.Model):
    """What a person's request with this key was answered: status, the view's headers, the very bytes of the body.

    `fingerprint` is the SHA-256 of method, address and content, so that a key used for something else is noticed.
    Written in the transaction of the effect: there is an answer exactly where there was an effect.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),
            models.CheckConstraint(condition=~Q(key=""), name="answer_has_key"),
            paired("status", "content", "answer_whole"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.key} {self.status}"
