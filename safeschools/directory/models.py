"""The register: districts, member units with their liaisons, schools."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeschools.lib.constraints import one_of


class SchoolType(models.TextChoices):
    """School kinds by their GB/T 33782 codes, as far as the campaign's cities use them."""

    KINDERGARTEN = "111", _("Kindergarten")
    PRIMARY = "211", _("Primary school")
    TEACHING_POINT = "218", _("Primary teaching point")
    JUNIOR = "311", _("Junior secondary school")
    NINE_YEAR = "312", _("Nine-year school")
    COMPLETE_SECONDARY = "341", _("Complete secondary school")
    SENIOR = "342", _("Senior secondary school")
    TWELVE_YEAR = "345", _("Twelve-year school")
    VOCATIONAL = "361", _("Secondary vocational school")
    SPECIAL = "511", _("Special-education school")


class Ownership(models.TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class UrbanRural(models.TextChoices):
    """Statistical urban–rural classes as printed on the register form."""

    CITY = "111", _("Main urban area")
    CITY_FRINGE = "112", _("Urban–rural fringe of a city")
    TOWN = "121", _("Town centre")
    TOWN_FRINGE = "122", _("Town–township fringe")
    SPECIAL = "123", _("Special area")
    TOWNSHIP = "210", _("Township centre")
    VILLAGE = "220", _("Village")


class SchoolStatus(models.TextChoices):
    ACTIVE = "active", _("Open")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed or merged")


FACILITIES = ("canteen", "catered_meals", "boarding", "school_bus", "lab")


class District(models.Model):
    """A county-level unit, or the group of schools the city runs directly (C2.2.1: managed where located)."""

    code = models.CharField(_("Code"), max_length=6, unique=True)
    name = models.CharField(_("District"), max_length=40, unique=True)
    is_direct = models.BooleanField(_("Directly under the city"), default=False)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class AgencyRole(models.TextChoices):
    LEAD = "lead", _("Lead agency")
    MEMBER = "member", _("Member agency")
    DUTY_ONLY = "duty_only", _("Duties only, no vote")


class Agency(models.Model):
    """A body of the leading group (C3), or one with duties only (C4), `seated` if a year gave it a seat (body.fda)."""

    Role = AgencyRole

    code = models.SlugField(_("Code"), max_length=10, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(max_length=80)
    role = models.CharField(_("Role"), max_length=10, choices=Role)
    seated = models.BooleanField(_("Seat by decision of a year"), default=False)
    duties = models.TextField(_("Duties"))
    duties_en = models.TextField()
    successor = models.CharField(_("Successor"), max_length=80, blank=True)
    successor_en = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")
        constraints = (one_of("role", AgencyRole, "agency_role_known"),)

    #: the bodies that are members of the leading group
    WITH_SEAT = ~Q(role=AgencyRole.DUTY_ONLY) | Q(seated=True)

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def has_seat(self) -> bool:
        """Whether it is a member of the leading group, which names a liaison."""
        return self.role != AgencyRole.DUTY_ONLY or self.seated


class Liaison(models.Model):
    """The one person a unit names for daily coordination (C3); a unit has at most one at a time."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="liaisons")
    name = models.CharField(_("Name"), max_length=40)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency"], condition=Q(until__isnull=True), name="one_active_liaison"),
        )

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school by its ten-digit school code: the basic unit of the campaign (C2.2.1).

    Facility flags decide which items apply (decision score.na_guard); the school itself cannot change them.
    """

    Type, Ownership, UrbanRural, Status = SchoolType, Ownership, UrbanRural, SchoolStatus

    code = models.CharField(_("School code"), max_length=10, unique=True, validators=[RegexValidator(r"^\d{10}$")])
    name = models.CharField(_("School name"), max_length=80)
    short_name = models.CharField(_("Short name"), max_length=40)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="schools", verbose_name=_("District"))
    type = models.CharField(_("School type"), max_length=3, choices=SchoolType)
    ownership = models.CharField(_("Ownership"), max_length=8, choices=Ownership, default=Ownership.PUBLIC)
    urban_rural = models.CharField(_("Urban or rural"), max_length=3, choices=UrbanRural, blank=True)
    students = models.PositiveIntegerField(_("Pupils"), default=0)
    boarders = models.PositiveIntegerField(_("Boarders"), default=0)
    staff = models.PositiveIntegerField(_("Staff"), default=0)
    guards = models.PositiveIntegerField(_("Security guards"), default=0)
    classes = models.PositiveIntegerField(_("Classes"), default=0)
    canteen = models.BooleanField(_("Canteen"), default=False)
    catered_meals = models.BooleanField(_("Catered meals"), default=False)
    boarding = models.BooleanField(_("Boarding"), default=False)
    school_bus = models.BooleanField(_("School bus"), default=False)
    lab = models.BooleanField(_("Laboratory"), default=False)
    status = models.CharField(_("Status"), max_length=10, choices=SchoolStatus, default=SchoolStatus.ACTIVE)
    head_name = models.CharField(_("Head"), max_length=40, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)
    pinyin = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        indexes = (models.Index(fields=["district", "code"], name="school_district"),)
        constraints = (
            one_of("type", SchoolType, "school_type_known"),
            one_of("ownership", Ownership, "school_ownership_known"),
            one_of("status", SchoolStatus, "school_status_known"),
            models.CheckConstraint(condition=Q(boarders__lte=F("students")), name="boarders_within_students"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def facilities(self) -> frozenset[str]:
        """The facility flags that are set, by the words of the standard's applicability grammar."""
        return frozenset(flag for flag in FACILITIES if getattr(self, flag))
