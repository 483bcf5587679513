"""People who sign in, and the roles they were given."""

from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from safeschools.accounts.domain import device_words
from safeschools.accounts.roles import ADMINISTRATORS, ROLES, Role, RoleSlug, Scope
from safeschools.accounts.sessions import SessionStore
from safeschools.directory.models import Agency, District, School
from safeschools.lib.constraints import one_of


def _slugs(scope: Scope) -> list[str]:
    return [slug for slug, role in ROLES.items() if role.scope == scope]


def scope_matches(name: str) -> models.CheckConstraint:
    """A role has exactly the scope object it needs: a school role a school, a district role a district, and so on."""
    none = {"school__isnull": True, "district__isnull": True, "agency__isnull": True}
    school, district, agency = (Q(**{**none, f"{field}__isnull": False}) for field in ("school", "district", "agency"))
    return models.CheckConstraint(
        condition=(Q(role__in=_slugs(Scope.SCHOOL)) & school)
        | (Q(role__in=_slugs(Scope.DISTRICT)) & district)
        | (Q(role__in=_slugs(Scope.AGENCY)) & agency)
        | Q(role__in=_slugs(Scope.CITY) + _slugs(Scope.INSTALLATION), **none),
        name=name,
    )


class Accounts(BaseUserManager["User"]):
    """Makes users; the password may be None for an account that must be given one first."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """`manage.py createsuperuser`: the first system administrator, and the first security administrator."""
        return self.create_user(username, password, **fields)


class User(AbstractBaseUser):
    """An account. Role and scope columns hold the identity in use; `RoleGrant` rows hold all identities the person has.

    `person` names the natural person, so that two accounts of one person never count as two people (four eyes).
    """

    username = models.CharField(_("User name"), max_length=40, unique=True)
    display_name = models.CharField(_("Name"), max_length=40)
    person = models.CharField(_("Person key"), max_length=40, blank=True, db_index=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    role = models.CharField(_("Role"), max_length=20, choices=RoleSlug)
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="users", verbose_name=_("School")
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="users", verbose_name=_("District")
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="users", verbose_name=_("Agency")
    )
    is_active = models.BooleanField(_("Active"), default=True)
    must_change_password = models.BooleanField(_("Must change the password at the next login"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    anonymised_at = models.DateTimeField(_("Anonymised"), null=True, blank=True, editable=False)

    objects: ClassVar[Accounts] = Accounts()

    #: set while a program asks with a token: what its scopes let through; None for a person on the pages
    token_permissions: frozenset[str] | None = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]

    class Meta:
        ordering = ("username",)
        constraints = (
            one_of("role", RoleSlug, "user_role_known"),
            scope_matches("user_scope_matches_role"),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(is_active=False, email="", phone=""),
                name="anonymised_is_closed",
            ),
        )

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def spec(self) -> Role:
        """The role in use: scope, permissions, home page."""
        return ROLES[self.role]

    @property
    def scope(self) -> str:
        return self.spec.scope.value

    @property
    def role_label(self) -> str:
        return self.get_role_display()

    @property
    def place(self) -> School | District | Agency | None:
        """The school, district or agency the identity in use belongs to."""
        return self.school or self.district or self.agency

    def can(self, permission: str) -> bool:
        """Whether the role in use includes `permission`, and the token, where one is used."""
        through = self.token_permissions is None or permission in self.token_permissions
        return self.is_active and through and permission in self.spec.permissions

    def same_person(self, other: "User | None") -> bool:
        """Whether both accounts belong to one natural person (separation of duties)."""
        return other is not None and (self.pk == other.pk or (bool(self.person) and self.person == other.person))

    # --- what Django's admin asks ---
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.role == RoleSlug.SYSTEM_ADMIN

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class RoleGrant(models.Model):
    """A role given to a person, with its scope, by somebody else; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("Role"), max_length=20, choices=RoleSlug)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            one_of("role", RoleSlug, "grant_role_known"),
            scope_matches("grant_scope_matches_role"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="grant_not_to_oneself",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "school", "district", "agency"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_active_grant",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True, role__in=ADMINISTRATORS), name="one_of_three_admins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def place(self) -> School | District | Agency | None:
        return self.school or self.district or self.agency


class PasswordRecord(models.Model):
    """An earlier password of an account, hashed: when it was set, and that it may not come back too soon."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class UserSession(AbstractBaseSession):
    """A session with its person and its two clocks; `safeschools.accounts.sessions` writes it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ip = models.CharField(_("Address"), max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> Any:
        return SessionStore

    @property
    def handle(self) -> str:
        """What a page calls this session by: never its key, which would open it."""
        return sha256(self.session_key.encode()).hexdigest()[:20]

    @property
    def device(self) -> str:
        """Browser and system in words, as far as the browser says."""
        return device_words(self.agent)


def name_key(username: str) -> str:
    """A digest of the name as typed, so that the sign-in log holds no password somebody typed into the wrong field."""
    return salted_hmac("safeschools.sign-in", username.strip().casefold()).hexdigest()[:40]


class SignInOutcome(models.TextChoices):
    TRIED = "tried", _("Being checked")
    FAILED = "failed", _("Wrong password")
    REFUSED = "refused", _("Too many tries")
    OK = "ok", _("Signed in")
    UNLOCKED = "unlocked", _("Unlocked")


class SignIn(models.Model):
    """One try to sign in: the sign-in log, and what the limits are counted from (kept: operations.domain.retention).

    The name that was typed is kept as a keyed digest only: people type their password there.
    """

    Outcome = SignInOutcome

    at = models.DateTimeField(_("Time"), default=timezone.now)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ins")
    name_key = models.CharField(max_length=40)
    ip = models.CharField(_("Address"), max_length=45)
    source = models.CharField(max_length=64)
    """Where the limit counts: the address, or the device that signed in to this account before."""
    outcome = models.CharField(_("Outcome"), max_length=8, choices=SignInOutcome, default=SignInOutcome.TRIED)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["name_key", "at"], name="sign_in_name"),
            models.Index(fields=["ip", "at"], name="sign_in_ip"),
            models.Index(fields=["at"], name="sign_in_at"),
        )
        constraints = (one_of("outcome", SignInOutcome, "sign_in_outcome_known"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.ip} {self.outcome}"


class ApiToken(models.Model):
    """A token a person made for a program. Of the secret only its SHA-256 is kept: 256 random bits need no salt.

    `prefix` is the visible beginning, by which a person knows which one it is. Ended by time, by hand, with the
    password and with the account; rows stay for a while (operations.domain.retention).
    """

    PREFIX = 12

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("Name"), max_length=60)
    prefix = models.CharField(max_length=PREFIX)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("Expires"))
    last_used_at = models.DateTimeField(_("Last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires"),
            models.CheckConstraint(condition=~Q(digest="") & ~Q(name=""), name="token_complete"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """What is stored instead of the secret."""
        return sha256(secret.encode()).hexdigest()
