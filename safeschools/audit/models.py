"""The event log: every change of score, state, right or rule, in the same transaction as the change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Events(models.QuerySet["Event"]):
    """Rows are added and read; nothing else."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("Events are never changed.")

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        raise TypeError("Events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Events are never deleted.")


class Event(models.Model):
    """Who did what to which object, when, from where and why. Rows are only ever added.

    `sentence` is an English source template translated at reading; `params` fill it. The reconcile process seals
    events into a hash chain (safeschools.audit.domain): until then `position` is null, afterwards nothing changes.
    """

    at = models.DateTimeField(_("Time"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Person"),
    )
    actor_name = models.CharField(max_length=80, blank=True)
    actor_role = models.SlugField(max_length=30, blank=True)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=36, blank=True)
    verb = models.CharField(_("Action"), max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField(_("Object"), max_length=200)
    sentence = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    reason = models.TextField(_("Reason"), blank=True)
    data = models.JSONField(default=dict)
    position = models.BigIntegerField(_("Place in the chain"), null=True, editable=False)
    prev_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(_("Hash"), max_length=64, blank=True, editable=False)

    objects = Events.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["object_type", "object_id"], name="event_object"),
            models.Index(fields=["verb", "id"], name="event_verb"),
            models.Index(fields=["actor", "id"], name="event_actor"),
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="event_unsealed"),
        )
        constraints = (
            models.UniqueConstraint(fields=["position"], name="one_event_per_place"),
            models.CheckConstraint(
                condition=Q(position__isnull=True, prev_hash="", hash="")
                | Q(position__gte=1) & ~Q(prev_hash="") & ~Q(hash=""),
                name="event_sealed_whole",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Events are never deleted.")


class PublishedHead(models.Model):
    """The end of the chain as it was told to the outside: printed, mailed. A log that no longer leads to it was cut."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(_("Time"), default=timezone.now)

    class Meta:
        ordering = ("-position",)
        constraints = (models.UniqueConstraint(fields=["position"], name="one_publication_per_place"),)

    def __str__(self) -> str:
        return f"{self.hash}@{self.event_id}"
