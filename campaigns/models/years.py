"""The campaign, its years with their frozen rules, phases, and the schools that take part."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.answers import Answers
from safeschools.directory.models import District, School
from safeschools.lib.constraints import one_of, within
from safeschools.lib.transitions import table


class CampaignMode(models.TextChoices):
    NAMING = "naming", _("Campaign with naming")
    ASSESSMENT = "assessment", _("Annual assessment and grading, without naming")


class Campaign(models.Model):
    """A three-year campaign of one city (C1) with the document that allows it (decision body.legal_basis)."""

    Mode = CampaignMode

    name = models.CharField(_("Name"), max_length=80)
    city = models.CharField(_("City"), max_length=40)
    mode = models.CharField(_("Mode"), max_length=12, choices=Mode, default=Mode.NAMING)
    approval_document = models.CharField(_("Approval document number"), max_length=80, blank=True)
    approved_on = models.DateField(_("Date of the document"), null=True, blank=True)
    starts_on = models.DateField(_("Start"))
    ends_on = models.DateField(_("End"))
    goal_percent = models.PositiveSmallIntegerField(_("Attainment goal in percent"), default=90)

    class Meta:
        constraints = (
            one_of("mode", CampaignMode, "campaign_mode_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="campaign_period"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def confers_titles(self) -> bool:
        """Whether its years end in a naming; otherwise in the approved grading, with no title and no certificate."""
        return self.mode == self.Mode.NAMING


class CampaignYearState(models.TextChoices):
    DRAFT = "draft", _("Being set up")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class CampaignYear(Answers, models.Model):
    """One yearly round with its own frozen rules: score bands, caps, tie keys, decisions (C2.2.3–C2.2.5).

    Bands are in hundredths of a point, caps in basis points (1500 = 15 %). `revision` counts every change of the
    year's facts; the rating sheet says up to which revision it was computed. `setup` is the wizard's memory until the
    year opens: steps confirmed, the standard chosen, what was typed and not accepted yet. `roster_version` counts the
    freezes of the roster (quota.snapshot).
    """

    State = CampaignYearState

    MOVES = table(open=([State.DRAFT], State.OPEN), close=([State.OPEN], State.CLOSED))

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="years")
    index = models.PositiveSmallIntegerField(_("Year of the campaign"))
    calendar_year = models.PositiveSmallIntegerField(_("Calendar year"))
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.DRAFT)
    band_three = models.PositiveSmallIntegerField(_("Three stars from"), default=9000)
    band_two = models.PositiveSmallIntegerField(_("Two stars from"), default=8500)
    band_one = models.PositiveSmallIntegerField(_("One star from"), default=8000)
    floor = models.PositiveSmallIntegerField(_("Out of this year's selection below"), default=7000)
    cap_three = models.PositiveSmallIntegerField(_("Cap for three stars"))
    cap_two = models.PositiveSmallIntegerField(_("Cap for two stars"))
    cap_one = models.PositiveSmallIntegerField(_("Cap for one star"))
    cap_total = models.PositiveSmallIntegerField(_("Cap in total"))
    tie_keys = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    setup = models.JSONField(default=dict)
    revision = models.BigIntegerField(default=0)
    roster_version = models.PositiveSmallIntegerField(default=0)
    roster_frozen_at = models.DateTimeField(_("Roster frozen at"), null=True, blank=True)
    roster_size = models.PositiveIntegerField(_("Participating schools"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("calendar_year",)
        constraints = (
            one_of("state", CampaignYearState, "year_state_known"),
            models.UniqueConstraint(fields=["campaign", "index"], name="one_year_per_index"),
            models.UniqueConstraint(fields=["campaign", "calendar_year"], name="one_year_per_calendar_year"),
            models.UniqueConstraint(
                fields=["calendar_year"], condition=~Q(state="draft"), name="one_opened_year_per_calendar_year"
            ),
            models.CheckConstraint(
                condition=Q(
                    floor__lte=F("band_one"),
                    band_one__lt=F("band_two"),
                    band_two__lt=F("band_three"),
                    band_three__lte=10000,
                ),
                name="year_bands_ordered",
            ),
            models.CheckConstraint(
                condition=Q(
                    cap_three__lte=F("cap_total"),
                    cap_two__lte=F("cap_total"),
                    cap_one__lte=F("cap_total"),
                    cap_total__lte=10000,
                ),
                name="year_caps_within_total",
            ),
            models.CheckConstraint(
                condition=Q(roster_frozen_at__isnull=True, roster_size__isnull=True)
                | Q(roster_frozen_at__isnull=False, roster_size__isnull=False),
                name="year_roster_frozen_with_size",
            ),
        )

    def __str__(self) -> str:
        return f"{self.calendar_year}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class PhaseKind(models.TextChoices):
    PREPARATION = "preparation", _("Kick-off")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment")
    DISTRICT_REVIEW = "district_review", _("District review and recommendation")
    SPOT_CHECK = "spot_check", _("Spot checks")
    ALLOCATION = "allocation", _("Allocation")
    PUBLIC_NOTICE = "public_notice", _("Notice and appeals")
    NAMING = "naming", _("Naming and commendation")


class Phase(models.Model):
    """A phase of a year by date. `ends_at` is inclusive (23:59:59 Asia/Shanghai), then grace runs (proc.deadline)."""

    Kind = PhaseKind

    year = models.ForeignKey(CampaignYear, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("Phase"), max_length=20, choices=Kind)
    starts_at = models.DateTimeField(_("Start"))
    ends_at = models.DateTimeField(_("End"))
    grace_minutes = models.PositiveSmallIntegerField(_("Grace in minutes"), default=0)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            one_of("kind", PhaseKind, "phase_kind_known"),
            models.UniqueConstraint(fields=["year", "kind"], name="one_phase_per_kind"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="phase_period"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()}"

    def contains(self, moment: datetime) -> bool:
        return self.starts_at <= moment <= self.ends_at


class Extension(models.Model):
    """A later end of a phase for one district, with a reason; nobody loses typed work to a date."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="extensions")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(_("New end"))
    reason = models.TextField(_("Reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["phase", "district"], name="one_extension_per_district"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.phase} · {self.district}"


class ParticipationState(models.TextChoices):
    INVITED = "invited", _("Not started")
    SELF_ASSESSING = "self_assessing", _("In progress")
    SUBMITTED = "submitted", _("Awaiting district review")
    RETURNED = "returned", _("Returned")
    REVIEWED = "reviewed", _("Reviewed by the district")
    RECOMMENDED = "recommended", _("Recommended")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")
    ALLOCATED = "allocated", _("Allocated")
    ANNOUNCED = "announced", _("On public notice")
    NAMED = "named", _("Named")
    NOT_NAMED = "not_named", _("Not named")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISQUALIFIED = "disqualified", _("Disqualified")
    REVOKED = "revoked", _("Revoked")


class Participation(models.Model):
    """One school in one year. The state moves only by the verbs of MOVES (product.md section 2).

    `register_version` is the version of the school's row in the register that the applicable items follow; 0 before
    the self-assessment begins (score.na_guard).
    """

    State = ParticipationState

    MOVES = table(
        start=([State.INVITED], State.SELF_ASSESSING),
        submit=([State.SELF_ASSESSING, State.RETURNED], State.SUBMITTED),
        return_=([State.SUBMITTED], State.RETURNED),
        review=([State.SUBMITTED], State.REVIEWED),
        reopen_review=([State.REVIEWED], State.SUBMITTED),
        recommend=([State.REVIEWED], State.RECOMMENDED),
        not_recommend=([State.REVIEWED], State.NOT_RECOMMENDED),
        allocate=([State.REVIEWED, State.RECOMMENDED, State.NOT_RECOMMENDED], State.ALLOCATED),
        announce=([State.ALLOCATED], State.ANNOUNCED),
        name=([State.ALLOCATED, State.ANNOUNCED], State.NAMED),
        not_name=([State.ALLOCATED, State.ANNOUNCED], State.NOT_NAMED),
        withdraw=(
            [State.INVITED, State.SELF_ASSESSING, State.SUBMITTED, State.RETURNED],
            State.WITHDRAWN,
        ),
        disqualify=(
            [
                State.SUBMITTED,
                State.RETURNED,
                State.REVIEWED,
                State.RECOMMENDED,
                State.NOT_RECOMMENDED,
                State.ALLOCATED,
                State.ANNOUNCED,
            ],
            State.DISQUALIFIED,
        ),
        revoke=([State.NAMED], State.REVOKED),
    )

    #: states in which the school has handed in an assessment that counts for the year's figures
    HANDED_IN = (
        State.SUBMITTED,
        State.REVIEWED,
        State.RECOMMENDED,
        State.NOT_RECOMMENDED,
        State.ALLOCATED,
        State.ANNOUNCED,
        State.NAMED,
        State.NOT_NAMED,
        State.DISQUALIFIED,
        State.REVOKED,
    )
    REVIEW_DONE = HANDED_IN[1:]  # the same, once the district's review is done

    year = models.ForeignKey(CampaignYear, on_delete=models.PROTECT, related_name="participations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="participations")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(_("State"), max_length=16, choices=State, default=State.INVITED)
    hold = models.CharField(_("On hold because"), max_length=200, blank=True)
    on_roster = models.BooleanField(_("On the frozen roster"), default=False)
    revision = models.BigIntegerField(default=0)
    register_version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("school__code",)
        indexes = (
            models.Index(fields=["year", "district", "state"], name="participation_queue"),
            models.Index(fields=["year", "state"], name="participation_state"),
        )
        constraints = (
            one_of("state", ParticipationState, "participation_state_known"),
            models.UniqueConstraint(fields=["year", "school"], name="one_participation_per_year"),
            within("revision", 0, 2**62, "participation_revision"),
            models.CheckConstraint(
                condition=~Q(state__in=["invited", "self_assessing"]) | Q(submitted_at__isnull=True),
                name="unsubmitted_has_no_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.year}"

    @property
    def is_editable(self) -> bool:
        """Whether the school may change its assessment by state alone; the deadline is judged apart."""
        return self.state in (self.State.INVITED, self.State.SELF_ASSESSING, self.State.RETURNED)
