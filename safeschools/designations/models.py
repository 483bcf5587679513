"""Honours out: allocation runs, the naming decision, designations and certificates."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear, Participation
from safeschools.lib.constraints import differ, one_of, paired, within
from safeschools.lib.spelled import SpelledJSONField
from safeschools.lib.transitions import table
from scoring.models import GroupDecision


class AllocationRunState(models.TextChoices):
    DRAFT = "draft", _("Trial run")
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Superseded")


class AllocationRun(models.Model):
    """One allocation on frozen facts: input snapshot, rule, engine version and result, each with its hash (C2.2.5).

    Immutable except for its state and the signatures. Proposed by one person, approved by another.
    """

    State = AllocationRunState

    MOVES = table(
        propose=([State.DRAFT], State.PROPOSED),
        approve=([State.PROPOSED], State.APPROVED),
        reject=([State.PROPOSED], State.REJECTED),
        supersede=([State.DRAFT, State.PROPOSED, State.APPROVED], State.SUPERSEDED),
    )

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    revision = models.BigIntegerField(_("Revision of the facts"))
    engine_version = models.CharField(max_length=20)
    case = SpelledJSONField()
    case_hash = models.CharField(max_length=64)
    outcome = SpelledJSONField()
    outcome_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            one_of("state", AllocationRunState, "run_state_known"),
            models.UniqueConstraint(fields=["year", "number"], name="one_run_per_number"),
            models.UniqueConstraint(fields=["year"], condition=Q(state="approved"), name="one_approved_run_per_year"),
            paired("proposed_at", "proposed_by", "run_proposed_paired"),
            paired("decided_at", "decided_by", "run_decided_paired"),
            differ("proposed_by", "decided_by", "run_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"])
                | Q(proposed_by__isnull=False, decided_by__isnull=False),
                name="run_decision_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(decision_reason=""), name="rejection_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once; state and signatures move by `MOVES` only."""
        if not self._state.adding:
            raise TypeError("A run is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A run is never deleted.")


class AllocationLine(models.Model):
    """A school's result in a run: star, reason code, trail through the tiers. The sentence is made from these.

    `excluded` and `decision` say on which recorded decision the result rests, if on any.
    """

    # half a million lines are written at once: one index below begins with the run, one with the school, and both keys
    # are looked at for all lines together (the trigger line_of_the_runs_year)
    run = models.ForeignKey(
        AllocationRun, on_delete=models.CASCADE, related_name="lines", db_index=False, db_constraint=False
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="allocation_lines", db_index=False, db_constraint=False
    )
    rank = models.PositiveIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    band = models.PositiveSmallIntegerField(default=0)
    star = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=30)
    trail = models.JSONField(default=list)
    excluded = models.CharField(max_length=40, blank=True)
    decision = models.ForeignKey(
        GroupDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = (
            models.Index(fields=["run", "rank"], name="line_by_rank"),
            models.Index(fields=["decision"], condition=Q(decision__isnull=False), name="line_by_decision"),
        )
        constraints = (
            models.UniqueConstraint(fields=["participation", "run"], name="one_line_per_school"),
            within("star", 0, 3, "line_star_range"),
            models.CheckConstraint(condition=Q(star__lte=F("band")), name="line_star_within_band"),
        )

    def __str__(self) -> str:
        return f"{self.run} {self.participation_id} {self.star}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A line of a run is never changed.")
        super().save(*args, **kwargs)


class Scenario(models.Model):
    """A named what-if: a run's frozen facts under `changes` (scoring.domain.whatif). It decides nothing.

    Written once; whoever made it may delete it.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(_("Name"), max_length=80)
    changes = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["run", "name"], name="one_scenario_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_has_name"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A scenario is never changed.")
        super().save(*args, **kwargs)


class Quota(models.Model):
    """How many places a star has in a year (0 = all stars together); fixed when a run is approved."""

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="quotas")
    star = models.PositiveSmallIntegerField()
    cap = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["year", "star"], name="one_quota_per_star"),
            within("star", 0, 3, "quota_star_range"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.star}: {self.cap}"


class NamingDecision(models.Model):
    """The act of the commission that confers the titles (C5.3d): recorded here, never made here.

    A run has one; a later document that names schools which were on hold then `supplements` it (elig.accident_pending).
    """

    run = models.OneToOneField(AllocationRun, null=True, blank=True, on_delete=models.PROTECT, related_name="naming")
    supplements = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    document = models.CharField(_("Document number"), max_length=80)
    decided_on = models.DateField(_("Date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(document=""), name="naming_has_document"),
            models.CheckConstraint(
                condition=Q(run__isnull=False, supplements__isnull=True)
                | Q(run__isnull=True, supplements__isnull=False),
                name="naming_of_a_run_or_supplement",
            ),
        )

    def __str__(self) -> str:
        return self.document


class DesignationState(models.TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")


class Designation(models.Model):
    """A named school of a year: numbered place, certificate. Revoked, never deleted (elig.accident_after).

    `bars_next_year`: revoked because of an accident in a year by whose rule the school takes no part in the next one.

    Places are numbered within the star and once more within all stars together. Each number is held under the cap it
    was given by, and PostgreSQL ties the cap to the year's `Quota` (star 0 for all), so that no naming can exceed a
    cap and no cap can be lowered under what is given (C2.2.5).
    """

    State = DesignationState

    MOVES = table(revoke=([State.VALID], State.REVOKED))

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="designations")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, related_name="designation")
    naming = models.ForeignKey(NamingDecision, on_delete=models.PROTECT, related_name="designations")
    star = models.PositiveSmallIntegerField(_("Star"))
    place = models.PositiveIntegerField()
    cap = models.PositiveIntegerField()
    all_stars = models.PositiveSmallIntegerField(default=0, editable=False)
    place_in_all = models.PositiveIntegerField()
    cap_in_all = models.PositiveIntegerField()
    certificate = models.CharField(_("Certificate number"), max_length=40, unique=True)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.VALID)
    revoked_on = models.DateField(null=True, blank=True)
    revocation_document = models.CharField(_("Document number"), max_length=80, blank=True)
    revocation_reason = models.TextField(_("Reason"), blank=True)
    bars_next_year = models.BooleanField(_("Barred from the next year"), default=False)

    class Meta:
        ordering = ("-star", "place")
        constraints = (
            one_of("state", DesignationState, "designation_state_known"),
            models.UniqueConstraint(fields=["year", "star", "place"], name="one_school_per_place"),
            within("star", 1, 3, "designation_star_range"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=F("cap")), name="place_within_cap"),
            models.UniqueConstraint(fields=["year", "place_in_all"], name="one_school_per_place_in_all"),
            models.CheckConstraint(
                condition=Q(all_stars=0, place_in_all__gte=1, place_in_all__lte=F("cap_in_all")),
                name="place_in_all_within_cap",
            ),
            models.CheckConstraint(
                condition=Q(state="valid", revoked_on__isnull=True)
                | Q(state="revoked", revoked_on__isnull=False) & ~Q(revocation_document="") & ~Q(revocation_reason=""),
                name="revocation_has_document_and_reason",
            ),
            models.CheckConstraint(condition=Q(bars_next_year=False) | Q(state="revoked"), name="bar_by_a_revocation"),
        )

    def __str__(self) -> str:
        return self.certificate
