"""The draws between schools still tied at a line, in a year whose rule is the public lottery (quota.ties)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.domain.draws import key
from campaigns.models.years import CampaignYear
from safeschools.lib.constraints import differ, one_of, paired
from safeschools.lib.transitions import table


class DrawState(models.TextChoices):
    COMMITTED = "committed", _("Committed")
    REVEALED = "revealed", _("Revealed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("draw", "Withdrawn")


def _by() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Draw(models.Model):
    """One public draw: committed before the roster is frozen, revealed after the dates of its sources, confirmed.

    The secret is not here until it is revealed; `withheld` says why it was not. `sources` are the public results
    announced, two and one to fall back on, each with its date; `results` their numbers in the same order, an empty
    list for a result that was not published or not needed. A withdrawn draw stays on record. Once it is revealed its
    outcome is known, so from then on it is sent back or confirmed, never withdrawn: there is no second try (9.6).
    """

    State = DrawState

    MOVES = table(
        reveal=([State.COMMITTED], State.REVEALED),
        send_back=([State.REVEALED], State.COMMITTED),
        confirm=([State.REVEALED], State.CONFIRMED),
        withdraw=([State.COMMITTED], State.WITHDRAWN),
    )

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="draws")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.COMMITTED)
    commitment = models.CharField(max_length=64)
    sources = models.JSONField()
    reason = models.TextField(_("Reason"), blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(default=timezone.now)
    roster_digest = models.CharField(max_length=64, blank=True)
    secret = models.CharField(max_length=64, blank=True)
    withheld = models.TextField(blank=True)
    results = models.JSONField(default=list)
    seed = models.CharField(max_length=64, blank=True)
    revealed_by = _by()
    revealed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = _by()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _by()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            one_of("state", DrawState, "draw_state_known"),
            differ("revealed_by", "confirmed_by", "draw_four_eyes"),
            paired("revealed_by", "revealed_at", "draw_revealed_paired"),
            paired("confirmed_by", "confirmed_at", "draw_confirmed_paired"),
            paired("withdrawn_by", "withdrawn_at", "draw_withdrawn_paired"),
            models.CheckConstraint(
                condition=Q(revealed_by__isnull=True, seed="", secret="")
                | Q(revealed_by__isnull=False)
                & ~Q(seed="")
                & ~Q(roster_digest="")
                & (~Q(secret="") & Q(withheld="") | Q(secret="") & ~Q(withheld="")),
                name="draw_revealed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="committed", revealed_by__isnull=True)
                | Q(state="revealed", revealed_by__isnull=False, confirmed_by__isnull=True)
                | Q(state="confirmed", revealed_by__isnull=False, confirmed_by__isnull=False)
                | Q(state="withdrawn", withdrawn_by__isnull=False, revealed_by__isnull=True) & ~Q(withdrawal_reason=""),
                name="draw_state_signed",
            ),
            models.CheckConstraint(condition=~Q(commitment=""), name="draw_committed"),
            models.UniqueConstraint(fields=["year"], condition=~Q(state="withdrawn"), name="one_live_draw_per_year"),
        )

    def __str__(self) -> str:
        return f"{self.year}, {self.commitment[:12]}…"

    @property
    def key(self) -> str:
        """The results as the seed takes them."""
        return key(numbers for numbers in self.results if numbers)

    @property
    def days(self) -> list[date]:
        """The days of the sources, in their order."""
        return [date.fromisoformat(source["on"]) for source in self.sources]

    @property
    def announced(self) -> list[dict[str, Any]]:
        """The sources with the numbers that came of them, none before the reveal; the last is not always `needed`."""
        results = self.results or [[] for _source in self.sources]
        rows = [
            {**source, "numbers": numbers, "needed": True}
            for source, numbers in zip(self.sources, results, strict=True)
        ]
        rows[-1]["needed"] = not all(results[:-1])
        return rows
