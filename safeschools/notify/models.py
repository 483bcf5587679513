"""The outbox: messages to the outside, stored in the transaction of what they tell, sent by the reconcile process."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeschools.lib.constraints import one_of


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Message(models.Model):
    """An e-mail to one person, at least once. `dedupe` names the occasion: the same one is told a person once.

    A try that fails is repeated after a growing delay; after the last one the message stays as failed, with the error.
    """

    State = MessageState

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    kind = models.SlugField(max_length=40)
    dedupe = models.CharField(max_length=200)
    subject = models.CharField(_("Subject"), max_length=200)
    body = models.TextField(_("Text"))
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_due"),)
        constraints = (
            one_of("state", MessageState, "message_state_known"),
            models.UniqueConstraint(fields=["person", "dedupe"], name="one_message_per_occasion"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="message_sent_with_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
